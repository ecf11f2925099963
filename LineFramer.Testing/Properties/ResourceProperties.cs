using System.Runtime.CompilerServices;

namespace LineFraming.Testing;

/// <summary>The properties about memory and work, asked of a framer that reports its counts.</summary>
internal static class ResourceProperties
{
    // The size of the smallest array that the shared pool rents.
    private const int SmallestBuffer = 16;

    /// <summary>
    /// R10: after every chunk at most the limit plus the longest delimiter, less one byte, is buffered, in at most twice the
    /// memory (three times, where pieces are shorter than a delimiter); at a line boundary nothing is, in none.
    /// </summary>
    /// <exception cref="PropertyViolatedException">More is buffered.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void MemoryIsBounded(FramerFactory factory, FramerCase input)
    {
        IFramer framer = factory(input.Options);
        EventLog log = new();
        Feeder feeder = new(framer, log, input.Options);
        ChunkSizeCycle sizes = new(input.ChunkSizes);
        int maxBuffered = input.Options.MaxBuffered;
        int times = HasShortPieces(input.Options) ? 3 : 2;
        int fed = 0;
        while (fed < input.Stream.Length && framer.Counts is not null)
        {
            int length = Math.Min(sizes.Next(), input.Stream.Length - fed);
            feeder.Feed(input.Stream.AsSpan(fed, length));
            fed += length;
            FramerCounts counts = framer.Counts.Value;
            if (counts.Buffered > maxBuffered || counts.Capacity > Math.Max((long)times * maxBuffered, SmallestBuffer))
            {
                ContractViolation.R10Memory(
                    $"after {fed} bytes {counts.Buffered} are buffered in {counts.Capacity}; {maxBuffered} may be, in {times} times that");
            }

            bool isAtBoundary = log.HasFailed
                || (log.Count > 0 && log.ConsumedAt(log.Count - 1) == fed && !log.Delimiter(log.Count - 1).IsEmpty);
            if (isAtBoundary && counts.Buffered + counts.Capacity > 0)
            {
                ContractViolation.R10Memory($"after {fed} bytes, at a line boundary, {counts.Buffered} are buffered in {counts.Capacity}");
            }
        }
    }

    /// <summary>
    /// R11: no byte is scanned twice but for fewer than a delimiter's before each chunk boundary, and a byte is copied at most
    /// once, and only if its line crosses a chunk boundary.
    /// </summary>
    /// <exception cref="PropertyViolatedException">More work was done.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void WorkIsLinear(FramerFactory factory, FramerCase input)
    {
        IFramer framer = factory(input.Options);
        EventLog log = new();
        new Feeder(framer, log).FeedAll((input with { IsEnded = false }).View);
        if (framer.Counts is not { } counts)
        {
            return;
        }

        // After every event the rest of the chunk is fed again, so what was scanned after the event is scanned again.
        bool[] isBoundary = Boundaries(input);
        int handedBack = isBoundary.Count(isOne => isOne) + log.Count + 1;
        long maxScanned = input.Stream.Length + ((long)input.Options.Delimiter.Longest * handedBack);
        if (counts.Scanned > maxScanned)
        {
            ContractViolation.R11Work($"{counts.Scanned} bytes scanned in a stream of {input.Stream.Length}; {maxScanned} may be");
        }

        long maxCopied = BytesOfCrossingLines(input, isBoundary);
        if (counts.Copied > maxCopied)
        {
            ContractViolation.R11Work($"{counts.Copied} bytes copied, but {maxCopied} are of lines that cross a chunk boundary");
        }
    }

    // Each piece frees little room in front of many bytes that may begin a delimiter. An array of twice as many bytes, rounded down
    // to a power of two, may have room for only one byte more: then every second byte would move all of them.
    private static bool HasShortPieces(FramerOptions options) =>
        options.OversizedLineHandling == OversizedLineHandling.Split && options.Delimiter.Longest > options.MaxLineLength;

    private static bool[] Boundaries(FramerCase input)
    {
        bool[] isBoundary = new bool[input.Stream.Length + 1];
        ChunkSizeCycle sizes = new(input.ChunkSizes);
        for (long end = sizes.Next(); end < isBoundary.Length; end += sizes.Next())
        {
            isBoundary[end] = true;
        }

        return isBoundary;
    }

    private static long BytesOfCrossingLines(FramerCase input, bool[] isBoundary)
    {
        EventLog log = new();
        ReferenceFramer.Read(input.Stream, false, input.Options, log);
        long total = 0;
        int end = 0;
        for (int i = 0; i < log.Count; i++)
        {
            // An event ends where it is reported, but a piece before that, since more of the line must have come. Of an oversized
            // line no more than the maximum is buffered, and so copied.
            int start = (int)log.Offset(i);
            int reported = (int)log.ConsumedAt(i);
            end = log.IsPiece(i) ? start + log.Content(i).Length : reported;
            total += Crosses(isBoundary, start, reported) ? Math.Min(end - start, input.Options.MaxBuffered) : 0;
        }

        return total + Math.Min(input.Stream.Length - end, input.Options.MaxBuffered);
    }

    private static bool Crosses(bool[] isBoundary, int start, int end) =>
        end > start && isBoundary.AsSpan((start + 1)..end).Contains(true);
}
