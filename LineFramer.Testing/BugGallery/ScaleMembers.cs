using static LineFraming.Testing.FramerProperties;

namespace LineFraming.Testing;

/// <summary>Known-bad framers whose bugs show only with much input at once, or in optimised code.</summary>
internal static class ScaleMembers
{
    /// <summary>In the order in which they are shown.</summary>
    public static IReadOnlyList<KnownBadFramer> All { get; } =
    [
        new(
            nameof(AspNetLimitsOneRead),
            "dotnet/aspnetcore #67838",
            "A header line without an end fills the memory, in spite of the limit.",
            [Chunking, RightByte, Memory],
            options => new AspNetLimitsOneRead(options)),
        new(
            nameof(SmtpServerLimitsAllThatCame),
            "SmtpServer, the strict limit",
            "Short lines are rejected as oversized if many of them come at once.",
            [Chunking],
            options => new SmtpServerLimitsAllThatCame(options)),
        new(
            nameof(DockerNeverUnsetsCr),
            "Docker.DotNet BufferedReadStream",
            "Lines with a CR in them end at the next LF, and lack the byte before it.",
            [Reference],
            options => new DockerNeverUnsetsCr(options)),
        new(
            nameof(UnfinishedDelimiterEscapesLimit),
            "none: at the end of the stream, the limit that applies before it",
            "The last line has one byte more than the limit allows.",
            [Reference, Conservation],
            options => new UnfinishedDelimiterEscapesLimit(options)),
        new(
            nameof(KeepsEndAcrossHandOff),
            "none: read-ahead that outlives a hand-off",
            "After raw bytes that something else has read, a line ends in its middle.",
            [HandOff],
            options => new KeepsEndAcrossHandOff(options)),
        new(
            nameof(FallsBackOnce),
            "none: an automaton written by hand",
            "A delimiter is missed if a part of itself comes right before it.",
            [Reference],
            options => new FallsBackOnce(options)),
        new(
            nameof(FourthDelimiterForgotten),
            "none: a search for three values at once",
            "The last of four delimiters is taken for content.",
            [Reference],
            options => new FourthDelimiterForgotten(options)),
        new(
            nameof(EightBytesCompared),
            "none: delimiters compared as one number",
            "A line ends at bytes that equal only the last eight of a longer delimiter.",
            [Reference, Conservation],
            options => new EightBytesCompared(options)),
        new(
            nameof(BlockEdgeHidesDelimiter),
            "none: blocks searched one by one",
            "Two lines in a few hundred are returned as one.",
            [Chunking, Exhaustive],
            options => new BlockEdgeHidesDelimiter(options)),
        new(
            nameof(LastBytesNotSearched),
            "none: the rest after the last whole block",
            "The last line of a packet comes with the next packet.",
            [Chunking, Exhaustive],
            options => new LastBytesNotSearched(options)),
        new(
            nameof(OneMatchPerBlock),
            "none: only the first match of a mask used",
            "Short lines are joined.",
            [Chunking, Exhaustive],
            options => new OneMatchPerBlock(options)),
        new(
            nameof(OneBitNotCompared),
            "none: a comparison made for letters of either case",
            "An asterisk ends a line.",
            [AnyByte],
            options => new OneBitNotCompared(options)),
        new(
            nameof(BufferGrowsOneByteShort),
            "none: off by one where a buffer grows",
            "In lines longer than 1,024 bytes, one byte is wrong.",
            [Chunking, Reference],
            options => new BufferGrowsOneByteShort(options)),
        new(
            nameof(EndsBeyondQueueDropped),
            "none: ends that are dropped when their queue is full",
            "If a packet has more than 128 lines, the last ones wait for the next packet.",
            [Chunking],
            options => new EndsBeyondQueueDropped(options)),
        new(
            nameof(OffsetOf31Bits),
            "none: offsets in an int",
            "Log shippers stop after 2 GiB.",
            [Resume],
            options => new OffsetOf31Bits(options)),
        new(
            nameof(OffsetOf32Bits),
            "none: offsets in an unsigned int",
            "Log shippers begin again after 4 GiB.",
            [Resume],
            options => new OffsetOf32Bits(options)),
        new(
            nameof(OffsetOf62Bits),
            "none: offsets shifted by a bit, for a flag",
            "Nothing, ever: 2^62 bytes are four exbibytes.",
            [Resume],
            options => new OffsetOf62Bits(options)),
    ];
}
