using System.Diagnostics;
using System.Globalization;
using LineFraming.Server;
using Xunit;

namespace LineFraming.Tests.Server;

/// <summary>
/// The session under many thousands of random schedules. <c>LINEFRAMER_SCHEDULES</c> is their number; a failure prints the
/// seed, and <c>LINEFRAMER_SCHEDULE</c> runs that one alone.
/// </summary>
public class FaultTests
{
    private static readonly int Schedules =
        int.Parse(Environment.GetEnvironmentVariable("LINEFRAMER_SCHEDULES") ?? "100000", CultureInfo.InvariantCulture);

    [Fact]
    public void Random_schedules_answer_a_prefix_of_the_conversation()
    {
        SynchronizationContext.SetSynchronizationContext(null);
        if (Environment.GetEnvironmentVariable("LINEFRAMER_SCHEDULE") is { } one)
        {
            Run(int.Parse(one, CultureInfo.InvariantCulture));
            return;
        }

        long begin = Stopwatch.GetTimestamp();
        int first = new Random().Next(int.MaxValue - Schedules);
        Dictionary<string, int> ends = Enumerable.Range(first, Schedules).CountBy(Run).ToDictionary();
        if (Schedules >= 10_000)
        {
            Assert.Equal(
                ["finished", "idle", "line-deadline", "oversized", "reset", "stopped", "write-deadline"],
                ends.Keys.Order(StringComparer.Ordinal));
        }

        string counts = string.Join(", ", ends.OrderByDescending(end => end.Value).Select(end => $"{end.Key} {end.Value:N0}"));
        ProofReport.Write(
            $"Sessions under faults: {Schedules:N0} schedules from seed {first} in {Stopwatch.GetElapsedTime(begin).TotalSeconds:0.0} s, "
            + $"all kept every promise; ended: {counts}.");
    }

    private static string Run(int seed)
    {
        try
        {
            return FaultSchedule.Run(seed) is { } end ? StatsLine.Name(end) : "reset";
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"Seed {seed} (LINEFRAMER_SCHEDULE={seed} runs it alone): {e.Message}", e);
        }
    }
}
