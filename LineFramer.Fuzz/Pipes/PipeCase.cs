namespace LineFraming.Fuzz;

/// <summary>A case for the pipe adapter.</summary>
/// <param name="Case">The stream; its chunks are what each read of the pipe adds.</param>
/// <param name="Segments">The sizes of the segments of a read's buffer.</param>
/// <param name="CancelEvery">After this many reads, one is cancelled; 0 for none.</param>
/// <param name="BreakEvery">After this many lines, the loop is left and entered again; 0 for never.</param>
public sealed record PipeCase(FramerCase Case, int[] Segments, int CancelEvery, int BreakEvery)
{
    /// <summary>Lists cases that are one step simpler.</summary>
    /// <returns>The cases, the simplest first.</returns>
    public IEnumerable<PipeCase> Simpler()
    {
        if (CancelEvery > 0)
        {
            yield return this with { CancelEvery = 0 };
            yield return this with { CancelEvery = CancelEvery - 1 };
        }

        if (BreakEvery > 0)
        {
            yield return this with { BreakEvery = 0 };
            yield return this with { BreakEvery = BreakEvery - 1 };
        }

        if (Segments.Length > 0)
        {
            yield return this with { Segments = [] };
        }

        foreach (int[] segments in Shrinker.SmallerSizes(Segments))
        {
            yield return this with { Segments = segments };
        }

        foreach (FramerCase smaller in Shrinker.Shrink(Case).Where(smaller => smaller.IsEnded))
        {
            yield return this with { Case = smaller };
        }
    }

    /// <summary>Formats the case, so that a person can read and repeat it.</summary>
    /// <returns>The case of the stream, the segments, the cancellations and the breaks.</returns>
    public override string ToString()
    {
        string cancelled = CancelEvery > 0 ? $", a read cancelled after every {CancelEvery}" : "";
        string left = BreakEvery > 0 ? $", left after every {BreakEvery} lines" : "";
        return $"{Case}, segments [{string.Join(' ', Segments)}]{cancelled}{left}";
    }
}
