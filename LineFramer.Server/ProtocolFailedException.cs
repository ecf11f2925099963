namespace LineFraming.Server;

/// <summary>
/// A <see cref="LineProtocol"/> threw, whatever it threw: so that the failure is not taken for one of the connection, nor
/// a <see cref="LineTooLongException"/> of its own for the peer's.
/// </summary>
/// <param name="failure">What it threw.</param>
internal sealed class ProtocolFailedException(Exception failure) : Exception("The protocol threw.", failure);
