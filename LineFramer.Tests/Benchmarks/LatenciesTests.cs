using System.Diagnostics;
using LineFraming.Benchmarks;
using Xunit;

namespace LineFraming.Tests;

/// <summary>The percentiles of latencies.</summary>
public sealed class LatenciesTests
{
    [Fact]
    public void Percentiles_are_those_of_what_was_recorded_to_three_digits()
    {
        Latencies latencies = new();
        for (int i = 1; i <= 10_000; i++)
        {
            latencies.Record(Ticks(i), 1);
        }

        Assert.Equal(10_000, latencies.Count);
        Assert.All(new[] { 50, 99, 99.9, 100 }, percentile => Within(100 * percentile, latencies.Microseconds(percentile)));
    }

    [Fact]
    public void Answers_that_came_together_count_each()
    {
        Latencies latencies = new();
        latencies.Record(Ticks(100), 989);
        latencies.Record(Ticks(5_000), 10);
        latencies.Record(Ticks(90_000), 1);
        Assert.Equal(1000, latencies.Count);
        Within(100, latencies.Microseconds(50));
        Within(5_000, latencies.Microseconds(99));
        Within(5_000, latencies.Microseconds(99.9));
        Within(90_000, latencies.Microseconds(100));
    }

    [Fact]
    public void None_are_zero() => Assert.Equal(0, new Latencies().Microseconds(99.9));

    [Fact]
    public void The_longest_is_ten_minutes()
    {
        Latencies latencies = new();
        latencies.Record(Ticks(1e6 * 3600), 1);
        Within(1e6 * 600, latencies.Microseconds(100));
    }

    private static long Ticks(double microseconds) => (long)(microseconds / 1e6 * Stopwatch.Frequency);

    private static void Within(double expected, double actual) => Assert.InRange(actual, expected * 0.999, expected * 1.001);
}
