using System.Collections;
using System.Diagnostics;
using LineFraming.Benchmarks;
using Xunit;

namespace LineFraming.Tests;

/// <summary>The command <c>cold</c>: the framer and <c>TryReadTo</c> in fresh processes.</summary>
public sealed class ColdTests
{
    [Fact]
    public async Task Fresh_processes_frame_once_each_and_a_line_compares_them()
    {
        StringWriter output = new();
        StringWriter error = new();
        Assert.Equal(0, await BenchmarkCommandLine.RunAsync(["cold", "--shapes", "1x64", "--rounds", "1"], output, error));
        string[] lines = output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.Matches(
            @"^1 MiB, lines of 64, cold, against TryReadTo +\d+\.\d\d x no target "
            + @"+\d+\.\d ms and \d+\.\d ms; the framer made in \d+\.\d ms$",
            lines[2]);
        Assert.Equal("1x64: pair 1 of 1", error.ToString().Trim());
    }

    [Theory]
    [InlineData("nobody", "1x64", "READER \"nobody\" is neither framer nor TryReadTo.")]
    [InlineData("framer", "1x0", "SHAPE \"1x0\" is not MEBIBYTESxLENGTH")]
    public async Task A_process_that_fails_is_one_line_with_its_exit_code(string reader, string shape, string part)
    {
        LoadFailedException failed = await Assert.ThrowsAsync<LoadFailedException>(
            () => ColdProcess.MeasureAsync(reader, shape, CancellationToken.None));
        Assert.Equal(1, failed.ExitCode);
        Assert.StartsWith(
            $"The process for {shape} with {reader} ended with exit code 2: {part}", failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failed.Message);
    }

    [Fact]
    public async Task A_process_that_prints_no_times_or_does_not_start_is_one_line()
    {
        LoadFailedException printed = await Assert.ThrowsAsync<LoadFailedException>(
            () => ColdProcess.MeasureAsync(new ProcessStartInfo("dotnet", ["--version"]), "it", CancellationToken.None));
        Assert.Matches(@"^The process for it printed ""[0-9.a-z-]+"" in place of two numbers of nanoseconds\.$", printed.Message);
        LoadFailedException absent = await Assert.ThrowsAsync<LoadFailedException>(
            () => ColdProcess.MeasureAsync(new ProcessStartInfo("no such program"), "it", CancellationToken.None));
        Assert.StartsWith("The process for it does not start: ", absent.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pass_that_finds_other_lines_fails()
    {
        LineInput input = new(meanLength: 8, totalBytes: 1000, chunkSize: 100);
        Assert.True(ColdPass.Time(() => 0, (_, chunks) => LineLoops.TryReadTo(chunks), input).Pass > TimeSpan.Zero);
        LoadFailedException wrong = Assert.Throws<LoadFailedException>(() => ColdPass.Time(() => 0, (_, _) => new Tally(1, 2), input));
        Assert.StartsWith("The pass found Tally { Lines = 1, ContentBytes = 2 } where there is ", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_ratio_is_the_median_of_the_pairs_beside_its_target()
    {
        (ColdTimes Framer, ColdTimes TryReadTo)[] pairs = [Pair(100, 150), Pair(100, 90), Pair(10, 1000)];
        Assert.StartsWith(
            "256 MiB, lines of 64, cold, against TryReadTo          1.50 x at least 1.50 x reached 100.0 ms and 150.0 ms; the "
            + "framer made in 3.0 ms",
            ColdRatios.LineOf(new ColdShape(256, 64), pairs),
            StringComparison.Ordinal);
        Assert.Contains(
            "1.49 x at least 1.50 x MISSED",
            ColdRatios.LineOf(new ColdShape(256, 64), [Pair(100, 149)]),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("64x2000", 64, 2000)]
    [InlineData("1x1", 1, 1)]
    [InlineData("1024x65536", 1024, 65536)]
    public void Shapes_are_read(string text, int mebibytes, int meanLength)
    {
        Assert.Equal(new ColdShape(mebibytes, meanLength), ColdShape.Parse(text));
        Assert.Equal(text, ColdShape.Parse(text).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("64")]
    [InlineData("0x8")]
    [InlineData("64x0")]
    [InlineData("1025x8")]
    [InlineData("64x65537")]
    [InlineData("64x8x8")]
    [InlineData("-1x8")]
    [InlineData("64x 8")]
    public void What_is_no_shape_is_rejected(string text) => Assert.Null(ColdShape.Parse(text));

    [Fact]
    public void Times_that_are_written_are_read_again()
    {
        ColdTimes times = new(TimeSpan.FromMicroseconds(1.5), TimeSpan.FromMilliseconds(20));
        Assert.Equal(times, ColdTimes.Parse($"{times}"));
        Assert.All(["", "1", "1 2 3", "1 x", "1 0", "-1 500"], text => Assert.Null(ColdTimes.Parse(text)));
    }

    [Fact]
    public void Switches_of_the_compiler_are_in_the_record()
    {
        Hashtable environment = new()
        {
            ["DOTNET_TieredPGO"] = "0",
            ["DOTNET_ReadyToRun"] = "0",
            ["DOTNET_EnableAVX512"] = "0",
            ["DOTNET_CLI_HOME"] = "x",
            ["PATH"] = "y",
        };
        Assert.Equal(
            [", DOTNET_EnableAVX512=0", ", DOTNET_ReadyToRun=0", ", DOTNET_TieredPGO=0"], ColdRatios.SwitchesOf(environment));
    }

    private static (ColdTimes Framer, ColdTimes TryReadTo) Pair(double framer, double tryReadTo) =>
        (new(TimeSpan.FromMilliseconds(3), TimeSpan.FromMilliseconds(framer)), new(TimeSpan.Zero, TimeSpan.FromMilliseconds(tryReadTo)));
}
