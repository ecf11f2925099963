namespace LineFraming.Benchmarks;

/// <summary>
/// Long lines in the cache: the framer and the loop over <c>IndexOf</c>, both over the same 256 KiB again and again. With input
/// that is not in the cache both wait for memory, and their ratio says little.
/// </summary>
internal static class CachedLengths
{
    private const int TotalBytes = 256 << 10;

    // How many passes are timed together: one pass is too short for the clock.
    private const int Passes = 64;

    private const double Target = 1.0;

    private static readonly int[] MeanLengths = [1000, 2000, 8000];

    public static void Print(RatioTable table)
    {
        LineFramer framer = new(LineDelimiter.CrLf, TotalBytes);
        table.Note($"{TotalBytes >> 10} KiB in one chunk, again and again:");
        foreach (int meanLength in MeanLengths)
        {
            LineInput input = new(meanLength, TotalBytes, TotalBytes);
            Race race = new(
                (each => Repeat(each, () => LineLoops.Framer(framer, each.Chunks)), input),
                (each => Repeat(each, () => LineLoops.IndexOf(each.Chunks[0])), input));
            table.Add($"lines of {meanLength} in the cache, against IndexOf", race.SpeedAgainst(1), Target);
            table.Note($"{Passes / race.NanosecondsPerByte(0):F2} GB/s and {Passes / race.NanosecondsPerByte(1):F2} GB/s");
        }
    }

    /// <summary>Repeats a pass over an input. It stops at a pass that finds other lines than there are, so that the race fails.</summary>
    /// <returns>What the last pass found.</returns>
    public static Tally Repeat(LineInput input, Func<Tally> pass)
    {
        Tally found = input.Tally;
        for (int i = 0; i < Passes && found == input.Tally; i++)
        {
            found = pass();
        }

        return found;
    }
}
