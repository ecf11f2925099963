namespace LineFraming.Testing;

/// <summary>The laws about what is reported, and when.</summary>
internal static class EventProperties
{
    /// <summary>R1: whole, as the case cuts it, and byte by byte, the events are the same. Needs no reference.</summary>
    /// <param name="factory">Makes the framer.</param>
    /// <param name="input">The case.</param>
    /// <exception cref="PropertyViolatedException">They are not.</exception>
    public static void ChunkingNeverShows(FramerFactory factory, FramerCase input)
    {
        EventLog whole = Run(factory, input with { ChunkSizes = [] });
        EventLog cut = Run(factory, input);
        EventLog bytes = Run(factory, input with { ChunkSizes = CaseRuns.ByteByByte });
        ThrowIfDifferent(whole, "cut", cut);
        ThrowIfDifferent(whole, "byte by byte", bytes);
    }

    /// <summary>
    /// R2 to R8, R15: after every chunk, exactly the reference framer's events for the bytes fed so far were reported.
    /// </summary>
    /// <param name="factory">Makes the framer.</param>
    /// <param name="input">The case.</param>
    /// <exception cref="PropertyViolatedException">Others were.</exception>
    public static void EqualsTheReference(FramerFactory factory, FramerCase input)
    {
        EventLog expected = new();
        long skipped = ReferenceFramer.Read(input.Stream, input.IsEnded, input.Options, expected);
        IFramer framer = factory(input.Options);
        EventLog actual = new();
        new Feeder(framer, actual).FeedAll(input.View);
        ThrowIfNotTheReference(expected, skipped, actual, framer.Counts, input.View);
    }

    /// <summary>
    /// R3, R4: fed byte by byte, every event comes on exactly the byte that the reference framer names; fed whole, what
    /// is too long takes the chunk exactly up to that byte.
    /// </summary>
    /// <param name="factory">Makes the framer.</param>
    /// <param name="input">The case.</param>
    /// <exception cref="PropertyViolatedException">It comes earlier or later.</exception>
    public static void OversizedOnTheRightByte(FramerFactory factory, FramerCase input)
    {
        FramerCase open = input with { IsEnded = false };
        EventLog expected = new();
        ReferenceFramer.Read(open.Stream, false, open.Options, expected);
        ThrowIfOnAnotherByte(expected, Run(factory, open with { ChunkSizes = CaseRuns.ByteByByte }), open.Stream.Length, "byte by byte");
        ThrowIfOnAnotherByte(expected, Run(factory, open with { ChunkSizes = [] }), open.Stream.Length, "in one chunk");
    }

    /// <summary>R5: after any stream, a line that fits comes out whole, however long the line before it was.</summary>
    /// <param name="factory">Makes the framer.</param>
    /// <param name="input">The case.</param>
    /// <exception cref="PropertyViolatedException">It does not.</exception>
    public static void NextLineIsIntact(FramerFactory factory, FramerCase input)
    {
        // A byte that no delimiter contains, so that what follows cannot be part of one begun in the stream.
        byte[] delimiter = input.Options.Delimiter.Strings[0];
        byte neutral = Neutral(input.Options.Delimiter);
        byte[] next = [.. Enumerable.Repeat(neutral, Math.Min(input.Options.MaxLineLength, 3))];
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
            throw new PropertyViolatedException("R5", $"behind {Escape.Quote(stream.AsSpan(..^next.Length))} expected {expected.Describe(0)}, got {actual}");
        }
    }

    /// <summary>R5, Throw: once a line was too long, every later call says so again, and nothing else.</summary>
    /// <param name="factory">Makes the framer.</param>
    /// <param name="input">The case.</param>
    /// <exception cref="PropertyViolatedException">One does not.</exception>
    public static void FailsForGood(FramerFactory factory, FramerCase input)
    {
        IFramer framer = factory(input.Options);
        EventLog log = new();
        new Feeder(framer, log).FeedAll(input.View);
        if (!log.HasFailed)
        {
            return;
        }

        int failed = log.Count - 1;
        ReadOnlySpan<byte> more = input.Stream;
        bool readMore = framer.TryRead(ref more, log);
        bool readRest = framer.TryReadRest(log);
        if (!readMore || !readRest || log.Count != failed + 3
            || !log.SameEvent(failed, log, failed + 1) || !log.SameEvent(failed, log, failed + 2))
        {
            throw new PropertyViolatedException("R5", $"{log.Describe(failed)}, and then, fed more, {log.Describe(failed + 1)}");
        }
    }

    /// <summary>R1, of runs that were made: their events are the same.</summary>
    internal static void ThrowIfDifferent(EventLog whole, string name, EventLog other)
    {
        int index = whole.FirstDifference(other);
        if (index >= 0)
        {
            throw new PropertyViolatedException("R1", $"event {index}, in one chunk: {whole.Describe(index)}; {name}: {other.Describe(index)}");
        }
    }

    /// <summary>
    /// R2 to R8, R15, of a run that was made: every event is the reference framer's, and came with the chunk that brought
    /// the byte on which it is due.
    /// </summary>
    internal static void ThrowIfNotTheReference(EventLog expected, long skipped, EventLog actual, FramerCounts? counts, CaseView input)
    {
        ChunkSizeCycle sizes = new(input.ChunkSizes);
        long fed = 0;
        for (int i = 0; i < expected.Count || i < actual.Count; i++)
        {
            while (i < expected.Count && fed < expected.ConsumedAt(i))
            {
                fed += fed >= input.Stream.Length ? 1 : Math.Min(sizes.Next(), input.Stream.Length - fed);
            }

            if (i >= expected.Count || i >= actual.Count || actual.FedAt(i) != fed || !expected.SameEvent(i, actual, i))
            {
                string came = i < actual.Count ? $" behind {actual.FedAt(i)}" : "";
                throw new PropertyViolatedException("R2", $"event {i}: expected {expected.Describe(i)} behind {fed} bytes, got {actual.Describe(i)}{came}");
            }
        }

        if (counts is { } told && told.Discarded != skipped)
        {
            throw new PropertyViolatedException("R5", $"{told.Discarded} bytes skipped, expected {skipped}");
        }
    }

    /// <summary>R3, R4, of a run in one chunk or byte by byte: every event came on the byte on which it is due; what the end brought aside.</summary>
    internal static void ThrowIfOnAnotherByte(EventLog expected, EventLog actual, int length, string how)
    {
        for (int i = 0; i < expected.Count && expected.ConsumedAt(i) <= length; i++)
        {
            // A piece is given out on its byte too, but takes no more of the chunk than itself (ConsumedAt is less).
            if (i >= actual.Count || (!actual.IsPiece(i) && actual.ConsumedAt(i) != expected.ConsumedAt(i)))
            {
                string when = i < actual.Count ? $"behind {actual.ConsumedAt(i)} bytes" : "never";
                throw new PropertyViolatedException("R4", $"{expected.Describe(i)} is due behind {expected.ConsumedAt(i)} bytes, came {when} {how}");
            }
        }
    }

    private static byte Neutral(DelimiterChoice choice)
    {
        byte neutral = (byte)'x';
        while (choice.Strings.Any(delimiter => delimiter.Contains(neutral)))
        {
            neutral++;
        }

        return neutral;
    }

    private static EventLog Run(FramerFactory factory, FramerCase input)
    {
        EventLog log = new();
        new Feeder(factory(input.Options), log).FeedAll(input.View);
        return log;
    }
}
