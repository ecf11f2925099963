namespace LineFraming.Testing;

/// <summary>
/// How much may be tried to make a case smaller, in bytes of candidates. Without a bound, a case of a megabyte that cannot become
/// smaller, as of a reader with one fixed limit, would be tried millions of times.
/// </summary>
internal sealed class ShrinkBudget(long bytes = 1L << 30)
{
    // What a candidate costs beside its bytes.
    private const int Overhead = 256;

    private long _left = bytes;

    /// <summary>Whether nothing more may be tried, so the case may not be the smallest.</summary>
    public bool IsSpent => _left <= 0;

    /// <summary>The candidates, as many as may be tried.</summary>
    public IEnumerable<FramerCase> Limit(IEnumerable<FramerCase> candidates)
    {
        foreach (FramerCase candidate in candidates)
        {
            _left -= candidate.Stream.Length + Overhead;
            if (IsSpent)
            {
                yield break;
            }

            yield return candidate;
        }
    }
}
