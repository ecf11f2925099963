using System.Globalization;

namespace LineFraming.Fuzz;

/// <summary>A case for the pipe adapter.</summary>
/// <param name="Case">The stream; its cuts are what each read of the pipe brings.</param>
/// <param name="Segments">The sizes of the segments that a read's buffer consists of.</param>
/// <param name="CancelEvery">Behind so many reads one is cancelled; 0: none.</param>
/// <param name="BreakEvery">The loop is left after so many lines, and entered again; 0: never.</param>
public sealed record PipeCase(FramerCase Case, int[] Segments, int CancelEvery, int BreakEvery)
{
    /// <summary>Cases that are simpler by one step.</summary>
    /// <returns>The simplest first.</returns>
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

    /// <summary>The case as a person can read and repeat it.</summary>
    /// <returns>The stream's case, the segments, and what is cancelled and left.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Case}, segments [{string.Join(' ', Segments)}]{(CancelEvery > 0 ? $", a read cancelled after every {CancelEvery}" : "")}{(BreakEvery > 0 ? $", left after every {BreakEvery} lines" : "")}");
}
