namespace LineFraming.Testing;

/// <summary>netty #1287: one byte too many is discarded after a long line, the first of the next.</summary>
internal sealed class NettyDiscardsNextByte(FramerOptions options) : TextbookFramer(options)
{
    protected override int DiscardedOfRemainder(int skipped, byte[]? delimiter, int available) =>
        delimiter is null ? skipped : Math.Min(skipped + 1, available);
}

/// <summary>netty #1288: a long line is discarded up to its delimiter, which then ends an empty line of its own.</summary>
internal sealed class NettyKeepsRemainderDelimiter(FramerOptions options) : TextbookFramer(options)
{
    protected override int DiscardedOfRemainder(int skipped, byte[]? delimiter, int available) =>
        Math.Max(skipped - (delimiter?.Length ?? 0), 0);
}

/// <summary>
/// tokio #1483, vector #2564: while an oversized line is discarded, bytes without a newline are not consumed, and the decoder is
/// called again with the same ones for ever.
/// </summary>
internal sealed class TokioDiscardsForEver(FramerOptions options) : TextbookFramer(options)
{
    protected override void DiscardRemainder(ref ReadOnlySpan<byte> chunk, EventLog log)
    {
        ReadOnlySpan<byte> before = chunk;
        base.DiscardRemainder(ref chunk, log);
        if (IsInRemainder && !before.IsEmpty)
        {
            log.Truncated(LineOffset, default);
            chunk = before;
        }
    }
}

/// <summary>tokio #3555: every read of a long line reports it once more.</summary>
internal sealed class TokioReportsEveryRead(FramerOptions options) : TextbookFramer(options)
{
    protected override void DiscardRemainder(ref ReadOnlySpan<byte> chunk, EventLog log)
    {
        bool hasMore = !chunk.IsEmpty;
        base.DiscardRemainder(ref chunk, log);
        if (IsInRemainder && hasMore)
        {
            log.Truncated(LineOffset, default);
        }
    }
}

/// <summary>tokio #3976: the report that a line is oversized consumes nothing, so the next call reports it again, for ever.</summary>
internal sealed class TokioErrorConsumesNothing(FramerOptions options) : TextbookFramer(options)
{
    protected override void ReturnOversized(LineBytes line, LineStop stop, ref ReadOnlySpan<byte> chunk, EventLog log)
    {
        switch (Options.OversizedLineHandling)
        {
            case OversizedLineHandling.Throw:
                log.Oversized(LineOffset);
                break;
            case OversizedLineHandling.Truncate:
                log.Truncated(LineOffset, Gather(Options.MaxLineLength, chunk));
                break;
            default:
                base.ReturnOversized(line, stop, ref chunk, log);
                break;
        }
    }
}

/// <summary>asyncio's readline: after the exception the next call gives the remainder of the long line as a line.</summary>
internal sealed class AsyncioGoesOnAfterError(FramerOptions options) : TextbookFramer(options)
{
    protected override void ReturnOversized(LineBytes line, LineStop stop, ref ReadOnlySpan<byte> chunk, EventLog log)
    {
        base.ReturnOversized(line, stop, ref chunk, log);
        LineOffset += HasFailed ? stop.End : 0;
        HasFailed = false;
    }
}

/// <summary>
/// sysvinit #32, fluent-bit #3491: a line is truncated at the limit, and its remainder is the next line: a command of the
/// peer's choice.
/// </summary>
internal sealed class FluentBitRemainderIsNextLine(FramerOptions options) : TextbookFramer(options)
{
    protected override void ReturnOversized(LineBytes line, LineStop stop, ref ReadOnlySpan<byte> chunk, EventLog log)
    {
        base.ReturnOversized(line, stop, ref chunk, log);
        IsInRemainder = false;
    }
}

/// <summary>twisted #3277, #6536: what is handed over of an oversized line lacks the bytes of its delimiter.</summary>
internal sealed class TwistedLosesRemainderDelimiter(FramerOptions options) : TextbookFramer(options)
{
    protected override void CountSkipped(int count, int delimiter)
    {
        base.CountSkipped(count, delimiter);
        Skipped -= delimiter;
    }
}

/// <summary>beats PR 31824: the discarded rest of a long line is missing in the offset of every later line.</summary>
internal sealed class BeatsOffsetWithoutSkipped(FramerOptions options) : TextbookFramer(options)
{
    protected override void CountSkipped(int count, int delimiter) => Skipped += count;
}
