using System.Diagnostics;
using LineFraming.Benchmarks;
using Xunit;

namespace LineFraming.Tests;

/// <summary>The command line of the benchmarks, and above all <c>load</c>, <c>load-plot</c> and <c>soak</c>.</summary>
public sealed class BenchmarkCommandLineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_server_that_cannot_be_started_is_one_line()
    {
        string file = Path.Combine(_folder, "no program");
        File.WriteAllText(file, "");
        LoadFailedException e = Assert.Throws<LoadFailedException>(() => ServerUnderLoad.Start("It", new ProcessStartInfo(file)));
        Assert.StartsWith("It cannot be started: ", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Theory]
    [InlineData("--shapes \"16\" is neither idle nor ticking nor CONNECTIONSxDEPTH", "load", "--shapes", "1x1", "16")]
    [InlineData("--seconds \"soon\" is not a number above 0.", "load", "--seconds", "soon")]
    [InlineData("--seconds \"0\" is not a number above 0.", "load", "--seconds", "0")]
    [InlineData("--rounds \"-1\" is not a whole number above 0.", "load", "--rounds", "-1")]
    [InlineData("--rounds \"1.5\" is not a whole number above 0.", "load", "--rounds", "1.5")]
    [InlineData("'--fast'", "load", "--fast")]
    [InlineData("--against-native \"nowhere\" is no file.", "load", "--against-native", "nowhere")]
    [InlineData("--output \"\" cannot be written: ", "load", "--output", "")]
    [InlineData("--output \"/dev/null/x\" cannot be written: ", "load", "--output", "/dev/null/x")]
    [InlineData("'x'", "load-tables", "x")]
    [InlineData("--minutes \"NaN\" is not a number above 0.", "soak", "--minutes", "NaN")]
    [InlineData("--peers \"0.5\" is not a whole number above 0.", "soak", "--peers", "0.5")]
    [InlineData("'x'", "soak", "--seed", "x")]
    [InlineData("'c'", "load-plot", "a", "b", "c")]
    [InlineData("PART \"x\" is not cached or automaton.", "ratios", "x")]
    [InlineData("'x'", "properties", "x")]
    [InlineData("--rounds \"4\" is not an odd number.", "cold", "--rounds", "4")]
    [InlineData("--rounds \"0\" is not a whole number above 0.", "cold", "--rounds", "0")]
    [InlineData("--shapes \"64\" is not MEBIBYTESxLENGTH, such as 64x2000", "cold", "--shapes", "64x8", "64")]
    [InlineData("READER \"x\" is neither framer nor TryReadTo.", "cold-pass", "x", "1x8")]
    [InlineData("--seconds \"0\" is not a whole number above 0.", "profile", "--seconds", "0")]
    [InlineData("There is no nowhere.json to draw", "load-plot", "a.svg", "nowhere.json")]
    public async Task A_command_line_that_is_wrong_is_one_line_and_exit_code_2(string part, params string[] arguments)
    {
        (int exitCode, string output, string error) = await RunAsync(arguments);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains(part, error, StringComparison.Ordinal);
        Assert.Single(error.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    [SkippableFact]
    public async Task Load_measures_and_writes_and_plot_draws_it()
    {
        Needs.Epoll();

        string json = Path.Combine(_folder, "load.json");
        string svg = Path.Combine(_folder, "load.svg");
        (int exitCode, string output, string progress) = await RunAsync(
            "load", "--shapes", "1x2", "3x4x100", "--seconds", "0.1", "--rounds", "2", "--output", json);
        Assert.Equal(0, exitCode);
        Assert.Contains("| 3x4x100 | LineFramer |", output, StringComparison.Ordinal);
        Assert.Contains("1x2x64: round 2 of 2, LineFramer", progress, StringComparison.Ordinal);
        LoadReport report = LoadReport.Read(json);
        Assert.Equal([new LoadShape(1, 2, 64), new LoadShape(3, 4, 100)], report.Shapes.Select(result => result.Shape));
        Assert.All(report.Shapes, result =>
        {
            Assert.Equal(2, result.Rounds.Count);
            Assert.All(result.Rounds, round => Assert.True(round.Lines > 0));
            Assert.InRange(result.P50Microseconds, 1, result.P99Microseconds);
            Assert.InRange(result.P99Microseconds, 1, result.P999Microseconds);
            Assert.True(result.PeakMemory > 1 << 20);
        });
        (exitCode, _, _) = await RunAsync("load-plot", svg, json);
        Assert.Equal(0, exitCode);
        Assert.True(File.Exists(svg));
    }

    [SkippableFact]
    public async Task Idle_connections_cost_memory()
    {
        Needs.Epoll();

        IdleResult idle = await Task.Run(() => IdleLoad.RunAsync(500, TimeSpan.Zero, CancellationToken.None));
        Assert.Equal(500, idle.Connections);
        Assert.InRange(idle.HeapEach, 2000, 100_000);
    }

    [SkippableFact]
    public async Task Every_line_of_connections_that_tick_is_answered()
    {
        Needs.Epoll();

        TimeSpan time = TimeSpan.FromSeconds(0.5);
        TickingResult ticking = await Task.Run(() => TickingLoad.Run(100, time, time, CancellationToken.None));
        Assert.Equal((100, 50), (ticking.Connections, ticking.Lines));
        Assert.True(ticking.P50Microseconds > 0);
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        StringWriter output = new();
        StringWriter error = new();
        int exitCode = await Task.Run(() => BenchmarkCommandLine.RunAsync(arguments, output, error));
        return (exitCode, output.ToString(), error.ToString());
    }
}
