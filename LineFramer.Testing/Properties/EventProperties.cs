using System.Runtime.CompilerServices;

namespace LineFraming.Testing;

/// <summary>The properties about what is reported, and when.</summary>
internal static class EventProperties
{
    /// <summary>R1: whole, in the case's chunks, and byte by byte, the events are the same. Needs no reference.</summary>
    /// <exception cref="PropertyViolatedException">They are not.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void ChunkingNeverShows(FramerFactory factory, FramerCase input)
    {
        EventLog whole = Run(factory, input with { ChunkSizes = [] });
        EventLog chunks = Run(factory, input);
        EventLog bytes = Run(factory, input with { ChunkSizes = CaseRuns.ByteByByte });
        ThrowIfDifferent(whole, "in the chunks", chunks);
        ThrowIfDifferent(whole, "byte by byte", bytes);
    }

    /// <summary>
    /// R2 to R8, R15: after every chunk, exactly the reference framer's events for the bytes fed so far were reported.
    /// </summary>
    /// <exception cref="PropertyViolatedException">Others were.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void EqualsTheReference(FramerFactory factory, FramerCase input)
    {
        EventLog expected = new();
        long discarded = ReferenceFramer.Read(input.Stream, input.IsEnded, input.Options, expected);
        IFramer framer = factory(input.Options);
        EventLog actual = new();
        new Feeder(framer, actual).FeedAll(input.View);
        ThrowIfNotTheReference(expected, discarded, actual, framer.Counts, input.View);
    }

    /// <summary>
    /// R3, R4: fed byte by byte, every event comes on exactly the byte that the reference framer names; fed whole, the same
    /// lines are oversized.
    /// </summary>
    /// <exception cref="PropertyViolatedException">It comes earlier, later or never.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void OversizedOnTheRightByte(FramerFactory factory, FramerCase input)
    {
        FramerCase open = input with { IsEnded = false };
        EventLog expected = new();
        ReferenceFramer.Read(open.Stream, false, open.Options, expected);
        ThrowIfOnAnotherByte(expected, Run(factory, open with { ChunkSizes = CaseRuns.ByteByByte }), open.Stream.Length);
        ThrowIfNeverOversized(expected, Run(factory, open with { ChunkSizes = [] }));
    }

    /// <summary>R5: after any stream, a line that fits is returned whole, however long the line before it was.</summary>
    /// <exception cref="PropertyViolatedException">It does not.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void NextLineIsIntact(FramerFactory factory, FramerCase input)
    {
        // A byte that no delimiter contains is put after the stream, so that a delimiter that has begun there cannot go on.
        byte[] delimiter = input.Options.Delimiter.Strings[0];
        byte neutral = input.Options.Delimiter.Neutral;
        byte[] next = [.. Enumerable.Repeat(neutral, Math.Min(input.Options.MaxLineLength, 3))];
        if (next.Length == 0 && !input.Options.Offered.KeepsBlankLines)
        {
            return;
        }

        byte[] stream = [.. input.Stream, neutral, .. delimiter, .. next, .. delimiter];
        EventLog log = Run(factory, input with { Stream = stream, IsEnded = false });
        if (log.HasFailed)
        {
            return;
        }

        EventLog expected = new();
        expected.Line(stream.Length - next.Length - delimiter.Length, next, delimiter);
        if (log.Count == 0 || !log.SameEvent(log.Count - 1, expected, 0))
        {
            string actual = log.Count == 0 ? "nothing" : log.Describe(log.Count - 1);
            ContractViolation.R5Oversized(
                $"after {Escape.Quote(stream.AsSpan(..^next.Length), 200)} expected {expected.Describe(0)}, got {actual}");
        }
    }

    /// <summary>R5, Throw: once a line was oversized, every later call reports that again, and nothing else.</summary>
    /// <exception cref="PropertyViolatedException">One does not.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void FailsForGood(FramerFactory factory, FramerCase input)
    {
        IFramer framer = factory(input.Options);
        EventLog log = new();
        new Feeder(framer, log).FeedAll(input.View);
        if (!log.HasFailed || log.IsUnterminatedError(log.Count - 1))
        {
            return;
        }

        int failed = log.Count - 1;
        int again = WholeRunFramer.Of(framer) is { } wholeRun ? ReadAgain(wholeRun, log, input) : ReadAgain(framer, log, input);
        for (int i = failed + 1; i <= failed + again; i++)
        {
            if (log.Count != failed + again + 1 || !log.SameEvent(failed, log, i))
            {
                ContractViolation.R5Oversized($"{log.Describe(failed)}, and then, read on, {log.Describe(i)}");
            }
        }
    }

    /// <summary>R7: the end together with the last bytes gives the same events as the end that comes by itself.</summary>
    /// <exception cref="PropertyViolatedException">It gives others.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void EndMayComeWithTheLastBytes(FramerFactory factory, FramerCase input)
    {
        FramerCase ended = input with { IsEnded = true };
        EventLog apart = Run(factory, ended);
        EventLog together = new();
        new Feeder(factory(input.Options), together).FeedAllWithFinalChunk(ended.View);
        int index = apart.FirstDifference(together);
        if (index >= 0)
        {
            ContractViolation.R7End($"event {index}, if the end comes with the last bytes: {apart.DescribeDifference(index, together)}");
        }
    }

