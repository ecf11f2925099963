using System.Globalization;

namespace LineFraming.Testing;

/// <summary>One input to the properties: a stream, its chunks, and what the framer is made with.</summary>
/// <param name="Options">What the framer is made with.</param>
/// <param name="Stream">All bytes.</param>
/// <param name="ChunkSizes">
/// The sizes of the chunks, in order; 0 is an empty chunk. They repeat until the stream is used up; what the last one
/// does not fill is a shorter chunk. None, or only zeros: the whole stream as one chunk.
/// </param>
/// <param name="IsEnded">Whether the stream ends after its last byte (R7).</param>
public sealed record FramerCase(FramerOptions Options, byte[] Stream, int[] ChunkSizes, bool IsEnded)
{
    /// <summary>The case without a copy of its bytes.</summary>
    internal CaseView View => new(Options, Stream, ChunkSizes, IsEnded);

    /// <summary>The case as a person can read and repeat it.</summary>
    /// <returns>Options, the escaped stream, the chunk sizes, and the end.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Options}; stream {Escape.Quote(Stream, 2000)}, chunks [{string.Join(' ', ChunkSizes)}]{(IsEnded ? ", ended" : "")}");
}
