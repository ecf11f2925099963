namespace LineFraming.Testing;

/// <summary>
/// The bug gallery: known-bad framers, each right but for one bug that a real framer had. Suites and fuzzers that do not catch
/// every one of them prove nothing by passing any other.
/// </summary>
public static class BugGallery
{
    private const string Chunking = FramerProperties.Chunking;
    private const string Reference = FramerProperties.Reference;
    private const string RightByte = FramerProperties.RightByte;
    private const string NextLine = FramerProperties.NextLine;
    private const string Failed = FramerProperties.Failed;
    private const string End = FramerProperties.End;
    private const string Conservation = FramerProperties.Conservation;
    private const string HandOff = FramerProperties.HandOff;
    private const string Memory = FramerProperties.Memory;
    private const string Work = FramerProperties.Work;
    private const string Allocation = FramerProperties.Allocation;
    private const string Time = FramerProperties.Time;
    private const string Resume = FramerProperties.Resume;
    private const string Writer = FramerProperties.Writer;
    private const string AnyByte = FramerProperties.AnyByte;
    private const string Exhaustive = FramerProperties.Exhaustive;

    /// <summary>Makes the framer that every member is but for its bug; it violates no property.</summary>
    public static FramerFactory Textbook { get; } = options => new TextbookFramer(options);

