namespace LineFraming.Testing;

/// <summary>The property that a framer may be left after any event, with the rest of the chunk untouched.</summary>
internal static class HandOffProperty
{
    // Going on costs a whole run, so of a case with many events only so many positions are tried, evenly spread.
    private const int MostPositions = 24;

    /// <summary>
    /// R9: stopping after a line, its delimiter is the last byte taken; going on from there, with the same framer and
    /// other cuts or with a new framer, gives the events that not stopping gives. After a piece, what was taken and
    /// is not buffered is the piece.
    /// </summary>
    /// <param name="factory">Makes the framer.</param>
    /// <param name="input">The case.</param>
    /// <exception cref="PropertyViolatedException">Something was taken too much or too little.</exception>
    public static void HandOffIsExact(FramerFactory factory, FramerCase input)
    {
        EventLog all = new();
        new Feeder(factory(input.Options), all).FeedAll((input with { IsEnded = false }).View);
        int stride = (all.Count / MostPositions) + 1;
        for (int stop = 0; stop < all.Count && !all.IsOversized(stop); stop += stride)
        {
            StopBehind(factory, input, all, stop);
        }
    }

    private static void StopBehind(FramerFactory factory, FramerCase input, EventLog all, int stop)
    {
        IFramer framer = factory(input.Options);
        EventLog log = new();
        Feeder feeder = new(framer, log);
        ChunkSizeCycle sizes = new(input.ChunkSizes);
        ReadOnlySpan<byte> rest = input.Stream;
        while (log.Count <= stop)
        {
            int length = Math.Min(sizes.Next(), rest.Length);
            ReadOnlySpan<byte> chunk = rest[..length];
            bool read = feeder.FeedToEvent(ref chunk);
            rest = rest[(length - chunk.Length)..];
            if (!read && rest.IsEmpty)
            {
                throw new PropertyViolatedException("R9", $"fed again what it left of each chunk, it gives {log.Count} events; fed on, {all.Count}");
            }
        }

        int taken = input.Stream.Length - rest.Length;
        ThrowIfTakenTooMuch(framer, all, stop, taken);
        feeder.Feed(rest);
        ThrowIfOthers(all, 0, log, 0, $"stopped behind event {stop} and went on with the same framer");
        if (IsLineEnd(input, all, stop, rest))
        {
            EventLog fresh = new();
            new Feeder(factory(input.Options), fresh).Feed(rest);
            ThrowIfOthers(all, taken, fresh, stop + 1, $"stopped behind event {stop} and went on with a new framer");
        }
    }

    private static void ThrowIfTakenTooMuch(IFramer framer, EventLog all, int stop, int taken)
    {
        long end = all.Offset(stop) + all.Content(stop).Length + all.Delimiter(stop).Length;
        if (all.IsTruncated(stop))
        {
            end = all.ConsumedAt(stop);
        }
        else if (all.IsPiece(stop))
        {
            end += framer.Counts is { } counts ? counts.Buffered : taken - end;
        }

        if (taken != end)
        {
            throw new PropertyViolatedException("R9", $"stopped behind {all.Describe(stop)}: {taken} bytes were taken, expected {end}");
        }
    }

    // The LF that belongs to a CR is the one thing that only the same framer knows to pass over (R15).
    private static bool IsLineEnd(FramerCase input, EventLog all, int stop, ReadOnlySpan<byte> rest) =>
        !all.IsPiece(stop)
        && !all.IsTruncated(stop)
        && !(input.Options.Delimiter.IsAnyNewline && rest is [(byte)'\n', ..] && all.Delimiter(stop) is [(byte)'\r']);

    private static void ThrowIfOthers(EventLog all, int taken, EventLog log, int first, string how)
    {
        int count = all.Count - first;
        for (int i = 0; i < Math.Max(count, taken == 0 ? log.Count - first : log.Count); i++)
        {
            int other = taken == 0 ? first + i : i;
            bool isSame = i < count && other < log.Count
                && all.Content(first + i).SequenceEqual(log.Content(other))
                && all.Delimiter(first + i).SequenceEqual(log.Delimiter(other))
                && all.Offset(first + i) == log.Offset(other) + taken;
            if (!isSame)
            {
                throw new PropertyViolatedException("R9", $"{how}: expected {all.Describe(first + i)}, got {log.Describe(other)} (from byte {taken})");
            }
        }
    }
}
