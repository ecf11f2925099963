using static LineFraming.Testing.FramerProperties;

namespace LineFraming.Testing;

/// <summary>
/// Known-bad framers that go wrong after an oversized line, at a delimiter, at the end, at a hand-off, after a restart, or in
/// writing.
/// </summary>
internal static class LineMembers
{
    /// <summary>In the order in which they are shown.</summary>
    public static IReadOnlyList<KnownBadFramer> All { get; } =
    [
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
    ];
}
