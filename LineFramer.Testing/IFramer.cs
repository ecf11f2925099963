using System.Buffers;

namespace LineFraming.Testing;

/// <summary>
/// The door to a framer under test: the library's, a broken one, or one of your own. The suites and the fuzz targets
/// know framers only through it.
/// </summary>
public interface IFramer
{
    /// <summary>The counts that R10 and R11 bound, or null if this framer does not tell: those laws then pass.</summary>
    FramerCounts? Counts => null;

    /// <summary>Where to go on after a restart (R16), or null if this framer cannot resume: that property is then not asked.</summary>
    LineCheckpoint? Checkpoint => null;

    /// <summary>Goes to a checkpoint of another framer with the same options, which a program has stored as two numbers (R16).</summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <returns>Whether the framer can resume.</returns>
    bool TryResume(LineCheckpoint checkpoint) => false;

    /// <summary>Reads on until one event has come or all of the chunk is taken.</summary>
    /// <param name="chunk">What follows in the stream; on return what was not taken of it. It may be empty.</param>
    /// <param name="log">
    /// Where to report the event: exactly one. A line that is too long under Throw is an event too, and is reported
    /// again by every later call.
    /// </param>
    /// <returns>True if an event was reported; false if none was, and all of the chunk was taken.</returns>
    bool TryRead(ref ReadOnlySpan<byte> chunk, EventLog log);

    /// <summary>
    /// Reads all of a chunk in one go, the way the framer's users do, if that is another way than event by event.
    /// </summary>
    /// <param name="chunk">What follows in the stream. It may be empty.</param>
    /// <param name="log">
    /// Where to report the events, the last of them perhaps a line that is too long. Each is stamped with the bytes
    /// taken when it was reported (<see cref="EventLog.StampLast"/>).
    /// </param>
    /// <returns>
    /// How many bytes were taken: all, or those up to the proof of a line too long; -1 if there is no such way, and
    /// nothing was done.
    /// </returns>
    int ReadChunk(ReadOnlySpan<byte> chunk, EventLog log) => -1;

    /// <summary>Ends the stream when first called, and reports what is left, one event a call.</summary>
    /// <param name="log">Where to report the event.</param>
    /// <returns>True if an event was reported; false if nothing is left.</returns>
    bool TryReadRest(EventLog log);

    /// <summary>Writes a line so that a reader sees that one line (R14), or rejects it. By default: the plain bytes, which the suites accept.</summary>
    /// <param name="output">Where to write.</param>
    /// <param name="content">The line.</param>
    /// <returns>True if it was written; false if it was rejected, with nothing written; null if this framer has no writer.</returns>
    bool? TryWrite(IBufferWriter<byte> output, ReadOnlySpan<byte> content) => null;
}

/// <summary>Makes a framer under test at the start of a stream.</summary>
/// <param name="options">What to make it with.</param>
/// <returns>A new framer.</returns>
public delegate IFramer FramerFactory(FramerOptions options);

/// <summary>What a framer tells of its memory and work.</summary>
/// <param name="Buffered">Bytes of an unfinished line that it has buffered now (R10).</param>
/// <param name="Capacity">Bytes of the memory they are in (R10).</param>
/// <param name="Scanned">Bytes it has scanned for a delimiter, ever (R11).</param>
/// <param name="Copied">Bytes it has copied, ever, but for moves into a larger buffer (R11).</param>
/// <param name="Discarded">Bytes of oversized lines that it has discarded, ever (R5, R8).</param>
public readonly record struct FramerCounts(long Buffered, long Capacity, long Scanned, long Copied, long Discarded);
