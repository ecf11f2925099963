namespace LineFraming.Testing;

/// <summary>When the buffer outgrows its first 1,024 bytes, what was there is moved one byte short.</summary>
internal sealed class BufferGrowsOneByteShort(FramerOptions options) : TextbookFramer(options)
{
    private const int FirstBuffer = 1024;

    protected override void AddToBuffer(ReadOnlySpan<byte> chunk)
    {
        bool grows = Buffered.Length <= FirstBuffer && Buffered.Length + chunk.Length > FirstBuffer;
        base.AddToBuffer(grows ? [.. chunk[..^1], 0] : chunk);
    }
}

/// <summary>The ends that were found ahead are kept in an array of 128, and those that do not fit are dropped.</summary>
internal sealed class EndsBeyondQueueDropped(FramerOptions options) : TextbookFramer(options)
{
    private const int Capacity = 128;

    private int _lines;
    private int _left = -1;

    public override bool TryRead(ref ReadOnlySpan<byte> chunk, EventLog log)
    {
        _lines = chunk.Length == _left ? _lines : 0;
        bool read = base.TryRead(ref chunk, log);
        _lines += read ? 1 : 0;
        _left = chunk.Length;
        return read;
    }

    protected override byte[]? DelimiterAt(LineBytes line, int end, int from) => _lines >= Capacity
        ? null
        : base.DelimiterAt(line, end, from);
}
