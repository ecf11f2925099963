namespace LineFraming.Server;

/// <summary>Why a session ended.</summary>
internal enum SessionEnd
{
    /// <summary>The peer ended it: by closing, or by what the protocol has for it.</summary>
    Finished,

    /// <summary>The server is stopping.</summary>
    Stopped,

    /// <summary>The connection broke.</summary>
    Lost,

    /// <summary>It never began: there were too many.</summary>
    Rejected,

    /// <summary>It never began: TLS could not be agreed on in time.</summary>
    Handshake,

    /// <summary>The peer sent a line over the limit.</summary>
    Oversized,

    /// <summary>The peer sent nothing for too long.</summary>
    Idle,

    /// <summary>The peer took too long to finish a line it had begun.</summary>
    LineDeadline,

    /// <summary>The peer took too long to read its answers.</summary>
    WriteDeadline,

    /// <summary>The protocol threw.</summary>
    ProtocolFailed,
}

/// <summary>
/// A <see cref="LineProtocol"/> threw, whatever it threw: so that the failure is not taken for one of the connection, nor
/// a <see cref="LineTooLongException"/> of its own for the peer's.
/// </summary>
internal sealed class ProtocolFailedException(Exception failure) : Exception("The protocol threw.", failure);
