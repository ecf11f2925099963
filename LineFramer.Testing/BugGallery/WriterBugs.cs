namespace LineFraming.Testing;

/// <summary>
/// CVE-2025-59419 (netty), CPython #87290, nodemailer GHSA-vvjj-xcjg-gr5g: outgoing values are not checked, and a CR LF in one
/// makes a second command.
/// </summary>
internal sealed class NettySmtpWritesAnything(FramerOptions options) : TextbookFramer(options)
{
    protected override bool IsOneLine(ReadOnlySpan<byte> content, ReadOnlySpan<byte> delimiter) => true;
}

/// <summary>
/// Half a fix of the above: the value is searched only for the delimiter that is written. Another delimiter of the reader
/// passes, and so does a value whose end forms one with the beginning of the delimiter after it.
/// </summary>
internal sealed class WriterChecksOneDelimiter(FramerOptions options) : TextbookFramer(options)
{
    protected override bool IsOneLine(ReadOnlySpan<byte> content, ReadOnlySpan<byte> delimiter) => content.IndexOf(delimiter) < 0;
}
