namespace LineFraming.Testing;

/// <summary>
/// Cysharp/Utf8StreamReader #4: if a chunk boundary is inside a delimiter, only the part in the new buffer is removed; the CR
/// before it stays in the line.
/// </summary>
internal sealed class Utf8StreamReaderKeepsCr(FramerOptions options) : TextbookFramer(options)
{
    protected override byte[]? DelimiterAt(LineBytes line, int end, int from)
    {
        byte[]? delimiter = base.DelimiterAt(line, end, from);
        int buffered = line.Buffered - (end - delimiter?.Length ?? 0);
        return delimiter is not null && buffered > 0 ? delimiter[buffered..] : delimiter;
    }
}

/// <summary>
/// node #45992, carrier #18: an optimisation looks at each chunk by itself, so at the start of a chunk the delimiter's last
/// byte ends a line alone, even if the chunk before did not end with the rest of the delimiter.
/// </summary>
internal sealed class NodeFastPathAtChunkEdge(FramerOptions options) : TextbookFramer(options)
{
    protected override byte[]? DelimiterAt(LineBytes line, int end, int from)
    {
        bool isFirstOfChunk = line.Buffered > 0 && end == line.Buffered + 1;
        byte last = line[end - 1];
        byte[]? ending = isFirstOfChunk ? Options.Delimiter.Strings.FirstOrDefault(delimiter => delimiter[^1] == last) : null;
        return ending?[^1..] ?? base.DelimiterAt(line, end, from);
    }
}

/// <summary>
/// netty #13088, cmark #117, node-byline #23: the LF of a CR LF is skipped only if it is in the same chunk; in the next one it
/// is an empty line.
/// </summary>
internal sealed class NettyForgetsCrAtChunkEdge(FramerOptions options) : TextbookFramer(options)
{
    public override bool TryRead(ref ReadOnlySpan<byte> chunk, EventLog log)
    {
        bool read = base.TryRead(ref chunk, log);
        SkipLineFeed(ref chunk);
        IsAfterCr = false;
        return read;
    }
}

/// <summary>
/// node #13497, #16077: a CR and an LF more than 100 ms apart are two line ends. The clock is a fake one: every call
/// takes 60 ms.
/// </summary>
internal sealed class NodeCrLfDelay(FramerOptions options) : TextbookFramer(options)
{
    private int _now;
    private int _crAt;

    public override bool TryRead(ref ReadOnlySpan<byte> chunk, EventLog log)
    {
        _now += 60;
        IsAfterCr &= _now - _crAt <= 100;
        bool read = base.TryRead(ref chunk, log);
        _crAt = read ? _now : _crAt;
        return read;
    }
}

/// <summary>jox #353: an empty chunk resets the framer, and the beginning of the line is lost.</summary>
internal sealed class JoxEmptyChunkDropsLine(FramerOptions options) : TextbookFramer(options)
{
    public override bool TryRead(ref ReadOnlySpan<byte> chunk, EventLog log)
    {
        if (chunk.IsEmpty)
        {
            Drop(Buffered.Length, ref chunk);
        }

        return base.TryRead(ref chunk, log);
    }
}

/// <summary>
/// StreamReader.ReadLine: a line that ended with CR is not returned until the next byte shows whether it is an LF.
/// </summary>
internal sealed class StreamReaderHoldsCrBack(FramerOptions options) : TextbookFramer(options)
{
    private static readonly byte[] Cr = [(byte)'\r'];

    public override bool TryReadRest(EventLog log)
    {
        if (HasFailed || !Options.Delimiter.IsAnyNewline || Buffered is not [.., (byte)'\r'])
        {
            return base.TryReadRest(log);
        }

        ReadOnlySpan<byte> none = default;
        log.Line(LineOffset, Buffered[..^1], Cr);
        Drop(Buffered.Length, ref none);
        return true;
    }

    protected override int ResumeSearch(LineBytes line, int searched) => base.ResumeSearch(line, Math.Max(searched - 1, 0));

    protected override byte[]? DelimiterAt(LineBytes line, int end, int from) =>
        IsHeldBack(line, end) ? null : base.DelimiterAt(line, end, from);

    protected override bool IsOversized(LineBytes line, int end, byte[]? delimiter) =>
        base.IsOversized(line, end, IsHeldBack(line, end) ? Cr : delimiter);

    private bool IsHeldBack(LineBytes line, int end) =>
        Options.Delimiter.IsAnyNewline && end == line.Length && line[end - 1] == '\r';
}
