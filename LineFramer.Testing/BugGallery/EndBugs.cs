namespace LineFraming.Testing;

/// <summary>
/// proftpd #846, CVE-2019-18217: at the end of the input the framer waits for the rest of a long command for ever.
/// </summary>
internal sealed class ProftpdSpinsInRemainderAtEnd(FramerOptions options) : TextbookFramer(options)
{
    public override bool TryReadRest(EventLog log)
    {
        if (!IsInRemainder)
        {
            return base.TryReadRest(log);
        }

        log.Truncated(LineOffset, default);
        return true;
    }
}

/// <summary>dominictarr/split #27: a stream that ends with a newline has an empty line after it.</summary>
internal sealed class SplitPhantomLastLine(FramerOptions options) : TextbookFramer(options)
{
    private bool _isDone;

    public override bool TryReadRest(EventLog log)
    {
        bool read = base.TryReadRest(log);
        if (!read && !_isDone && !IsInRemainder && LineOffset > 0)
        {
            log.Line(LineOffset, default, default);
            read = true;
        }

        _isDone = true;
        return read;
    }
}

/// <summary>Go's bufio and others: the bytes after the last newline come with the end of file, and callers drop them.</summary>
internal sealed class BufioLosesLastLine(FramerOptions options) : TextbookFramer(options)
{
    public override bool TryReadRest(EventLog log) =>
        (HasFailed || Buffered.Length > Options.MaxLineLength) && base.TryReadRest(log);
}

/// <summary>
/// Go's bufio and others: the last line looks as if a newline had ended it, so a truncated message counts as a whole one.
/// </summary>
internal sealed class BufioInventsFinalNewline(FramerOptions options) : TextbookFramer(options)
{
    public override bool TryReadRest(EventLog log)
    {
        if (HasFailed || IsInRemainder || Buffered.IsEmpty || Buffered.Length > Options.MaxLineLength)
        {
            return base.TryReadRest(log);
        }

        ReadOnlySpan<byte> none = default;
        log.Line(LineOffset, Buffered, Options.Delimiter.Strings[0]);
        Drop(Buffered.Length, ref none);
        return true;
    }
}

/// <summary>easel #23: input that ends with CR makes the reader wait for the LF, though nothing can come any more.</summary>
internal sealed class EaselWaitsForLineFeed(FramerOptions options) : TextbookFramer(options)
{
    public override bool TryReadRest(EventLog log)
    {
        bool hasPartial = !new LineBytes(Buffered, default).LongestPartial(Options.Delimiter, Buffered.Length).IsEmpty;
        return (hasPartial && !HasFailed) || base.TryReadRest(log);
    }
}

/// <summary>ktor PR 2537: input that ends with CR returns empty lines for ever, because no line consumes the CR.</summary>
internal sealed class KtorEmptyLinesForEver(FramerOptions options) : TextbookFramer(options)
{
    public override bool TryReadRest(EventLog log)
    {
        int partial = new LineBytes(Buffered, default).LongestPartial(Options.Delimiter, Buffered.Length).Length;
        if (partial == 0 || HasFailed)
        {
            return base.TryReadRest(log);
        }

        ReadOnlySpan<byte> none = default;
        int content = Buffered.Length - partial;
        log.Line(LineOffset, Buffered[..content], default);
        LineOffset += content;
        Drop(content, ref none);
        return true;
    }
}

/// <summary>
/// Bedrock's ProtocolReader: what is left is dropped before the check for a truncated last message, which then never finds one.
/// </summary>
internal sealed class BedrockUnreachableCheck(FramerOptions options) : TextbookFramer(options)
{
    public override bool TryReadRest(EventLog log)
    {
        ReadOnlySpan<byte> none = default;
        Drop(Buffered.Length, ref none);
        return base.TryReadRest(log);
    }
}

/// <summary>
/// A loop over a pipe that looks at <c>IsCompleted</c> before it looks at the buffer: bytes that come together with the end are
/// dropped.
/// </summary>
internal sealed class PipeLoopDropsLastRead(FramerOptions options) : TextbookFramer(options)
{
    public override bool TryReadFinal(ref ReadOnlySpan<byte> chunk, EventLog log)
    {
        chunk = default;
        return TryReadRest(log);
    }
}

/// <summary>An unfinished delimiter at the end does not count towards the limit, although nothing can complete it any more.</summary>
internal sealed class UnfinishedDelimiterEscapesLimit(FramerOptions options) : TextbookFramer(options)
{
    public override bool TryReadRest(EventLog log)
    {
        int partial = new LineBytes(Buffered, default).LongestPartial(Options.Delimiter, Buffered.Length).Length;
        bool isOversized = Buffered.Length > Options.MaxLineLength;
        if (HasFailed || IsInRemainder || !isOversized || Buffered.Length - partial > Options.MaxLineLength)
        {
            return base.TryReadRest(log);
        }

        ReadOnlySpan<byte> none = default;
        log.Line(LineOffset, Buffered, default);
        LineOffset += Buffered.Length;
        Drop(Buffered.Length, ref none);
        return true;
    }
}
