using System.Globalization;

namespace LineFraming.Benchmarks;

/// <summary>
/// Checks that a server's memory is flat. It grows while the server warms up, so the first quarter of the samples does not
/// count. The medians of the second quarter and of the last are compared, because single samples rise and fall with
/// collections.
/// </summary>
internal sealed class MemoryWatch
{
    /// <summary>The maximum growth from the second quarter to the last, in bytes.</summary>
    public const long MaxGrowth = 32 << 20;

    /// <summary>The maximum in use on the managed heap when the last connection is closed, in bytes.</summary>
    public const long MaxHeap = 16 << 20;

    // Fewer samples are not enough for quarters.
    private const int MinSamples = 8;

    private readonly List<long> _samples = [];

    /// <summary>The last sample.</summary>
    public long Last => _samples.Count == 0 ? 0 : _samples[^1];

    /// <summary>Adds a sample of resident bytes.</summary>
    public void Add(long bytes) => _samples.Add(bytes);

    /// <summary>Says how memory went, with the bytes in use on the managed heap at the end.</summary>
    /// <returns>A sentence.</returns>
    /// <exception cref="LoadFailedException">It is not flat.</exception>
    public string Judge(long heap)
    {
        if (_samples.Count < MinSamples)
        {
            throw new LoadFailedException(
                $"{_samples.Count} samples of memory say nothing; there must be {MinSamples}: give it more minutes.");
        }

        int quarter = _samples.Count / 4;
        long before = Median(_samples.GetRange(quarter, quarter));
        long after = Median(_samples.GetRange(_samples.Count - quarter, quarter));
        string what = string.Create(
            CultureInfo.InvariantCulture,
            $"memory {before / Mebibyte:0.0} MiB in the second quarter and {after / Mebibyte:0.0} MiB in the last, "
            + $"at most {MaxGrowth / Mebibyte:0} MiB more; "
            + $"in use on the managed heap at the end {heap / Mebibyte:0.0} MiB, at most {MaxHeap / Mebibyte:0}");
        return after - before <= MaxGrowth && heap <= MaxHeap
            ? what
            : throw new LoadFailedException($"The server's memory is not flat: {what}.");
    }

    private const double Mebibyte = 1 << 20;

    private static long Median(List<long> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