    /// <summary>
    /// R8: every call consumes bytes or reports an event, all of a stream is consumed, and after its end nothing more comes.
    /// </summary>
    /// <exception cref="PropertyViolatedException">The framer stands still, or goes on for ever.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void ReadingMakesProgress(FramerFactory factory, FramerCase input)
    {
        IFramer framer = factory(input.Options);
        EventLog log = new();
        new Feeder(framer, log).FeedAll((input with { IsEnded = true }).View);
        int before = log.Count;
        if (WholeRunFramer.Of(framer) is null && !log.HasFailed && (framer.TryReadRest(log) || log.Count > before))
        {
            ContractViolation.R7End($"the stream has ended, and then came {log.Describe(log.Count - 1)}");
        }
    }

    /// <summary>R13: with content of any byte values, the events are the reference framer's, in every chunking.</summary>
    /// <exception cref="PropertyViolatedException">Others came.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void AnyByteIsData(FramerFactory factory, FramerCase input)
    {
        EqualsTheReference(factory, input);
        ChunkingNeverShows(factory, input);
    }

    /// <summary>R1, of runs that were made: their events are the same.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void ThrowIfDifferent(EventLog whole, string name, EventLog other)
    {
        int index = whole.FirstDifference(other);
        if (index >= 0)
        {
            ContractViolation.R1Chunking($"event {index}, in one chunk: {whole.Describe(index)}; {name}: {other.Describe(index)}");
        }
    }

    /// <summary>
    /// R2 to R8, R15, of a run that was made: every event is the reference framer's, and came with the chunk that brought
    /// the byte on which it is due.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void ThrowIfNotTheReference(EventLog expected, long discarded, EventLog actual, FramerCounts? counts, CaseView input)
    {
        ChunkSizeCycle sizes = new(input.ChunkSizes);
        long fed = 0;
        for (int i = 0; i < expected.Count || i < actual.Count; i++)
        {
            while (i < expected.Count && fed < expected.ConsumedAt(i))
            {
                fed += fed >= input.Stream.Length ? 1 : Math.Min(sizes.Next(), input.Stream.Length - fed);
            }

            if (i >= expected.Count || i >= actual.Count || !expected.SameEvent(i, actual, i))
            {
                string difference = expected.DescribeDifference(i, actual);
                ReferenceRules.ThrowerOf(expected, actual, i, input.IsEnded)($"event {i}, after {fed} bytes: {difference}");
            }

            if (actual.FedAt(i) != fed)
            {
                ContractViolation.R4When(
                    $"event {i}: {expected.Describe(i)} is due after {fed} bytes in these chunks, and came after {actual.FedAt(i)}");
            }
        }

        if (counts is { } reported && input.Options.Offered is { HasCounts: true, ErrorsAreFinal: true } && reported.Discarded != discarded)
        {
            ContractViolation.R5Oversized($"{reported.Discarded} bytes discarded, expected {discarded}");
        }
    }

    /// <summary>R3, R4, of a run byte by byte: every event came on the byte on which it is due, except what the end brought.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void ThrowIfOnAnotherByte(EventLog expected, EventLog actual, int length)
    {
        for (int i = 0; i < expected.Count && expected.ConsumedAt(i) <= length; i++)
        {
            if (i >= actual.Count || actual.FedAt(i) != expected.ConsumedAt(i))
            {
                string when = i < actual.Count ? $"after {actual.FedAt(i)} bytes" : "never";
                ContractViolation.R4When($"{expected.Describe(i)} is due after {expected.ConsumedAt(i)} bytes, came {when} byte by byte");
            }
        }
    }

    // What is consumed when an oversized line is reported in the middle of a chunk is a matter of R9.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowIfNeverOversized(EventLog expected, EventLog actual)
    {
        for (int i = 0; i < expected.Count; i++)
        {
            bool isOversized = expected.IsOversized(i) || expected.IsTruncated(i) || expected.IsPiece(i);
            if (isOversized && (i >= actual.Count || !expected.SameEvent(i, actual, i)))
            {
                ContractViolation.R4When($"event {i}, in one chunk: {expected.DescribeDifference(i, actual)}");
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ReadAgain(IFramer framer, EventLog log, FramerCase input)
    {
        ReadOnlySpan<byte> more = input.Stream;
        bool readMore = framer.TryRead(ref more, log);
        bool readRest = framer.TryReadRest(log);
        if (!readMore || !readRest)
        {
            ContractViolation.R5Oversized("after an oversized line under Throw, a read reports nothing, and no error");
        }

        return 2;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ReadAgain(WholeRunFramer framer, EventLog log, FramerCase input)
    {
        log.Clear();
        framer.ReadAll(input.View, log, readsOnAfterFailure: true);
        return 1;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static EventLog Run(FramerFactory factory, FramerCase input)
    {
        EventLog log = new();
        new Feeder(factory(input.Options), log).FeedAll(input.View);
        return log;
    }
}
