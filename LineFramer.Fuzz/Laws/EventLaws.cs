namespace LineFraming.Fuzz;

/// <summary>The laws about what is reported, and when.</summary>
public static class EventLaws
{
    private static readonly int[] ByteByByte = [1];

    /// <summary>R1: whole, as the case cuts it, and byte by byte, the events are the same. Needs no reference.</summary>
    /// <param name="factory">Makes the framer.</param>
    /// <param name="input">The case.</param>
    /// <exception cref="LawBrokenException">They are not.</exception>
    public static void ChunkingNeverShows(FramerFactory factory, FramerCase input)
    {
        EventLog whole = Run(factory, input with { Cuts = [] });
        EventLog cut = Run(factory, input);
        EventLog bytes = Run(factory, input with { Cuts = ByteByByte });
        ThrowIfDifferent("R1", "in one chunk", whole, "cut", cut);
        ThrowIfDifferent("R1", "in one chunk", whole, "byte by byte", bytes);
    }

    /// <summary>
    /// R2 to R8, R15: behind every chunk, exactly the reference framer's events for the bytes fed so far were reported.
    /// </summary>
    /// <param name="factory">Makes the framer.</param>
    /// <param name="input">The case.</param>
    /// <exception cref="LawBrokenException">Others were.</exception>
    public static void EqualsTheReference(FramerFactory factory, FramerCase input)
    {
        EventLog expected = new();
        long skipped = ReferenceFramer.Read(input.Stream, false, input.Options, expected);
        IFramer framer = factory(input.Options);
        EventLog actual = new();
        Feeder feeder = new(framer, actual);
        ChunkSizes sizes = new(input.Cuts);
        int fed = 0;
        int due = 0;
        while (fed < input.Stream.Length && !actual.HasFailed)
        {
            int length = Math.Min(sizes.Next(), input.Stream.Length - fed);
            feeder.Feed(input.Stream.AsSpan(fed, length));
            fed += length;
            int first = due;
            while (due < expected.Count && expected.TakenAt(due) <= fed)
            {
                due++;
            }

            ThrowIfNotDue(expected, first, due, actual, $"behind {fed} bytes");
        }

        if (input.IsEnded)
        {
            expected.Clear();
            skipped = ReferenceFramer.Read(input.Stream, true, input.Options, expected);
            feeder.FeedEnd();
            ThrowIfNotDue(expected, 0, expected.Count, actual, "at the end");
        }

        if (framer.Counts is { } counts && counts.Skipped != skipped)
        {
            throw new LawBrokenException("R5", $"{counts.Skipped} bytes skipped, expected {skipped}");
        }
    }

    /// <summary>
    /// R3, R4: fed byte by byte, every event comes on exactly the byte that the reference framer names; fed whole, what
    /// is too long takes the chunk exactly up to that byte.
    /// </summary>
    /// <param name="factory">Makes the framer.</param>
    /// <param name="input">The case.</param>
    /// <exception cref="LawBrokenException">It comes earlier or later.</exception>
    public static void TooLongOnTheRightByte(FramerFactory factory, FramerCase input)
    {
        EventLog expected = new();
        ReferenceFramer.Read(input.Stream, false, input.Options, expected);
        EventLog bytes = Run(factory, input with { Cuts = ByteByByte, IsEnded = false });
        EventLog whole = Run(factory, input with { Cuts = [], IsEnded = false });
        for (int i = 0; i < expected.Count; i++)
        {
            // A piece is given out on its byte too, but takes no more of the chunk than itself (TakenAt is less).
            bool isDue = i < bytes.Count && (bytes.IsPiece(i) || bytes.TakenAt(i) == expected.TakenAt(i));
            bool isTaken = i < whole.Count && (whole.IsPiece(i) || whole.TakenAt(i) == expected.TakenAt(i));
            if (!isDue || !isTaken)
            {
                EventLog actual = isDue ? whole : bytes;
                string when = i < actual.Count ? $"behind {actual.TakenAt(i)} bytes" : "never";
                throw new LawBrokenException(
                    "R4", $"{expected.Describe(i)} is due behind {expected.TakenAt(i)} bytes, came {when}{(isDue ? " in one chunk" : "")}");
            }
        }
    }

    /// <summary>R5: behind any stream, a line that fits comes out whole, however long the line before it was.</summary>
    /// <param name="factory">Makes the framer.</param>
    /// <param name="input">The case.</param>
    /// <exception cref="LawBrokenException">It does not.</exception>
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
            throw new LawBrokenException("R5", $"behind {Escape.Quote(stream.AsSpan(..^next.Length))} expected {expected.Describe(0)}, got {actual}");
        }
    }

    /// <summary>R5, Throw: once a line was too long, every later call says so again, and nothing else.</summary>
    /// <param name="factory">Makes the framer.</param>
    /// <param name="input">The case.</param>
    /// <exception cref="LawBrokenException">One does not.</exception>
    public static void FailsForGood(FramerFactory factory, FramerCase input)
    {
        IFramer framer = factory(input.Options);
        EventLog log = new();
        new Feeder(framer, log).FeedAll(input);
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
            throw new LawBrokenException("R5", $"{log.Describe(failed)}, and then, fed more, {log.Describe(failed + 1)}");
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
        new Feeder(factory(input.Options), log).FeedAll(input);
        return log;
    }

    private static void ThrowIfDifferent(string rule, string expectedName, EventLog expected, string actualName, EventLog actual)
    {
        int index = expected.FirstDifference(actual);
        if (index >= 0)
        {
            throw new LawBrokenException(
                rule, $"event {index}, {expectedName}: {expected.Describe(index)}; {actualName}: {actual.Describe(index)}");
        }
    }

    private static void ThrowIfNotDue(EventLog expected, int first, int due, EventLog actual, string when)
    {
        int index = first;
        while (index < due && index < actual.Count && expected.SameEvent(index, actual, index))
        {
            index++;
        }

        if (index < due || actual.Count > due)
        {
            string reference = index < due ? expected.Describe(index) : "nothing more";
            throw new LawBrokenException("R2", $"event {index} {when}: expected {reference}, got {actual.Describe(index)}");
        }
    }
}
