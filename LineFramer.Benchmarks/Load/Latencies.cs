using System.Diagnostics;
using HdrHistogram;

namespace LineFraming.Benchmarks;

/// <summary>How long answers took, to three digits.</summary>
internal sealed class Latencies
{
    // In units of 100 nanoseconds; the longest is more than any answer is waited for.
    private const long UnitsASecond = 10_000_000;
    private const long Longest = 600 * UnitsASecond;

    private readonly LongHistogram _histogram = new(Longest, 3);

    /// <summary>How many were recorded.</summary>
    public long Count => _histogram.TotalCount;

    /// <summary>Records answers that took the same time.</summary>
    /// <param name="ticks">The time, as <see cref="Stopwatch"/> counts it.</param>
    /// <param name="answers">How many.</param>
    public void Record(long ticks, int answers) =>
        _histogram.RecordValueWithCount(Math.Clamp((long)((double)ticks / Stopwatch.Frequency * UnitsASecond), 0, Longest), answers);

    /// <summary>The time that so many per cent of the answers took no longer than, in microseconds; 0 if there are none.</summary>
    /// <param name="percentile">Up to 100.</param>
    public double Microseconds(double percentile) =>
        Count == 0 ? 0 : _histogram.GetValueAtPercentile(percentile) / (UnitsASecond / 1e6);
}
