using System.Globalization;
using System.Text;

namespace LineFraming.Benchmarks;

/// <summary>
/// R11, beyond 64 bytes or 8 delimiters: the time of a byte does not grow with the delimiters. Each row is measured beside the
/// first of its kind.
/// </summary>
internal static class AutomatonCosts
{
    private const int TotalBytes = 4 << 20;

    private const int ChunkSize = 64 << 10;

    private const int PieceBytes = 64 << 10;

    private const int SmallChunkSize = 100;

    private const int Limit = 64;

    private const double Target = 0.5;

    private static readonly int[] Lengths = [70, 4096, 60_000];

    private static readonly int[] Counts = [10, 100, 1000];

    private static readonly int[] PieceLengths = [70, 4096];

    public static void Print(RatioTable table)
    {
        table.Note($"{TotalBytes >> 20} MiB, scanned by the automaton alone:");
        LineInput text = new(Limit, TotalBytes / 4, ChunkSize);
        PrintKind(table, "b, then a, {0} bytes, over a", Lengths, size => Discarding(BAndRun(size), [(byte)'a']));
        PrintKind(table, "a, then b, {0} bytes, over a", Lengths, size => Discarding(RunAndB(size), [(byte)'a']));
        PrintKind(table, "a set of {0} delimiters, over text", Counts, size => Discarding(Set(size), text.Bytes));
        PrintKind(table, "a, then b, {0} bytes, in pieces of 1", PieceLengths, size => InPieces(RunAndB(size)));
    }

    /// <summary>So many delimiters of one shape: <c>&lt;0000a</c>, <c>&lt;0001a</c> and so on.</summary>
    public static LineDelimiter Set(int count) =>
        LineDelimiter.CreateAny([.. Enumerable.Range(0, count).Select(i => Encoding.ASCII.GetBytes($"<{i:0000}a"))]);

    private static void PrintKind(
        RatioTable table, string name, int[] sizes, Func<int, (Func<LineInput, Tally> Framer, LineInput Input)> entryOf)
    {
        (Func<LineInput, Tally> Framer, LineInput Input) first = entryOf(sizes[0]);
        foreach (int size in sizes)
        {
            string named = string.Format(CultureInfo.InvariantCulture, name, size);
            if (size == sizes[0])
            {
                table.Note($"{named}: {new Race(first).NanosecondsPerByte(0):F2} ns a byte");
                continue;
            }

            Race race = new(entryOf(size), first);
            table.Add($"{named}, against {sizes[0]}", race.SpeedAgainst(1), Target);
            table.Note($"{race.NanosecondsPerByte(0):F2} ns a byte");
        }
    }

    // Oversized content is discarded, so that only scanning is measured.
    private static (Func<LineInput, Tally> Framer, LineInput Input) Discarding(LineDelimiter delimiter, byte[] unit) =>
        Entry(new LineFramer(delimiter, Limit, OversizedLineHandling.Truncate), unit, TotalBytes, ChunkSize);

    // Each byte proves that one more byte is content; all the others are buffered, because they could begin the delimiter.
    private static (Func<LineInput, Tally> Framer, LineInput Input) InPieces(LineDelimiter delimiter) =>
        Entry(new LineFramer(delimiter, 1, OversizedLineHandling.Split), [(byte)'a'], PieceBytes, SmallChunkSize);

    private static (Func<LineInput, Tally> Framer, LineInput Input) Entry(LineFramer framer, byte[] unit, int totalBytes, int chunkSize)
    {
        Func<LineInput, Tally> loop = input => LineLoops.Framer(framer, input.Chunks);
        return (loop, LineInput.Repeat(unit, totalBytes, chunkSize, loop));
    }

    private static LineDelimiter BAndRun(int length) => LineDelimiter.Create([(byte)'b', .. Run(length - 1)]);

    private static LineDelimiter RunAndB(int length) => LineDelimiter.Create([.. Run(length - 1), (byte)'b']);

    private static byte[] Run(int length) => [.. Enumerable.Repeat((byte)'a', length)];
}
