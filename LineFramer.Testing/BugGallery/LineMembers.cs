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
            "The line after an oversized one lacks its first byte.",
            [NextLine],
            options => new NettyDiscardsNextByte(options)),
        new(
            nameof(NettyKeepsRemainderDelimiter),
            "netty #1288",
            "An empty line appears after an oversized one.",
            [NextLine],
            options => new NettyKeepsRemainderDelimiter(options)),
        new(
            nameof(TokioDiscardsForEver),
            "tokio #1483, vector #2564",
            "On an oversized line the process hangs, with the processor at full load.",
            [Reference],
            options => new TokioDiscardsForEver(options)),
        new(
            nameof(TokioReportsEveryRead),
            "tokio #3555",
            "One oversized line gives a number of errors that depends on the network.",
            [Chunking, Conservation],
            options => new TokioReportsEveryRead(options)),
        new(
            nameof(TokioErrorConsumesNothing),
            "tokio #3976",
            "A caller that reads on after the error gets the same error for ever.",
            [HandOff, Failed],
            options => new TokioErrorConsumesNothing(options)),
        new(
            nameof(AsyncioGoesOnAfterError),
            "asyncio StreamReader.readline",
            "The remainder of a rejected line is executed as a command.",
            [Failed],
            options => new AsyncioGoesOnAfterError(options)),
        new(
            nameof(FluentBitRemainderIsNextLine),
            "sysvinit #32, fluent-bit #3491",
            "The remainder of a truncated line is executed as a command.",
            [Reference, Conservation],
            options => new FluentBitRemainderIsNextLine(options)),
        new(
            nameof(TwistedLosesRemainderDelimiter),
            "twisted #3277, #6536",
            "An oversized line that is handed over lacks its delimiter, and runs into the next line.",
            [Conservation],
            options => new TwistedLosesRemainderDelimiter(options)),
        new(
            nameof(BeatsOffsetWithoutSkipped),
            "beats PR 31824",
            "After an oversized line, the same lines are read again with every restart.",
            [Conservation],
            options => new BeatsOffsetWithoutSkipped(options)),
        new(
            nameof(ServyOffsetWithoutDelimiter),
            "servy #1455",
            "Each line makes the offsets of later lines too small by the length of its delimiter.",
            [Conservation],
            options => new ServyOffsetWithoutDelimiter(options)),
        new(
            nameof(ProftpdSpinsInRemainderAtEnd),
            "proftpd #846, CVE-2019-18217",
            "After a long command and a closed connection, the process runs at full load for ever.",
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
            "An incomplete last message passes for a whole one.",
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
            "A message contains a second one, which only one of two servers sees.",
            [Reference, RightByte],
            options => new SmugglingBareLineFeed(options)),
        new(
            nameof(SmugglingCrCrLf),
            "CVE-2023-51764, -51765, -51766, CVE-2025-55315",
            "A message contains a second one, after CR CR LF, which only one of two servers sees.",
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
            "none: half a fix of beats #28317",
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
            "none: the number of bytes read, stored as the offset to resume from",
            "After a restart in the middle of a line, its beginning is missing.",
            [Resume],
            options => new CheckpointCountsBufferedBytes(options)),
        new(
            nameof(NettySmtpWritesAnything),
            "CVE-2025-59419, CPython #87290, nodemailer GHSA-vvjj-xcjg-gr5g",
            "A recipient's address with a CR LF in it becomes two commands.",
            [Writer],
            options => new NettySmtpWritesAnything(options)),
        new(
            nameof(WriterChecksOneDelimiter),
            "none: half a fix of CVE-2025-59419",
            "A value that does not contain the written delimiter is still read as two lines.",
            [Writer],
            options => new WriterChecksOneDelimiter(options)),
    ];
}
