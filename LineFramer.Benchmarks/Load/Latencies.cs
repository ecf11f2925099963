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

    /// <summary>Records answers that took the same time, in ticks of <see cref="Stopwatch"/>.</summary>
    public void Record(long ticks, int answers) =>
        _histogram.RecordValueWithCount(Math.Clamp((long)((double)ticks / Stopwatch.Frequency * UnitsASecond), 0, Longest), answers);

    /// <summary>The time in microseconds that so many per cent of the answers took at most; 0 if there are none.</summary>
    public double Microseconds(double percentile) =>
        Count == 0 ? 0 : _histogram.GetValueAtPercentile(percentile) / (UnitsASecond / 1e6);
}
