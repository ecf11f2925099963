using System.Globalization;
using System.Text.RegularExpressions;
using LineFraming.Fuzz;
using OxyPlot;
using Xunit;

namespace LineFraming.Tests;

/// <summary>Tests the plot of the logs of sessions.</summary>
public sealed class PlotCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Each_session_is_drawn_as_high_as_its_coverage()
    {
        string plot = Path.Combine(_folder, "a.svg");
        string half = File("half", "0.10,100,10,100,3", "10.00,5000,50,100,9");
        string all = File("all", "0.10,100,100,400,3", "10.00,5000,400,400,9");
        (int exit, string output, string error) = FuzzCommandLineTests.Run("plot", plot, half, all);
        Assert.Equal((0, $"2 sessions drawn{Environment.NewLine}", ""), (exit, output, error));
        string svg = System.IO.File.ReadAllText(plot);
        Assert.Contains("half", svg, StringComparison.Ordinal);

        // From 10 per cent to 50, and from 25 to 100.
        Assert.Equal(75.0 / 40, Rise(svg, PlotStyle.Colors[1]) / Rise(svg, PlotStyle.Colors[0]), 0.01);
    }

    [Fact]
    public void Without_a_log_nothing_is_drawn_over_an_earlier_plot()
    {
        string plot = Path.Combine(_folder, "a.svg");
        System.IO.File.WriteAllText(plot, "of an earlier session");
        FormatException none = Assert.Throws<FormatException>(() => CoveragePlot.Draw([], plot));
        Assert.StartsWith("There is no log of a session to draw", none.Message, StringComparison.Ordinal);
        Assert.Equal("of an earlier session", System.IO.File.ReadAllText(plot));
    }

    [Theory]
    [InlineData("1.00,100,10,100")]
    [InlineData("1.00,100,10,100,3,4")]
    [InlineData("1.00,100,ten,100,3")]
    [InlineData("NaN,100,10,100,3")]
    [InlineData("1.00,100,-1,100,3")]
    [InlineData("1.00,100,101,100,3")]
    [InlineData("1.00,100,0,0,3")]
    public void An_invalid_row_is_named(string row)
    {
        string log = File("chunking", "0.10,100,10,100,3", row);
        (int exit, string output, string error) = FuzzCommandLineTests.Run("plot", Path.Combine(_folder, "a.svg"), log);
        Assert.Equal((2, ""), (exit, output));
        Assert.Contains($"{log} is not the log of a session: \"{row}\"", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("")]
    [InlineData("mean length,loop,ns a line\n1,LineFramer,3")]
    [InlineData(SessionLog.Header)]
    public void A_file_of_another_kind_is_rejected(string content)
    {
        string log = Path.Combine(_folder, "other.csv");
        System.IO.File.WriteAllText(log, content);
        (int exit, _, string error) = FuzzCommandLineTests.Run("plot", Path.Combine(_folder, "a.svg"), log);
        Assert.Equal(2, exit);
        Assert.Contains($"does not begin with {SessionLog.Header} and a row", error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_title_names_the_machines_of_the_logs()
    {
        string plot = Path.Combine(_folder, "a.svg");
        string one = File("chunking", "0.10,100,10,100,3");
        System.IO.File.WriteAllText(one, SessionLog.Comment + "one processor\n" + System.IO.File.ReadAllText(one));
        Assert.Equal(0, FuzzCommandLineTests.Run("plot", plot, one, File("handoff", "0.10,100,10,100,3")).Exit);
        Assert.Contains("one processor; machine not recorded", System.IO.File.ReadAllText(plot), StringComparison.Ordinal);
    }

    [Fact]
    public void The_logs_in_the_documents_are_logs() => Assert.Equal(0, FuzzCommandLineTests.Run(
        ["plot", Path.Combine(_folder, "a.svg"), .. Directory.GetFiles(Path.Combine(Repository.Root, "docs", "fuzzing"), "*.csv")]).Exit);

    // Sums the vertical steps of the line of one colour.
    private static double Rise(string svg, OxyColor color) =>
        (from Match step in Regex.Matches(svg, "<polyline points=\"([0-9.]+),([0-9.]+) ([0-9.]+),([0-9.]+)\" "
            + "style=\"[^\"]*stroke:rgb\\(([0-9,]+)\\)")
         where step.Groups[5].Value == $"{color.R},{color.G},{color.B}" && step.Groups[1].Value == step.Groups[3].Value
         select Number(step.Groups[2]) - Number(step.Groups[4])).Sum();

    private static double Number(Group digits) => double.Parse(digits.Value, CultureInfo.InvariantCulture);

    private string File(string session, params string[] rows)
    {
        string file = Path.Combine(_folder, session + ".csv");
        System.IO.File.WriteAllLines(file, [SessionLog.Header, .. rows]);
        return file;
    }
}
