using System.Buffers;

namespace LineFraming.Testing;

/// <summary>
/// The adapter of a framer that is fed chunk by chunk: the suites and the fuzz targets know framers only through it. For a framer
/// that can only be read in another way, <see cref="FramerAdapter"/> has ready adapters.
/// </summary>
public interface IFramer
{
    /// <summary>The counts that R10 and R11 bound; null if this framer reports none (<see cref="FramerCapabilities.HasCounts"/>).</summary>
    FramerCounts? Counts => null;

    /// <summary>
    /// Where to go on after a restart (R16); null if this framer cannot resume (<see cref="FramerCapabilities.CanResume"/>).
    /// </summary>
    LineCheckpoint? Checkpoint => null;

    /// <summary>Goes to a checkpoint of another framer with the same options, which a program has stored as two numbers (R16).</summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <returns>Whether the framer can resume.</returns>
    bool TryResume(LineCheckpoint checkpoint) => false;

    /// <summary>Reads on until one event has come or all of the chunk is consumed.</summary>
    /// <param name="chunk">What follows in the stream; on return what was not consumed of it. It may be empty.</param>
    /// <param name="log">
    /// Where to report the event: exactly one. An oversized line under Throw is an event too, and is reported again by every
    /// later call if errors are final.
    /// </param>
    /// <returns>True if an event was reported; false if none was, and all of the chunk was consumed.</returns>
    bool TryRead(ref ReadOnlySpan<byte> chunk, EventLog log);

    /// <summary>
    /// Reads all of a chunk in one go, the way the framer's users do, if that is another way than event by event.
    /// </summary>
    /// <param name="chunk">What follows in the stream. It may be empty.</param>
    /// <param name="log">
    /// Where to report the events, the last of them perhaps an oversized line. Each is stamped with the bytes consumed when it
    /// was reported (<see cref="EventLog.StampLast(long)"/>).
    /// </param>
    /// <returns>
    /// How many bytes were consumed: all, or those up to the proof of an oversized line; -1 if there is no such way, and
    /// nothing was done.
    /// </returns>
    int ReadChunk(ReadOnlySpan<byte> chunk, EventLog log) => -1;

    /// <summary>Ends the stream when first called, and reports what is left, one event a call.</summary>
    /// <param name="log">Where to report the event.</param>
    /// <returns>True if an event was reported; false if nothing is left.</returns>
    bool TryReadRest(EventLog log);

    /// <summary>
    /// Reads on as <see cref="TryRead"/> does, in a chunk after which the stream ends: what <see cref="TryReadRest"/> would report
    /// comes last. Only asked of a framer that declares <see cref="FramerCapabilities.CanEndWithLastChunk"/>.
    /// </summary>
    /// <param name="chunk">The last of the stream; on return what was not consumed of it. It may be empty.</param>
    /// <param name="log">Where to report the event: exactly one.</param>
    /// <returns>True if an event was reported; false if nothing is left.</returns>
    bool TryReadFinal(ref ReadOnlySpan<byte> chunk, EventLog log) =>
        throw new NotSupportedException(
            $"{nameof(FramerCapabilities.CanEndWithLastChunk)} is declared, but {GetType().Name} has no {nameof(TryReadFinal)}.");

    /// <summary>Writes a line so that a reader sees that one line (R14), or rejects it.</summary>
    /// <param name="output">Where to write.</param>
    /// <param name="content">The line.</param>
    /// <returns>
    /// True if it was written; false if it was rejected, with nothing written; null if this framer has no writer
    /// (<see cref="FramerCapabilities.HasWriter"/>).
    /// </returns>
    bool? TryWrite(IBufferWriter<byte> output, ReadOnlySpan<byte> content) => null;
}
