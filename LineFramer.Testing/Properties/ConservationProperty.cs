using System.Runtime.CompilerServices;

namespace LineFraming.Testing;

/// <summary>The property that every byte of the stream is accounted for once.</summary>
internal static class ConservationProperty
{
    /// <summary>
    /// R8: every event's bytes stand in the stream where its offset says, each begins where the one before it ended, and what
    /// lies between is a delimiter, was discarded, or is declared as dropped. At the end nothing is left over. Needs no
    /// reference.
    /// </summary>
    /// <exception cref="PropertyViolatedException">A byte is lost, invented or misplaced.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void NothingIsLostOrInvented(FramerFactory factory, FramerCase input)
    {
        IFramer framer = factory(input.Options);
        EventLog log = new();
        new Feeder(framer, log).FeedAll(input.View);
        ThrowIfLostOrInvented(log, framer.Counts, input.View);
    }

    /// <summary>R8, of a run that was made.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void ThrowIfLostOrInvented(EventLog log, FramerCounts? reported, CaseView input)
    {
        long next = 0;
        long gaps = 0;
        bool isAfterOversized = false;
        for (int i = 0; i < log.Count; i++)
        {
            next = SkipWhatNeedsNoEvent(input, next, isAfterOversized);
            ThrowIfGap(input, log, i, next, isAfterOversized);
            gaps += log.Offset(i) - next;
            next = log.Offset(i);
            ThrowIfNotInStream(input, log, i, log.Content(i), ref next);
            ThrowIfNotInStream(input, log, i, log.Delimiter(i), ref next);
            ThrowIfOfWrongLength(input, log, i);
            ThrowIfUnterminatedTooEarly(input, log, i, next);
            isAfterOversized = log.IsTruncated(i) || log.IsOversized(i);
        }

        if (log.HasFailed)
        {
            return;
        }

        next = SkipWhatNeedsNoEvent(input, next, isAfterOversized);
        long left = input.Stream.Length - next;
        if (input.IsEnded && left > 0 && !isAfterOversized)
        {
            ThrowIfMoreThanDropped(input, next);
        }

        if (reported is { } counts && IsCounted(input.Options.Offered))
        {
            ThrowIfCountedOtherwise(counts, input, gaps, left, isAfterOversized);
        }
    }

    private static bool IsCounted(FramerCapabilities offered) =>
        offered is { HasCounts: true, ErrorsAreFinal: true, KeepsBlankLines: true, UnterminatedLine: UnterminatedLineHandling.Returned };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowIfCountedOtherwise(FramerCounts counts, CaseView input, long gaps, long left, bool isAfterOversized)
    {
        long due = gaps + (isAfterOversized ? left - counts.Buffered : 0);
        if (counts.Discarded != due || (!isAfterOversized && !input.IsEnded && counts.Buffered != left))
        {
            ContractViolation.R8Conservation(
                $"{counts.Discarded} bytes discarded and {counts.Buffered} buffered, but {due} discarded and {left} left to come");
        }
    }

    // Skips the LF that belongs to a CR and, if blank lines are declared as dropped, empty lines. After an oversized line its
    // remainder comes first, so nothing is skipped.
    private static long SkipWhatNeedsNoEvent(CaseView input, long next, bool isAfterOversized)
    {
        if (isAfterOversized)
        {
            return next;
        }

        DelimiterChoice delimiter = input.Options.Delimiter;
        if (delimiter.IsAnyNewline && next > 0 && next < input.Stream.Length && input.Stream[(int)next - 1] == '\r'
            && input.Stream[(int)next] == '\n')
        {
            next++;
        }

        byte[]? blank = input.Options.Offered.KeepsBlankLines ? null : delimiter.At(input.Stream[(int)next..]);
        return blank is null ? next : SkipWhatNeedsNoEvent(input, next + blank.Length, isAfterOversized: false);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowIfGap(CaseView input, EventLog log, int index, long next, bool isAfterOversized)
    {
        if (log.Offset(index) < next || (log.Offset(index) > next && !isAfterOversized))
        {
            ContractViolation.R8Conservation($"{log.Describe(index)} should begin at {next}");
        }

        if (isAfterOversized)
        {
            ThrowIfRemainderHasNoEnd(input, log, index, next);
        }
    }

    // A remainder ends with a delimiter. If what was discarded does not, the rest of the remainder passes for a line.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowIfRemainderHasNoEnd(CaseView input, EventLog log, int index, long next)
    {
        long offset = Math.Min(log.Offset(index), input.Stream.Length);
        ReadOnlySpan<byte> discarded = input.Stream.Slice((int)next, (int)(offset - next));
        foreach (byte[] delimiter in input.Options.Delimiter.Strings)
        {
            if (discarded.EndsWith(delimiter))
            {
                return;
            }
        }

        ContractViolation.R5Oversized(
            $"{log.Describe(index)} follows an oversized line, but no delimiter ended what was discarded: {Escape.Quote(discarded, 200)}");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowIfNotInStream(CaseView input, EventLog log, int index, ReadOnlySpan<byte> bytes, ref long next)
    {
        if (next + bytes.Length > input.Stream.Length || !input.Stream.Slice((int)next, bytes.Length).SequenceEqual(bytes))
        {
            ContractViolation.R8Conservation($"{log.Describe(index)}: {Escape.Quote(bytes, 200)} does not stand at {next} of the stream");
        }

        next += bytes.Length;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowIfOfWrongLength(CaseView input, EventLog log, int index)
    {
        int limit = input.Options.MaxLineLength;
        int length = log.Content(index).Length;
        bool mustBeFull = log.IsPiece(index) || log.IsTruncated(index);
        if (length > limit || (mustBeFull && length < limit))
        {
            ContractViolation.R3Limit($"{log.Describe(index)} has {length} bytes, with a limit of {limit}");
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowIfUnterminatedTooEarly(CaseView input, EventLog log, int index, long next)
    {
        if (log.IsUnterminatedLine(index) && next < input.Stream.Length)
        {
            ContractViolation.R8Conservation(
                $"{log.Describe(index)}, but the stream goes on, and no delimiter follows it: "
                + $"{Escape.Quote(input.Stream[(int)next..], 40)}");
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowIfMoreThanDropped(CaseView input, long next)
    {
        ReadOnlySpan<byte> left = input.Stream[(int)next..];
        EventLog lines = new();
        ReferenceFramer.Read(left, isEnded: false, input.Options, lines);
        if (input.Options.Offered.UnterminatedLine != UnterminatedLineHandling.Dropped || lines.Count > 0)
        {
            ContractViolation.R8Conservation($"the last {left.Length} bytes were never reported: {Escape.Quote(left, 40)}");
        }
    }
}
