using System.Diagnostics;
using LineFraming.Testing;
using LineFraming.Tests.Server;
using Xunit;

namespace LineFraming.Tests;

/// <summary>The log shipper of <c>samples</c>, which resumes from a checkpoint (R16).</summary>
public sealed class ShipTests
{
    private const int Kills = 201;
    private const int MinMidway = 150;
    private const int NoLimit = 65_536;
    private const int SmallLimit = 2;

    [SkippableFact]
    public async Task R16_A_shipper_that_is_killed_200_times_ships_each_line_once()
    {
        Needs.Signals();
        int seed = Random.Shared.Next();
        using TestFolder folder = new();
        KilledShipper truncate = Shipper(1, DelimiterChoice.Lf, SmallLimit);
        KilledShipper any = Shipper(2, DelimiterChoice.AnyNewline, NoLimit);
        KilledShipper both = Shipper(3, DelimiterChoice.AnyNewline, SmallLimit);
        KilledShipper[] all = [truncate, any, both];
        await Task.WhenAll(all.Select(shipper => Task.Run(() => shipper.RunAsync(Kills / all.Length))));

        int midway = all.Sum(shipper => shipper.Midway);
        Assert.True(midway >= MinMidway, $"Of {Kills} kills only {midway} fell between the first and the last byte shipped (seed {seed}).");
        ThrowIfNotResumed(truncate, LineCheckpointState.LineStart, LineCheckpointState.InsideRemainder);
        ThrowIfNotResumed(any, LineCheckpointState.LineStart, LineCheckpointState.LineFeedOwed);
        ThrowIfNotResumed(both, LineCheckpointState.LineStart, LineCheckpointState.InsideRemainder, LineCheckpointState.LineFeedOwed);
        string resumed = string.Join(
            ", ",
            all.SelectMany(shipper => shipper.Resumed).GroupBy(state => state.Key).Select(
                state => $"{state.Sum(count => count.Value)} × {state.Key}"));
        ProofReport.Write(
            $"samples/ship.cs: killed {Kills} times (seed {seed}), {midway} times in the middle, "
            + $"{all.Sum(shipper => shipper.BetweenBoth)} times "
            + $"between storing lines and their checkpoint, and resumed from {resumed}; it shipped each line once.");

        KilledShipper Shipper(int number, DelimiterChoice delimiter, int limit) => new(
            Path.Combine(folder.FullName, $"{number}"), seed + number, new FramerOptions(delimiter, limit, OversizedLineHandling.Truncate));

        void ThrowIfNotResumed(KilledShipper shipper, params LineCheckpointState[] states) => Assert.All(
            states,
            state => Assert.True(shipper.Resumed.ContainsKey(state), $"It was never restarted in the state {state} (seed {seed})."));
    }

    [Fact]
    public async Task An_output_that_was_cut_is_not_filled_up()
    {
        using TestFolder folder = new();
        string[] files = [Path.Combine(folder.FullName, "log"), Path.Combine(folder.FullName, "out"), Path.Combine(folder.FullName, "at")];
        File.WriteAllText(files[0], "one\ntwo\n");
        Assert.Equal((0, ""), await RunAsync([.. files, "--once"]));
        File.WriteAllText(files[1], "one\n");
        (int exitCode, string error) = await RunAsync([.. files, "--once"]);
        Assert.Equal((1, $"{files[1]} has 4 bytes, but 8 of it were stored before {files[2]} was."), (exitCode, error.TrimEnd()));
        Assert.Equal("one\n", File.ReadAllText(files[1]));
    }

    [Theory]
    [InlineData("no log", null, "Could not find file")]
    [InlineData("log", "x\ny", "must hold the three numbers that this program stores, and has 3 other characters.")]
    [InlineData("log", "0 0", "must hold the three numbers that this program stores")]
    [InlineData("log", "5 0 0", "log has 4 bytes, but 5 of it were shipped: it is another log, or was cut.")]
    [InlineData("log", "4 9 0", "Actual value was 9.")]
    [InlineData("log", "4 3 0", "LineDelimiter.AnyNewline")]
    public async Task What_cannot_be_read_is_one_line_and_exit_code_1(string log, string? state, string part)
    {
        using TestFolder folder = new();
        string at = Path.Combine(folder.FullName, "at");
        File.WriteAllText(Path.Combine(folder.FullName, "log"), "one\n");
        if (state is not null)
        {
            File.WriteAllText(at, state);
        }

        string[] files = [Path.Combine(folder.FullName, log), Path.Combine(folder.FullName, "out"), at];
        (int exitCode, string error) = await RunAsync([.. files, "--once"]);
        Assert.Equal(1, exitCode);
        Assert.Contains(part, Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("log", "output")]
    [InlineData("log", "output", "state", "--read", "0")]
    [InlineData("log", "output", "state", "--max")]
    [InlineData("log", "output", "state", "--max", "x")]
    [InlineData("log", "output", "state", "--max", "2147483647")]
    [InlineData("log", "output", "state", "--read", "2147483647")]
    public async Task Bad_arguments_are_one_line_and_exit_code_2(params string[] arguments)
    {
        (int exitCode, string error) = await RunAsync(arguments);
        Assert.Equal(2, exitCode);
        Assert.StartsWith("Usage: ship LOG OUTPUT STATE ", Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Error)> RunAsync(string[] arguments)
    {
        using Process process = KilledShipper.Start(arguments);
        string error = await process.StandardError.ReadToEndAsync().Within("the end of the shipper");
        await process.WaitForExitAsync().Within("the end of the process");
        return (process.ExitCode, error);
    }

    [Fact]
    public void The_page_on_reading_shows_the_shipper()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "reading.md"));
        string sample = File.ReadAllText(Path.Combine(Repository.Root, "samples", "ship.cs"));
        Assert.Contains(
            $"```csharp\n{sample[sample.IndexOf("using LineFraming;", StringComparison.Ordinal)..]}```\n",
            page,
            StringComparison.Ordinal);
    }
}
