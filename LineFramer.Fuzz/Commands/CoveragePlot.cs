using System.Globalization;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace LineFraming.Fuzz;

/// <summary>Draws how the coverage of sessions grew.</summary>
internal static class CoveragePlot
{
    // What came before the first row of a session, on an axis that has no zero.
    private const double Start = 0.05;

    /// <summary>Draws sessions.</summary>
    /// <exception cref="FormatException">A file is no such log.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static void Draw(IReadOnlyList<string> logs, string output)
    {
        PlotModel plot = Picture.Titled($"Coverage of fuzzing sessions{string.Concat(logs.Select(MachineOf).Distinct().Select(machine => $"; {machine}"))}");
        plot.Axes.Add(new LogarithmicAxis
        {
            Position = AxisPosition.Bottom,
            Title = "seconds",
            Minimum = Start,
            MajorGridlineStyle = LineStyle.Dot,
        });
        plot.Axes.Add(new LinearAxis
        {
            Position = AxisPosition.Left,
            Title = "blocks reached, per cent",
            Minimum = 0,
            Maximum = 100,
            AxisTitleDistance = 12,
            MajorGridlineStyle = LineStyle.Dot,
        });
        foreach (string log in logs)
        {
            plot.Series.Add(Read(log));
        }

        Picture.Draw(plot, output);
    }

    private static StairStepSeries Read(string log)
    {
        // The blanks make room in the legend for a font that is wider than the one it is measured with.
        StairStepSeries series = new() { Title = Path.GetFileNameWithoutExtension(log) + "     " };
        string[] rows = [.. File.ReadLines(log).SkipWhile(IsComment)];
        if (rows is not [SessionLog.Header, _, ..])
        {
            throw new FormatException($"{log} is not the log of a session: it does not begin with {SessionLog.Header} and a row.");
        }

        series.Points.AddRange(rows.Skip(1).Select(row => Point(row) ?? throw new FormatException(
            $"{log} is not the log of a session: \"{row}\" is not {SessionLog.Header}, all of them numbers, of no more blocks than there are.")));
        return series;
    }

    private static bool IsComment(string line) => line.StartsWith(SessionLog.Comment, StringComparison.Ordinal);

    // Logs from before the machine was recorded have no such line.
    private static string MachineOf(string log) =>
        File.ReadLines(log).FirstOrDefault() is { } first && IsComment(first) ? first[SessionLog.Comment.Length..] : "machine not recorded";

    private static DataPoint? Point(string row)
    {
        double[] cells = [.. row.Split(',').Select(cell => double.TryParse(cell, CultureInfo.InvariantCulture, out double number) ? number : double.NaN)];
        return cells is [>= 0 and var seconds, >= 0, >= 0 and var reached, > 0 and var blocks, >= 0] && reached <= blocks
            ? new DataPoint(Math.Max(seconds, Start), 100 * reached / blocks)
            : null;
    }
}
