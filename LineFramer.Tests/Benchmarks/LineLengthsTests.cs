using LineFraming.Benchmarks;
using Xunit;

namespace LineFraming.Tests;

/// <summary>What the command <c>lengths</c> writes and <c>plot</c> draws.</summary>
public sealed class LineLengthsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_series_is_drawn_for_each_loop()
    {
        string plot = Path.Combine(_folder, "a.svg");
        Assert.Equal(2, LengthsPlotter.Draw(File("1,this,2.5", "1,that,5", "8,this,4"), plot));
        string svg = System.IO.File.ReadAllText(plot);
        Assert.Contains("this", svg, StringComparison.Ordinal);
        Assert.Contains("nanoseconds a line", svg, StringComparison.Ordinal);
        Assert.Contains("machine not recorded", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void The_title_of_the_plot_names_the_machine()
    {
        string source = File("1,this,2.5", "8,this,4");
        System.IO.File.WriteAllText(source, "# a processor, and its vectors\n" + System.IO.File.ReadAllText(source));
        string plot = Path.Combine(_folder, "a.svg");
        Assert.Equal(1, LengthsPlotter.Draw(source, plot));
        Assert.Contains("a processor, and its vectors", System.IO.File.ReadAllText(plot), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("8,this")]
    [InlineData("0,this,1")]
    [InlineData("8,this,0")]
    [InlineData("8,this,NaN")]
    [InlineData("eight,this,1")]
    public void A_line_that_is_none_is_named(string line)
    {
        LoadFailedException failure = Assert.Throws<LoadFailedException>(() => LineLengths.Read(File("1,this,2", line)));
        Assert.Contains($"\"{line}\"", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_to_draw_is_reported()
    {
        Assert.Contains(
            "nothing to draw",
            Assert.Throws<LoadFailedException>(() => LineLengths.Read(File())).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "lengths writes it",
            Assert.Throws<LoadFailedException>(() => LineLengths.Read("nowhere.csv")).Message,
            StringComparison.Ordinal);
    }

    private string File(params string[] lines)
    {
        string file = Path.Combine(_folder, "lengths.csv");
        System.IO.File.WriteAllLines(file, [LineLengths.Header, .. lines]);
        return file;
    }
}
