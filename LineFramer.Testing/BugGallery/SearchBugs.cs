namespace LineFraming.Testing;

/// <summary>
/// The first usual mistake: the resumed search begins a delimiter's length before the new bytes, and nothing checks that there
/// are so many. As in languages where a negative index counts from the end, the search then begins near the end of the buffer.
/// </summary>
internal sealed class TextbookNoLowerClamp(FramerOptions options) : TextbookFramer(options)
{
    protected override int ResumeSearch(LineBytes line, int searched)
    {
        int from = searched - (Options.Delimiter.Longest - 1);
        return from < 0 ? Math.Max(line.Length + from, 0) : from;
    }
}

/// <summary>The same mistake where a negative index is invalid: the byte before the buffer is read.</summary>
internal sealed class TextbookReadsBeforeBuffer(FramerOptions options) : TextbookFramer(options)
{
    protected override int ResumeSearch(LineBytes line, int searched) => searched - (Options.Delimiter.Longest - 1);
}

/// <summary>
/// The second usual mistake: the loop continues when no delimiter is found. Because "not found" is -1, it returns all but the
/// last byte as a line, for ever.
/// </summary>
internal sealed class TextbookConditionInverted(FramerOptions options) : TextbookFramer(options)
{
    protected override bool HasEvent(LineStop stop) => !stop.IsEvent;

    protected override void ReturnLine(LineBytes line, LineStop stop, ref ReadOnlySpan<byte> chunk, EventLog log) =>
        log.Line(LineOffset, Gather(Math.Max(line.Length - 1, 0), chunk), default);
}

/// <summary>nats.c #958: only the bytes just read are searched, so a CR LF that comes in two reads is never seen.</summary>
internal sealed class NatsSearchesOnlyNewBytes(FramerOptions options) : TextbookFramer(options)
{
    protected override int ResumeSearch(LineBytes line, int searched) => searched;
}

/// <summary>
/// netty PR 7202, twisted #6356 and the PipeReader idiom of the .NET documentation: every read searches the whole
/// buffer from its start, so a long line that comes in small pieces costs the square of its length.
/// </summary>
internal sealed class NettyRestartsAtZero(FramerOptions options) : TextbookFramer(options)
{
    protected override int ResumeSearch(LineBytes line, int searched) => 0;
}

/// <summary>
/// The slow path of a search over the segments of a sequence: the delimiter's first byte is the last of a segment, the second
/// is in the next one, and the match is abandoned.
/// </summary>
internal sealed class SequenceGivesUpAtSegmentEnd(FramerOptions options) : TextbookFramer(options)
{
    protected override byte[]? DelimiterAt(LineBytes line, int end, int from)
    {
        byte[]? delimiter = base.DelimiterAt(line, end, from);
        bool isSplitAfterFirst = delimiter?.Length > 1 && end - delimiter.Length == line.Buffered - 1;
        return isSplitAfterFirst ? null : delimiter;
    }
}

/// <summary>redis, fluent-bit: the newline is searched with a C string function, which stops at a NUL.</summary>
internal sealed class RedisStopsAtNul(FramerOptions options) : TextbookFramer(options)
{
    protected override byte[]? DelimiterAt(LineBytes line, int end, int from)
    {
        byte[]? delimiter = base.DelimiterAt(line, end, from);
        for (int i = 0; i < end - delimiter?.Length; i++)
        {
            if (line[i] == 0)
            {
                return null;
            }
        }

        return delimiter;
    }
}

/// <summary>MCP TypeScript SDK PR 2245: every chunk makes a new buffer of all bytes so far, which copies them again.</summary>
internal sealed class McpJoinsBufferAnew(FramerOptions options) : TextbookFramer(options)
{
    protected override void AddToBuffer(ReadOnlySpan<byte> chunk) => AddToNewBuffer(chunk);
}

/// <summary>Chunks are kept as they come, and joined to be searched: every time from the first.</summary>
internal sealed class ChunksJoinedForEverySearch(FramerOptions options) : TextbookFramer(options)
{
    private byte[] _joined = [];

    protected override int ResumeSearch(LineBytes line, int searched)
    {
        _joined = line.ToArray();
        CopiedAgain += _joined.Length;
        return base.ResumeSearch(line, searched);
    }
}
