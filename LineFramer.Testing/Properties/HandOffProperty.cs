using System.Runtime.CompilerServices;

namespace LineFraming.Testing;

/// <summary>The property that a framer may be left after any event, with the rest of the chunk untouched.</summary>
internal static class HandOffProperty
{
    // Each position costs a whole run, so of a case with many events only so many positions are tried, evenly spread.
    private const int MaxPositions = 24;

    /// <summary>
    /// R9: stopping after a line, its delimiter is the last byte consumed; going on from there, with the same framer and
    /// other chunks or with a new framer, gives the events that not stopping gives. After a piece, what was consumed and
    /// is not buffered is the piece.
    /// </summary>
    /// <exception cref="PropertyViolatedException">Something was consumed too much or too little.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void HandOffIsExact(FramerFactory factory, FramerCase input)
    {
        EventLog all = new();
        IFramer framer = factory(input.Options);
        new Feeder(framer, all).FeedAll((input with { IsEnded = false }).View);
        if (WholeRunFramer.Of(framer) is not null)
        {
            WholeRunHandOff.ThrowIfNotExact(factory, input, all);
            return;
        }

        ThrowIfOversizedConsumesOtherwise(factory, input);
        int stride = (all.Count / MaxPositions) + 1;
        for (int stop = 0; stop < all.Count && !all.IsOversized(stop); stop += stride)
        {
            StopAfter(factory, input, all, stop);
            GoOnWithOthers(factory, input, stop);
        }
    }

    /// <summary>
    /// R9, of a run in one chunk: an oversized line that is not split has consumed the chunk exactly up to the byte that proved
    /// it. What is reported instead of the expected events is a matter of other rules.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void ThrowIfOversizedConsumesOtherwise(EventLog expected, EventLog whole, int length)
    {
        for (int i = 0; i < expected.Count && i < whole.Count && expected.ConsumedAt(i) <= length && expected.SameEvent(i, whole, i); i++)
        {
            if ((expected.IsOversized(i) || expected.IsTruncated(i)) && whole.ConsumedAt(i) != expected.ConsumedAt(i))
            {
                ContractViolation.R9HandOff(
                    $"{expected.Describe(i)} is proved by byte {expected.ConsumedAt(i)} of one chunk, and {whole.ConsumedAt(i)} "
                    + "bytes were consumed");
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowIfOversizedConsumesOtherwise(FramerFactory factory, FramerCase input)
    {
        FramerCase open = input with { IsEnded = false, ChunkSizes = [] };
        EventLog expected = new();
        ReferenceFramer.Read(open.Stream, false, open.Options, expected);
        EventLog whole = new();
        new Feeder(factory(open.Options), whole).FeedAll(open.View);
        ThrowIfOversizedConsumesOtherwise(expected, whole, open.Stream.Length);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void StopAfter(FramerFactory factory, FramerCase input, EventLog all, int stop)
    {
        IFramer framer = factory(input.Options);
        EventLog log = new();
        Feeder feeder = new(framer, log, input.Options);
        int consumed = FeedUpTo(ref feeder, log, input, all, stop);
        ReadOnlySpan<byte> rest = input.Stream.AsSpan(consumed);
        ThrowIfNotConsumedUpTo(framer, all, stop, consumed);
        feeder.Feed(rest);
        ThrowIfOthers(all, 0, log, 0, $"stopped after event {stop} and went on with the same framer");
        if (IsLineEnd(input, all, stop, rest))
        {
            EventLog fresh = new();
            new Feeder(factory(input.Options), fresh, input.Options).Feed(rest);
            ThrowIfOthers(all, consumed, fresh, stop + 1, $"stopped after event {stop} and went on with a new framer");
        }
    }

    // Returns how much of the stream was consumed. The framer may have looked at what follows in the same chunk.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int FeedUpTo(ref Feeder feeder, EventLog log, FramerCase input, EventLog? all, int stop)
    {
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
                ContractViolation.R9HandOff($"fed again what it left of each chunk, it gives {log.Count} events; fed on, {all?.Count}");
            }
        }

        return input.Stream.Length - rest.Length;
    }

    // After a hand-off something else may read the bytes that follow, so the framer goes on with bytes that it has not looked at:
    // here the rest of the stream in reverse.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void GoOnWithOthers(FramerFactory factory, FramerCase input, int stop)
    {
        IFramer framer = factory(input.Options);
        EventLog log = new();
        Feeder feeder = new(framer, log, input.Options);
        int consumed = FeedUpTo(ref feeder, log, input, null, stop);
        byte[] others = [.. input.Stream.AsSpan(consumed)];
        Array.Reverse(others);
        if (!IsLineEnd(input, log, stop, others) || !input.Options.Offered.Offers(input with { Stream = others }))
        {
            return;
        }

        EventLog expected = new();
        new Feeder(factory(input.Options), expected, input.Options).Feed(others);
        feeder.Feed(others);
        for (int i = 0; i < Math.Max(expected.Count, log.Count - stop - 1); i++)
        {
            int actual = stop + 1 + i;
            if (i >= expected.Count || actual >= log.Count || !expected.SameEvent(i, log, actual, consumed))
            {
                ContractViolation.R9HandOff(
                    $"stopped after event {stop}, it goes on with other bytes than those that it saw, {Escape.Quote(others, 200)}: "
                    + $"expected what a new framer gives from byte {consumed}, {expected.Describe(i)}, got {log.Describe(actual)}");
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowIfNotConsumedUpTo(IFramer framer, EventLog all, int stop, int consumed)
    {
        long end = all.Offset(stop) + all.Content(stop).Length + all.Delimiter(stop).Length;
        if (all.IsTruncated(stop))
        {
            end = all.ConsumedAt(stop);
        }
        else if (all.IsPiece(stop))
        {
            end += framer.Counts is { } counts ? counts.Buffered : consumed - end;
        }

        if (consumed != end)
        {
            ContractViolation.R9HandOff($"stopped after {all.Describe(stop)}: {consumed} bytes were consumed, expected {end}");
        }
    }

    // Only the same framer knows that it must skip the LF that belongs to a CR (R15).
    private static bool IsLineEnd(FramerCase input, EventLog all, int stop, ReadOnlySpan<byte> rest) =>
        !all.IsPiece(stop)
        && !all.IsTruncated(stop)
        && !(input.Options.Delimiter.IsAnyNewline && rest is [(byte)'\n', ..] && all.Delimiter(stop) is [(byte)'\r']);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowIfOthers(EventLog all, int consumed, EventLog log, int first, string how)
    {
        int count = all.Count - first;
        for (int i = 0; i < Math.Max(count, consumed == 0 ? log.Count - first : log.Count); i++)
        {
            int other = consumed == 0 ? first + i : i;
            bool isSame = i < count && other < log.Count
                && all.Content(first + i).SequenceEqual(log.Content(other))
                && all.Delimiter(first + i).SequenceEqual(log.Delimiter(other))
                && all.Offset(first + i) == log.Offset(other) + consumed;
            if (!isSame)
            {
                ContractViolation.R9HandOff($"{how}: expected {all.Describe(first + i)}, got {log.Describe(other)} (from byte {consumed})");
            }
        }
    }
}
