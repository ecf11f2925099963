using LineFraming.Testing;
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