    /// <summary>Every member.</summary>
    public static IReadOnlyList<KnownBadFramer> All { get; } =
    [
        new(
            nameof(TextbookNoLowerClamp),
            "the textbook, first slip",
            "Lines that are there are not seen, if the buffer was shorter than the delimiter.",
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
            "Lines are buffered back, and what is no line comes out without end.",
            [Reference],
            options => new TextbookConditionInverted(options)),
        new(
            nameof(NatsSearchesOnlyNewBytes),
            "nats.c #958",
            "A CR LF that comes in two reads is missed, until the line is too long.",
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
            "Two lines come out as one if a segment ends within the delimiter.",
            [Chunking],
            options => new SequenceGivesUpAtSegmentEnd(options)),
        new(
            nameof(RedisStopsAtNul),
            "redis PR 1590, fluent-bit",
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
            "Some lines, at no pattern anyone saw, end with a CR.",
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
            nameof(TwistedCountsCutDelimiter),
            "twisted #6556, netty LineBasedFrameDecoder, twisted LineOnlyReceiver",
            "Lines of exactly the limit are rejected, sometimes.",
            [Chunking, RightByte],
            options => new TwistedCountsCutDelimiter(options)),
        new(
            nameof(InspircdCountsDelimiter),
            "inspircd #1101",
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
            "Short lines that come in fragments are too long.",
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
            "A file without newlines fills the memory, limit or no limit.",
            [Memory],
            options => new BeatsChecksAtDelimiter(options)),
        new(
            nameof(Split2LimitsOnlyTheRest),
            "split2 maxLength",
            "A line of any length passes if it comes in one chunk.",
            [Chunking, RightByte],
            options => new Split2LimitsOnlyTheRest(options)),
        new(
            nameof(NettyDiscardsNextByte),
            "netty #1287",
            "The line after a long one lacks its first byte.",
            [NextLine],
            options => new NettyDiscardsNextByte(options)),
        new(
            nameof(NettyKeepsRemainderDelimiter),
            "netty #1288",
            "An empty line appears after a long one.",
            [NextLine],
            options => new NettyKeepsRemainderDelimiter(options)),
        new(
            nameof(TokioDiscardsForEver),
            "tokio #1483, vector #2564",
            "The process hangs at full load on a long line.",
            [Reference],
            options => new TokioDiscardsForEver(options)),
        new(
            nameof(TokioReportsEveryRead),
            "tokio #3555",
            "One long line gives a number of errors that depends on the network.",
            [Chunking, Conservation],
            options => new TokioReportsEveryRead(options)),
        new(
            nameof(TokioErrorTakesNothing),
            "tokio #3976",
            "A caller that goes on after the error gets it again for ever.",
            [HandOff, Failed],
            options => new TokioErrorTakesNothing(options)),
        new(
            nameof(AsyncioGoesOnAfterError),
            "asyncio StreamReader.readline",
            "The remainder of a line that was rejected is a command.",
            [Failed],
            options => new AsyncioGoesOnAfterError(options)),
        new(
            nameof(FluentBitRemainderIsNextLine),
            "sysvinit #32, fluent-bit #3491",
            "The remainder of a line that was cut is a command.",
            [Reference, Conservation],
            options => new FluentBitRemainderIsNextLine(options)),
        new(
            nameof(TwistedLosesRemainderDelimiter),
            "twisted #3277, #6536",
            "What is handed over of a long line runs into what follows it.",
            [Conservation],
            options => new TwistedLosesRemainderDelimiter(options)),
        new(
            nameof(BeatsOffsetWithoutSkipped),
            "beats PR 31824",
            "After a long line the same lines are read again after every restart.",
            [Conservation],
            options => new BeatsOffsetWithoutSkipped(options)),
        new(
            nameof(ServyOffsetWithoutDelimiter),
            "servy #1455",
            "Offsets lag by a delimiter a line.",
            [Conservation],
            options => new ServyOffsetWithoutDelimiter(options)),
        new(
            nameof(ProftpdSpinsInRemainderAtEnd),
            "proftpd #846, CVE-2019-18217",
            "A long command and a closed connection: full load for ever.",
            [Reference],
            options => new ProftpdSpinsInRemainderAtEnd(options)),
        new(
            nameof(SplitPhantomLastLine),
            "dominictarr/split #27",
            "Every input that ends with a newline has an empty line after it.",
            [Reference],
            options => new SplitPhantomLastLine(options)),
        new(
            nameof(BufioLosesLastLine),
            "Go bufio, the last line",
            "A file without a final newline lacks its last line.",
            [Reference, Conservation],
            options => new BufioLosesLastLine(options)),
        new(
            nameof(BufioInventsFinalNewline),
            "Go bufio, the final newline",
            "A message that was cut off passes for a whole one.",
            [Reference, Conservation],
            options => new BufioInventsFinalNewline(options)),
        new(
            nameof(EaselWaitsForLineFeed),
            "easel #23",
            "A server hung for two hours on input that ended with CR.",
            [Reference],
            options => new EaselWaitsForLineFeed(options)),
        new(
            nameof(KtorEmptyLinesForEver),
            "ktor PR 2537",
            "Input that ends with CR gives empty lines for ever.",
            [Reference],
            options => new KtorEmptyLinesForEver(options)),
        new(
            nameof(BedrockUnreachableCheck),
            "Bedrock ProtocolReader",
            "A truncated last message vanishes silently.",
            [Reference, Conservation],
            options => new BedrockUnreachableCheck(options)),
        new(
            nameof(PipeLoopDropsLastRead),
            "the PipeReader idiom, IsCompleted before the buffer",
            "The last message is missing if its sender closes at once.",
            [End],
            options => new PipeLoopDropsLastRead(options)),
        new(
            nameof(AiohttpSkipsHalfDelimiter),
            "aiohttp #6701",
            "Lines begin with the rest of the delimiter before them.",
            [Reference],
            options => new AiohttpSkipsHalfDelimiter(options)),
        new(
            nameof(SmugglingBareLineFeed),
            "CVE-2023-51764, -51765, -51766, CVE-2025-55315",
            "A message holds a second one, which only one of two servers sees.",
            [Reference, RightByte],
            options => new SmugglingBareLineFeed(options)),
        new(
            nameof(SmugglingCrCrLf),
            "CVE-2023-51764, -51765, -51766, CVE-2025-55315",
            "The same by way of CR CR LF.",
            [Reference],
            options => new SmugglingCrCrLf(options)),
        new(
            nameof(LibeventCollapsesNewlines),
            "libevent EOL_ANY",
            "Empty lines vanish, and with them the end of a header.",
            [Reference],
            options => new LibeventCollapsesNewlines(options)),
        new(
            nameof(TwistedGoesOnWhenStopped),
            "twisted #1941, #11020",
            "Lines are delivered after the handler asked to stop.",
            [HandOff],
            options => new TwistedGoesOnWhenStopped(options)),
        new(
            nameof(StartTlsReadsAhead),
            "CVE-2011-0411",
            "Commands sent in the clear run as if they had come encrypted.",
            [HandOff],
            options => new StartTlsReadsAhead(options)),
        new(
            nameof(NatsNetSwallowsRest),
            "nats.net.v1 PR 888, CelesteNet PR 125",
            "The first bytes of the raw phase are missing.",
            [HandOff],
            options => new NatsNetSwallowsRest(options)),
        new(
            nameof(BeatsRemainderIsLineAfterRestart),
            "beats #28317, vector #16743",
            "After a restart in the middle of an oversized line, the rest of it is shipped as a line.",
            [Resume],
            options => new BeatsRemainderIsLineAfterRestart(options)),
        new(
            nameof(MultitailPhantomEmptyLine),
            "multitail PR 73, pgbadger #641",
            "After a restart between CR and LF, an empty line appears.",
            [Resume],
            options => new MultitailPhantomEmptyLine(options)),
        new(
            nameof(CheckpointLosesHalfDelimiter),
            "none: the mending of beats #28317 done halfway",
            "After a restart between the CR and the LF that end an oversized line, the next line is missing.",
            [Resume],
            options => new CheckpointLosesHalfDelimiter(options)),
        new(
            nameof(CheckpointForgetsPiece),
            "none: a checkpoint that is only an offset",
            "After a restart, what follows a piece passes for a line of its own.",
            [Resume],
            options => new CheckpointForgetsPiece(options)),
        new(
            nameof(CheckpointCountsBufferedBytes),
            "none: the number of bytes read, stored as the place to go on from",
            "After a restart in the middle of a line, its beginning is missing.",
            [Resume],
            options => new CheckpointCountsBufferedBytes(options)),
        new(
            nameof(NettySmtpWritesAnything),
            "CVE-2025-59419, CPython #87290, nodemailer GHSA-vvjj-xcjg-gr5g",
            "A recipient's address with a CR LF in it is two commands.",
            [Writer],
            options => new NettySmtpWritesAnything(options)),
        new(
            nameof(WriterChecksOneDelimiter),
            "none: the mending of CVE-2025-59419 done halfway",
            "A value without the delimiter is still read as two lines.",
            [Writer],
            options => new WriterChecksOneDelimiter(options)),
        new(
            nameof(AspNetLimitsOneRead),
            "dotnet/aspnetcore #67838",
            "A header line without an end fills the memory, limit or no limit.",
            [Chunking, RightByte, Memory],
            options => new AspNetLimitsOneRead(options)),
        new(
            nameof(SmtpServerLimitsAllThatCame),
            "SmtpServer, the strict limit",
            "Short lines are oversized if many of them come at once.",
            [Chunking],
            options => new SmtpServerLimitsAllThatCame(options)),
        new(
            nameof(DockerNeverUnsetsCr),
            "Docker.DotNet BufferedReadStream",
            "Lines with a CR in them are cut at the next LF, and lack the byte before it.",
            [Reference],
            options => new DockerNeverUnsetsCr(options)),
        new(
            nameof(UnfinishedDelimiterEscapesLimit),
            "none: the limit as it is while more can come, at the end",
            "The last line has one byte more than the limit allows.",
            [Reference, Conservation],
            options => new UnfinishedDelimiterEscapesLimit(options)),
        new(
            nameof(KeepsEndAcrossHandOff),
            "none: read-ahead that outlives a hand-off",
            "After a phase of raw bytes a line ends in the middle.",
            [HandOff],
            options => new KeepsEndAcrossHandOff(options)),
        new(
            nameof(FallsBackOnce),
            "none: an automaton written by hand",
            "A delimiter after a part of itself is missed.",
            [Reference],
            options => new FallsBackOnce(options)),
        new(
            nameof(FourthDelimiterForgotten),
            "none: a search for three values at once",
            "Of four delimiters the last is content.",
            [Reference],
            options => new FourthDelimiterForgotten(options)),
        new(
            nameof(EightBytesCompared),
            "none: delimiters compared as one number",
            "What ends like a long delimiter ends a line.",
            [Reference, Conservation],
            options => new EightBytesCompared(options)),
        new(
            nameof(BlockEdgeHidesDelimiter),
            "none: blocks searched one by one",
            "Two lines in a few hundred come out as one.",
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
            "none: one match taken of a mask",
            "Short lines come out joined.",
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
            "Of lines longer than 1,024 bytes one byte is wrong.",
            [Chunking, Reference],
            options => new BufferGrowsOneByteShort(options)),
        new(
            nameof(EndsBeyondQueueDropped),
            "none: a queue of ends that is full",
            "Of more than 128 lines in a packet the last ones wait for the next packet.",
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
            "none: offsets with a flag in a bit",
            "Nothing, ever: 2^62 bytes are four exbibytes.",
            [Resume],
            options => new OffsetOf62Bits(options)),
    ];
}
