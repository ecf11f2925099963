using System.Diagnostics;

namespace LineFraming.Server;

/// <summary>Why a session ended.</summary>
internal enum SessionEnd
{
    /// <summary>The peer ended it: by closing, or by the command of the protocol.</summary>
    Finished,

    /// <summary>The server is stopping.</summary>
    Stopped,

    /// <summary>The connection broke.</summary>
    Lost,

    /// <summary>It was rejected: there were too many connections.</summary>
    Rejected,

    /// <summary>It was rejected: the TLS handshake failed or took too long.</summary>
    Handshake,

    /// <summary>The peer sent a line over the limit.</summary>
    Oversized,

    /// <summary>The peer sent nothing for longer than the idle timeout.</summary>
    Idle,

    /// <summary>The peer did not finish a line within its deadline.</summary>
    LineDeadline,

    /// <summary>The peer did not read its answers within their deadline.</summary>
    WriteDeadline,

    /// <summary>The protocol threw.</summary>
    ProtocolFailed,
}

/// <summary>
/// Any exception of a <see cref="LineProtocol"/>. The wrapper distinguishes it from a failure of the connection, and a
/// <see cref="LineTooLongException"/> of the protocol from that of the session's framer.
/// </summary>
internal sealed class ProtocolFailedException(Exception failure) : Exception("The protocol threw.", failure)
{
    /// <summary>What the log is given: a logger calls ToString, which must not end the session's clean-up if it throws, too.</summary>
    public Exception Loggable()
    {
        Exception thrown = InnerException!;

        // Taken first: a text that throws the same exception again replaces it.
        StackTrace where = new(thrown, fNeedFileInfo: true);
        try
        {
            _ = thrown.ToString();
            return thrown;
        }
        catch (Exception e)
        {
            return new InvalidOperationException(
                $"The protocol threw {thrown.GetType()}, and its ToString threw {e.GetType()}. It was thrown{Environment.NewLine}"
                + where);
        }
    }
}
