// The one asynchronous file of the library: it moves the pipe's segments into the framer and awaits the next ones.
#pragma warning disable RS0030
using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace LineFraming;

/// <summary>Reads lines from a <see cref="PipeReader"/>.</summary>
public static class PipeReaderExtensions
{
    /// <summary>
    /// Reads the lines of a pipe, to its end or until the caller breaks out, with the same results as
    /// <see cref="LineFramer.Read"/> over the pipe's segments (R1). At the end of the pipe the framer is completed.
    /// <para>
    /// Breaking out leaves the pipe exactly behind the last line, so that another reader, or this one again, goes on
    /// from there (R9). A cancelled read loses nothing: what it had of an unfinished line is held by the framer, and
    /// reading on with the same framer gives the line.
    /// </para>
    /// </summary>
    /// <param name="reader">The pipe to read; it is not completed.</param>
    /// <param name="framer">The framer, which nobody else may use meanwhile. Its counts tell of the lines read.</param>
    /// <param name="cancellationToken">Ends the wait for more bytes.</param>
    /// <returns>
    /// The lines: slices of the pipe's segments, or of the framer's buffer for a line that crosses segments. Each is
    /// valid until the next is asked for. A piece of a line (<see cref="OversizedLine.Split"/>) that is not its last
    /// leaves <see cref="LineFramer.LinesRead"/> as it was.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="reader"/> or <paramref name="framer"/> is null.</exception>
    /// <exception cref="LineTooLongException">A line is too long, under <see cref="OversizedLine.Throw"/> (R5).</exception>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="cancellationToken"/> was cancelled, or the read was by <see cref="PipeReader.CancelPendingRead"/>.
    /// </exception>
    /// <exception cref="InvalidOperationException">The framer was completed before, or used elsewhere meanwhile.</exception>
    public static IAsyncEnumerable<ReadOnlyMemory<byte>> ReadLinesAsync(
        this PipeReader reader, LineFramer framer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(framer);
        return ReadLines(reader, framer, cancellationToken);
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadLines(
        PipeReader reader, LineFramer framer, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        bool isCompleted;
        do
        {
            ReadResult result = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            ReadOnlySequence<byte> unread = result.Buffer;
            try
            {
                if (result.IsCanceled)
                {
                    throw new OperationCanceledException("The pending read of the pipe was cancelled.");
                }

                while (TryReadLine(framer, ref unread, out ReadOnlyMemory<byte> line))
                {
                    long version = framer.ReaderVersion;
                    yield return line;
                    ThrowIfUsedElsewhere(framer, version);
                }
            }
            finally
            {
                // Nothing behind the last line counts as examined, so whoever reads next need not wait for more.
                reader.AdvanceTo(unread.Start);
            }

            isCompleted = result.IsCompleted;
        }
        while (!isCompleted);

        framer.Complete();
        while (TryReadRest(framer, out ReadOnlyMemory<byte> rest))
        {
            long version = framer.ReaderVersion;
            yield return rest;
            ThrowIfUsedElsewhere(framer, version);
        }
    }

    // A reader lives no longer than one line, since neither it nor a span may wait through an await.
    private static bool TryReadLine(LineFramer framer, ref ReadOnlySequence<byte> unread, out ReadOnlyMemory<byte> line)
    {
        long start = framer.BytesConsumed;
        try
        {
            foreach (ReadOnlyMemory<byte> segment in unread)
            {
                if (framer.Read(segment.Span).TryRead(out ReadOnlySpan<byte> span))
                {
                    line = ToMemory(framer, span, segment);
                    return true;
                }
            }

            line = default;
            return false;
        }
        finally
        {
            unread = unread.Slice(framer.BytesConsumed - start);
        }
    }

    private static bool TryReadRest(LineFramer framer, out ReadOnlyMemory<byte> rest)
    {
        bool isRead = framer.ReadRest().TryRead(out ReadOnlySpan<byte> span);
        rest = ToMemory(framer, span, default);
        return isRead;
    }

    private static ReadOnlyMemory<byte> ToMemory(LineFramer framer, ReadOnlySpan<byte> line, ReadOnlyMemory<byte> segment) =>
        segment.Span.Overlaps(line, out int start) ? segment.Slice(start, line.Length) : framer.Held.GivenOut(line.Length);

    private static void ThrowIfUsedElsewhere(LineFramer framer, long version)
    {
        if (framer.ReaderVersion != version)
        {
            throw new InvalidOperationException(
                "The framer was used by someone else while lines were read from the pipe. Break out of the loop first.");
        }
    }
}
