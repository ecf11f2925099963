namespace LineFraming.Testing;

/// <summary>
/// CVE-2025-59419 (netty), CPython #87290, nodemailer GHSA-vvjj-xcjg-gr5g: outgoing values are not looked at, and a CR LF
/// in one makes a second command.
/// </summary>
internal sealed class NettySmtpWritesAnything(FramerOptions options) : TextbookFramer(options)
{
    protected override bool IsOneLine(ReadOnlySpan<byte> content, ReadOnlySpan<byte> delimiter) => true;
}

/// <summary>
/// The mending of the above, done halfway: the value is searched for the delimiter that is written. Another one that the
/// reader knows passes, and so does a value whose end forms one with the beginning of the delimiter after it.
/// </summary>
internal sealed class WriterChecksOneDelimiter(FramerOptions options) : TextbookFramer(options)
{
    protected override bool IsOneLine(ReadOnlySpan<byte> content, ReadOnlySpan<byte> delimiter) => content.IndexOf(delimiter) < 0;
}
