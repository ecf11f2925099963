namespace LineFraming.Testing;

/// <summary>twisted #1941, #11020: the loop over a chunk's lines goes on, although the handler of one has asked to stop.</summary>
internal sealed class TwistedGoesOnWhenStopped(FramerOptions options) : TextbookFramer(options)
{
    public override bool TryRead(ref ReadOnlySpan<byte> chunk, EventLog log)
    {
        bool read = base.TryRead(ref chunk, log);
        bool readMore = read;
        while (readMore && !HasFailed)
        {
            readMore = base.TryRead(ref chunk, log);
        }

        return read;
    }
}

/// <summary>
/// CVE-2011-0411: everything that was read is in the framer's own buffer. What a peer sends after STARTTLS in the same packet
/// stays there, and is executed as if it had been encrypted.
/// </summary>
internal sealed class StartTlsReadsAhead(FramerOptions options) : TextbookFramer(options)
{
    private byte[] _ahead = [];
    private int _next;

    public override bool TryRead(ref ReadOnlySpan<byte> chunk, EventLog log)
    {
        if (!chunk.IsEmpty)
        {
            (_ahead, _next) = ([.. _ahead.AsSpan(_next), .. chunk], 0);
            chunk = default;
        }

        ReadOnlySpan<byte> rest = _ahead.AsSpan(_next);
        bool read = base.TryRead(ref rest, log);
        _next = _ahead.Length - rest.Length;
        return read;
    }
}

/// <summary>nats.net.v1 PR 888, CelesteNet PR 125: what was read beyond the line is dropped with the reader, raw bytes and all.</summary>
internal sealed class NatsNetSwallowsRest(FramerOptions options) : TextbookFramer(options)
{
    public override bool TryRead(ref ReadOnlySpan<byte> chunk, EventLog log)
    {
        bool read = base.TryRead(ref chunk, log);
        chunk = default;
        return read;
    }
}

/// <summary>
/// The end of the next line is found ahead and remembered. If something else reads the bytes that follow, the framer later ends
/// a line at that place, although other bytes are there.
/// </summary>
internal sealed class KeepsEndAcrossHandOff(FramerOptions options) : TextbookFramer(options)
{
    private byte[]? _delimiter;
    private int _end;

    protected override byte[]? DelimiterAt(LineBytes line, int end, int from)
    {
        _delimiter = line.Buffered > 0 ? null : _delimiter;
        return _delimiter is null || end > _end ? base.DelimiterAt(line, end, from) : end == _end ? _delimiter : null;
    }

    protected override void ReturnLine(LineBytes line, LineStop stop, ref ReadOnlySpan<byte> chunk, EventLog log)
    {
        base.ReturnLine(line, stop, ref chunk, log);
        LineBytes next = new(default, chunk);
        (_delimiter, _end) = (null, 0);
        while (!Options.Delimiter.IsAnyNewline && _delimiter is null && _end < next.Length)
        {
            _delimiter = next.LongestDelimiter(Options.Delimiter, ++_end, 0);
        }
    }

    protected override void ReturnOversized(LineBytes line, LineStop stop, ref ReadOnlySpan<byte> chunk, EventLog log)
    {
        _delimiter = null;
        base.ReturnOversized(line, stop, ref chunk, log);
    }
}
