// Asynchronous, as Reading/PipeLines.cs is, and nothing else in the library.
#pragma warning disable RS0030
using System.IO.Pipelines;

namespace LineFraming;

/// <summary>Reads lines from a <see cref="PipeReader"/>.</summary>
public static class PipeReaderExtensions
{
    /// <summary>
    /// Reads the lines of a pipe until its end, or until the caller leaves the loop. They are those that
    /// <see cref="LineFramer.Read"/> returns over the pipe's segments, and the end of the pipe is the end of the stream (R1, R7).
    /// <para>
    /// Leaving the loop leaves the pipe exactly after the last line, so another reader, or this one again, goes on from there
    /// (R9). After a piece (<see cref="LineInfo.IsPartial"/>) the framer may have buffered bytes that follow it and that the
    /// pipe no longer has, <see cref="LineFramer.BytesBuffered"/> of them: go on with the same framer until the line's last piece.
    /// A cancelled read loses nothing: the framer has buffered what it had of an unfinished line, and reading on with the same
    /// framer returns the line.
    /// </para>
    /// </summary>
    /// <param name="reader">
    /// The pipe, which is not completed. A loop whose body completes it must then be left, by <c>break</c>, <c>return</c> or an
    /// exception, and that does not throw; to ask for the next line does, or reads memory that was given back.
    /// </param>
    /// <param name="framer">
    /// The framer, which nothing else may use meanwhile. It has the counts, and of the line returned last
    /// (<see cref="LineFramer.LastLine"/>) whether it was truncated, is partial or is unterminated.
    /// </param>
    /// <param name="cancellationToken">Ends the wait for more bytes.</param>
    /// <returns>
    /// The lines: slices of the pipe's segments, or of the framer's buffer for a line that crosses segments. Each is valid until
    /// the next is asked for or the loop is left.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="reader"/> or <paramref name="framer"/> is null.</exception>
    /// <exception cref="LineTooLongException">
    /// A line is oversized, under <see cref="OversizedLineHandling.Throw"/> (R5). If an earlier line was, this call throws at once, and
    /// so does the first <c>MoveNextAsync</c>.
    /// </exception>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="cancellationToken"/> was cancelled, or the read was by <see cref="PipeReader.CancelPendingRead"/>.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The framer's stream has ended: this call and the first <c>MoveNextAsync</c> throw it at once. Or something else used the
    /// framer meanwhile.
    /// </exception>
    public static IAsyncEnumerable<ReadOnlyMemory<byte>> ReadLinesAsync(
        this PipeReader reader, LineFramer framer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(framer);
        framer.State.Stop.ThrowIfFinal(framer.MaxLineLength);
        return new PipeLines(reader, framer.State, cancellationToken);
    }
}
