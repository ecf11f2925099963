using System.Buffers;

namespace LineFraming.Server;

/// <summary>
/// What a server answers: a line in, bytes out, or the end of the session. A protocol derives from this class and is given
/// to <see cref="ServerProgram"/> or <see cref="LineServer"/>; it never sees a socket, and the session around it takes care
/// of reading, framing, limits, flushing and closing. Its calls come one at a time. If one throws, the connection is closed
/// without what was not flushed, the log has the exception, and the end is counted as <c>protocol-failed</c>.
/// </summary>
public abstract class LineProtocol
{
    /// <summary>Answers one line.</summary>
    /// <param name="line">The line without its delimiter; valid only during the call.</param>
    /// <param name="output">
    /// Where the answer goes, line ends and all; nothing is answered if nothing is written. The session flushes it, and
    /// gives no further line before the peer made room for it.
    /// </param>
    /// <returns>Whether the session goes on. After false no further line is given.</returns>
    public abstract bool Answer(ReadOnlySpan<byte> line, IBufferWriter<byte> output);

    /// <summary>Answers a line that is over the limit; nothing, unless overridden. No further line is given.</summary>
    /// <param name="output">Where the answer goes; it is flushed by the session.</param>
    public virtual void AnswerOversized(IBufferWriter<byte> output)
    {
    }
}
