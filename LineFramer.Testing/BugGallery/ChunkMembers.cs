using static LineFraming.Testing.FramerProperties;

namespace LineFraming.Testing;

/// <summary>Known-bad framers that search wrongly, go wrong where a chunk ends, or take a limit for another.</summary>
internal static class ChunkMembers
{
    /// <summary>In the order in which they are shown.</summary>
    public static IReadOnlyList<KnownBadFramer> All { get; } =
    [
        new(
            nameof(TextbookNoLowerClamp),
            "the textbook, first slip",
            "Lines are missed if the buffer was shorter than the delimiter.",
            [Chunking, Reference],
            options => new TextbookNoLowerClamp(options)),
        new(
            nameof(TextbookReadsBeforeBuffer),
            "the textbook, first slip, without negative indexes",
            "The process ends with an index out of range when a message begins with LF.",
            [Chunking, Reference],
            options => new TextbookReadsBeforeBuffer(options)),
        new(
            nameof(TextbookConditionInverted),
            "the textbook, second slip",
            "Lines are not returned, and bytes that no delimiter ended are returned as lines, without end.",
            [Reference],
            options => new TextbookConditionInverted(options)),
        new(
            nameof(NatsSearchesOnlyNewBytes),
            "nats.c #958",
            "A CR LF that comes in two reads is missed, and the line goes on until it is oversized.",
            [Chunking],
            options => new NatsSearchesOnlyNewBytes(options)),
        new(
            nameof(NettyRestartsAtZero),
            "netty PR 7202, twisted #6356, the PipeReader idiom",
            "A long line in small pieces takes all of the processor.",
            [Work, Time],
            options => new NettyRestartsAtZero(options)),
        new(
            nameof(SequenceGivesUpAtSegmentEnd),
            "sequences, slow path of a delimiter search",
            "Two lines are returned as one if a segment ends within the delimiter.",
            [Chunking],
            options => new SequenceGivesUpAtSegmentEnd(options)),
        new(
            nameof(RedisStopsAtNul),
            "redis, strchr in processInlineBuffer; fluent-bit",
            "A NUL byte hides the newline after it.",
            [Reference],
            options => new RedisStopsAtNul(options)),
        new(
            nameof(McpJoinsBufferAnew),
            "MCP TypeScript SDK PR 2245",
            "A long message in small pieces is copied again and again.",
            [Work, Allocation],
            options => new McpJoinsBufferAnew(options)),
        new(
            nameof(ChunksJoinedForEverySearch),
            "none: chunks kept in a list, joined whenever one comes",
            "A long line in small pieces takes all of the processor and of the memory's bandwidth.",
            [Work, Allocation],
            options => new ChunksJoinedForEverySearch(options)),
        new(
            nameof(Utf8StreamReaderKeepsCr),
            "Cysharp/Utf8StreamReader #4",
            "Some lines end with a CR, in no pattern that anyone saw.",
            [Chunking],
            options => new Utf8StreamReaderKeepsCr(options)),
        new(
            nameof(NodeFastPathAtChunkEdge),
            "node #45992, carrier #18",
            "Since an optimisation, some lines of large files end with a CR.",
            [Chunking],
            options => new NodeFastPathAtChunkEdge(options)),
        new(
            nameof(NettyForgetsCrAtChunkEdge),
            "netty #13088, cmark #117, node-byline #23",
            "An empty line appears where a CR LF came in two reads.",
            [Chunking],
            options => new NettyForgetsCrAtChunkEdge(options)),
        new(
            nameof(NodeCrLfDelay),
            "node #13497, #16077",
            "Empty lines appear on slow machines.",
            [Chunking],
            options => new NodeCrLfDelay(options)),
        new(
            nameof(JoxEmptyChunkDropsLine),
            "jox #353",
            "Lines lose their beginning.",
            [Chunking, Conservation],
            options => new JoxEmptyChunkDropsLine(options)),
        new(
            nameof(StreamReaderHoldsCrBack),
            "StreamReader.ReadLine (.NET)",
            "A peer that ends its lines with CR gets its answer one line late.",
            [Reference, RightByte],
            options => new StreamReaderHoldsCrBack(options)),
        new(
            nameof(TwistedCountsSplitDelimiter),
            "twisted #6556, netty LineBasedFrameDecoder, twisted LineOnlyReceiver",
            "Lines of exactly the limit are sometimes rejected: those whose delimiter is split by a chunk boundary.",
            [Chunking, RightByte],
            options => new TwistedCountsSplitDelimiter(options)),
        new(
            nameof(InspircdCountsDelimiter),
            "like inspircd #1101, where lines sent were measured without CR LF",
            "Lines of exactly the limit are rejected.",
            [RightByte],
            options => new InspircdCountsDelimiter(options)),
        new(
            nameof(OkioReportsOneByteLate),
            "okio PR 279",
            "Both peers wait: one for the rest of the line, the other for the answer.",
            [RightByte],
            options => new OkioReportsOneByteLate(options)),
        new(
            nameof(NettyCountsFragmentsAgain),
            "netty #3445",
            "Short lines that come in fragments are rejected as oversized.",
            [Chunking],
            options => new NettyCountsFragmentsAgain(options)),
        new(
            nameof(PythonHasNoLimit),
            "CVE-2013-1752",
            "A peer that never sends a newline fills the memory.",
            [Memory],
            options => new PythonHasNoLimit(options)),
        new(
            nameof(BeatsChecksAtDelimiter),
            "vector, beats #19500",
            "A file without newlines fills the memory, in spite of the limit.",
            [Memory],
            options => new BeatsChecksAtDelimiter(options)),
        new(
            nameof(Split2LimitsOnlyTheRest),
            "split2 maxLength",
            "A line of any length passes if it comes in one chunk.",
            [Chunking, RightByte],
            options => new Split2LimitsOnlyTheRest(options)),
    ];
}
