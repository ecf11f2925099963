namespace LineFraming.Testing;

/// <summary>aiohttp #6701: one byte is discarded after a line, whatever the length of its delimiter.</summary>
internal sealed class AiohttpSkipsHalfDelimiter(FramerOptions options) : TextbookFramer(options)
{
    protected override int DelimiterLength(byte[] delimiter) => 1;
}

/// <summary>
/// CVE-2023-51764, -51765, -51766 (SMTP smuggling), CVE-2025-55315: a bare LF ends a line where only CR LF may, so two
/// systems see different messages in the same bytes.
/// </summary>
internal sealed class SmugglingBareLineFeed(FramerOptions options) : TextbookFramer(options)
{
    private static readonly byte[] Lf = [(byte)'\n'];

    protected override byte[]? DelimiterAt(LineBytes line, int end, int from)
    {
        bool isLineFeed = Options.Delimiter == DelimiterChoice.CrLf && line[end - 1] == '\n';
        return base.DelimiterAt(line, end, from) ?? (isLineFeed ? Lf : null);
    }
}

/// <summary>The same advisories: CR CR LF ends a line as CR LF does, and a CR that is content disappears.</summary>
internal sealed class SmugglingCrCrLf(FramerOptions options) : TextbookFramer(options)
{
    private static readonly byte[] CrCrLf = [.. "\r\r\n"u8];

    protected override byte[]? DelimiterAt(LineBytes line, int end, int from)
    {
        bool isCrCrLf = Options.Delimiter == DelimiterChoice.CrLf && line.Has(CrCrLf, end, 0);
        return isCrCrLf ? CrCrLf : base.DelimiterAt(line, end, from);
    }
}

/// <summary>libevent's EOL_ANY, and every reader that collapses: a run of newlines is one, and empty lines vanish.</summary>
internal sealed class LibeventCollapsesNewlines(FramerOptions options) : TextbookFramer(options)
{
    protected override bool IsReported(int content) => content > 0;
}

/// <summary>servy #1455: the delimiter's length is missing in the offset of every later line.</summary>
internal sealed class ServyOffsetWithoutDelimiter(FramerOptions options) : TextbookFramer(options)
{
    protected override void CountLine(int content, int delimiter) => LineOffset += content;
}

/// <summary>
/// Docker.DotNet: that a CR was seen is never unset, so every later LF of the line ends it, and the byte before it is dropped
/// for the CR.
/// </summary>
internal sealed class DockerNeverUnsetsCr(FramerOptions options) : TextbookFramer(options)
{
    protected override byte[]? DelimiterAt(LineBytes line, int end, int from)
    {
        bool isLineFeed = Options.Delimiter == DelimiterChoice.CrLf && line[end - 1] == '\n';
        return isLineFeed && HasCr(line, end - 1) ? [line[end - 2], (byte)'\n'] : base.DelimiterAt(line, end, from);
    }

    private static bool HasCr(LineBytes line, int end)
    {
        int at = 0;
        while (at < end && line[at] != '\r')
        {
            at++;
        }

        return at < end;
    }
}
