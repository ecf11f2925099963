namespace LineFraming.Testing;

/// <summary>twisted #1941, #11020: the loop over a chunk's lines goes on, though the handler of one has said stop.</summary>
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
/// CVE-2011-0411: all that was read is in the framer's own buffer. What a peer sends after STARTTLS in the same packet
/// stays there, and is run as if it had come encrypted.
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
