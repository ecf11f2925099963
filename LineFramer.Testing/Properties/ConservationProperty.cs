namespace LineFraming.Testing;

/// <summary>The law that every byte of the stream is accounted for once.</summary>
internal static class ConservationProperty
{
    /// <summary>
    /// R8: every event's bytes stand in the stream where its offset says, each begins where the one before it ended,
    /// and what lies between is what was discarded. At the end nothing is left over. Needs no reference.
    /// </summary>
    /// <param name="factory">Makes the framer.</param>
    /// <param name="input">The case.</param>
    /// <exception cref="PropertyViolatedException">A byte is lost, invented or misplaced.</exception>
    public static void NothingIsLostOrInvented(FramerFactory factory, FramerCase input)
    {
        IFramer framer = factory(input.Options);
        EventLog log = new();
        new Feeder(framer, log).FeedAll(input.View);
        ThrowIfLostOrInvented(log, framer.Counts, input.View);
    }

    /// <summary>R8, of a run that was made.</summary>
    internal static void ThrowIfLostOrInvented(EventLog log, FramerCounts? told, CaseView input)
    {
        long next = 0;
        long gaps = 0;
        bool isBehindTruncated = false;
        for (int i = 0; i < log.Count; i++)
        {
            next += IsLineFeedOfCr(input, next, isBehindTruncated) ? 1 : 0;
            if (log.Offset(i) < next || (log.Offset(i) > next && !isBehindTruncated))
            {
                throw new PropertyViolatedException("R8", $"{log.Describe(i)} should begin at {next}");
            }

            if (isBehindTruncated)
            {
                ThrowIfTailHasNoEnd(input, log, i, next);
            }

            gaps += log.Offset(i) - next;
            next = log.Offset(i);
            ThrowIfNotInStream(input, log, i, log.Content(i), ref next);
            ThrowIfNotInStream(input, log, i, log.Delimiter(i), ref next);
            ThrowIfOfWrongLength(input, log, i);
            isBehindTruncated = log.IsTruncated(i);
        }

        if (log.HasFailed)
        {
            return;
        }

        next += IsLineFeedOfCr(input, next, isBehindTruncated) ? 1 : 0;
        long left = input.Stream.Length - next;
        if (input.IsEnded && left > 0 && !isBehindTruncated)
        {
            throw new PropertyViolatedException("R8", $"the last {left} bytes were never reported");
        }

        if (told is { } counts)
        {
            long due = gaps + (isBehindTruncated ? left - counts.Buffered : 0);
            if (counts.Discarded != due || (!isBehindTruncated && !input.IsEnded && counts.Buffered != left))
            {
                throw new PropertyViolatedException("R8", $"{counts.Discarded} bytes skipped and {counts.Buffered} held, but {due} skipped and {left} left to come");
            }
        }
    }

    private static bool IsLineFeedOfCr(CaseView input, long next, bool isBehindTruncated) =>
        input.Options.Delimiter.IsAnyNewline
        && !isBehindTruncated
        && next > 0
        && next < input.Stream.Length
        && input.Stream[(int)next - 1] == '\r'
        && input.Stream[(int)next] == '\n';

    // A remainder ends with a delimiter, or not all of it was discarded: the rest passes for a line.
    private static void ThrowIfTailHasNoEnd(CaseView input, EventLog log, int index, long next)
    {
        long offset = Math.Min(log.Offset(index), input.Stream.Length);
        ReadOnlySpan<byte> skipped = input.Stream.Slice((int)next, (int)(offset - next));
        foreach (byte[] delimiter in input.Options.Delimiter.Strings)
        {
            if (skipped.EndsWith(delimiter))
            {
                return;
            }
        }

        throw new PropertyViolatedException("R5", $"{log.Describe(index)} follows a line that is too long, but no delimiter ended what was skipped: {Escape.Quote(skipped, 200)}");
    }

    private static void ThrowIfNotInStream(CaseView input, EventLog log, int index, ReadOnlySpan<byte> bytes, ref long next)
    {
        if (next + bytes.Length > input.Stream.Length || !input.Stream.Slice((int)next, bytes.Length).SequenceEqual(bytes))
        {
            throw new PropertyViolatedException("R8", $"{log.Describe(index)}: {Escape.Quote(bytes, 200)} does not stand at {next} of the stream");
        }

        next += bytes.Length;
    }

    private static void ThrowIfOfWrongLength(CaseView input, EventLog log, int index)
    {
        int limit = input.Options.MaxLineLength;
        int length = log.Content(index).Length;
        bool mustBeFull = log.IsPiece(index) || log.IsTruncated(index);
        if (length > limit || (mustBeFull && length < limit))
        {
            throw new PropertyViolatedException("R3", $"{log.Describe(index)} has {length} bytes, with a limit of {limit}");
        }
    }
}
