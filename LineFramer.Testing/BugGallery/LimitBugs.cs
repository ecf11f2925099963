namespace LineFraming.Testing;

/// <summary>
/// twisted #6556, netty's LineBasedFrameDecoder, twisted's LineOnlyReceiver: all bytes that are buffered when a chunk ends
/// count as content, so a line of exactly the limit is rejected when its CR and LF come apart.
/// </summary>
internal sealed class TwistedCountsSplitDelimiter(FramerOptions options) : TextbookFramer(options)
{
    protected override bool IsOversized(LineBytes line, int end, byte[]? delimiter) =>
        base.IsOversized(line, end, delimiter)
        || (delimiter is null && end == line.Length && end > Options.MaxLineLength);
}

/// <summary>The limit counts the delimiter too, so a line of exactly the limit is oversized; inspircd #1101 is the reverse.</summary>
internal sealed class InspircdCountsDelimiter(FramerOptions options) : TextbookFramer(options)
{
    protected override bool IsOversized(LineBytes line, int end, byte[]? delimiter) =>
        delimiter is null ? base.IsOversized(line, end, null) : end > Options.MaxLineLength;
}

/// <summary>okio PR 279: the report comes a byte late; the peer that waits for it does not send that byte.</summary>
internal sealed class OkioReportsOneByteLate(FramerOptions options) : TextbookFramer(options)
{
    protected override bool IsOversized(LineBytes line, int end, byte[]? delimiter) =>
        base.IsOversized(line, end, delimiter)
        && (delimiter is not null || base.IsOversized(line, end - 1, null));
}

/// <summary>netty #3445: every fragment of a line counts all its bytes so far again, so a short line is oversized.</summary>
internal sealed class NettyCountsFragmentsAgain(FramerOptions options) : TextbookFramer(options)
{
    private long _counted;

    protected override bool IsOversized(LineBytes line, int end, byte[]? delimiter) =>
        _counted > Options.MaxBuffered || base.IsOversized(line, end, delimiter);

    protected override void AddToBuffer(ReadOnlySpan<byte> chunk)
    {
        base.AddToBuffer(chunk);
        _counted += Buffered.Length;
    }

    protected override void ReturnLine(LineBytes line, LineStop stop, ref ReadOnlySpan<byte> chunk, EventLog log)
    {
        _counted = 0;
        base.ReturnLine(line, stop, ref chunk, log);
    }

    protected override void ReturnOversized(LineBytes line, LineStop stop, ref ReadOnlySpan<byte> chunk, EventLog log)
    {
        _counted = 0;
        base.ReturnOversized(line, stop, ref chunk, log);
    }
}

/// <summary>CVE-2013-1752 (the clients of Python's standard library): lines have no limit at all.</summary>
internal sealed class PythonHasNoLimit(FramerOptions options) : TextbookFramer(options)
{
    protected override bool IsOversized(LineBytes line, int end, byte[]? delimiter) => false;
}

/// <summary>
/// vector, beats #19500: the limit is checked when the delimiter arrives, and until then everything is buffered.
/// </summary>
internal sealed class BeatsChecksAtDelimiter(FramerOptions options) : TextbookFramer(options)
{
    protected override bool IsOversized(LineBytes line, int end, byte[]? delimiter) =>
        delimiter is not null && base.IsOversized(line, end, delimiter);
}

/// <summary>
/// split2's maxLength: it applies only to the unfinished rest of a chunk; a long line that is whole in one chunk passes.
/// </summary>
internal sealed class Split2LimitsOnlyTheRest(FramerOptions options) : TextbookFramer(options)
{
    protected override bool IsOversized(LineBytes line, int end, byte[]? delimiter) =>
        delimiter is null && end == line.Length && base.IsOversized(line, end, null);
}

/// <summary>
/// dotnet/aspnetcore #67838: the limit is compared with what one read brought, not with the line, so a line that comes in many
/// reads has none.
/// </summary>
internal sealed class AspNetLimitsOneRead(FramerOptions options) : TextbookFramer(options)
{
    protected override bool IsOversized(LineBytes line, int end, byte[]? delimiter) =>
        end - line.Buffered > Options.MaxLineLength && base.IsOversized(line, end, delimiter);
}

/// <summary>
/// SmtpServer's strict limit: it is compared with all that the pipe has, so short lines are oversized if many of them come at
/// once.
/// </summary>
internal sealed class SmtpServerLimitsAllThatCame(FramerOptions options) : TextbookFramer(options)
{
    protected override bool IsOversized(LineBytes line, int end, byte[]? delimiter) =>
        base.IsOversized(line, end, delimiter) || line.Length > Options.MaxBuffered;
}
