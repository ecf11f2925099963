namespace LineFraming.Testing;

/// <summary>
/// A <see cref="FramerCase"/> whose bytes stay where they are, so that a fuzzing target need not copy its input.
/// </summary>
/// <param name="options">What the framer is made with.</param>
/// <param name="stream">All bytes.</param>
/// <param name="chunkSizes">The sizes of the chunks, as in <see cref="FramerCase.ChunkSizes"/>.</param>
/// <param name="isEnded">Whether the stream ends after its last byte (R7).</param>
internal readonly ref struct CaseView(FramerOptions options, ReadOnlySpan<byte> stream, int[] chunkSizes, bool isEnded)
{
    /// <summary>What the framer is made with.</summary>
    public FramerOptions Options { get; } = options;

    /// <summary>All bytes.</summary>
    public ReadOnlySpan<byte> Stream { get; } = stream;

    /// <summary>The sizes of the chunks, as in <see cref="FramerCase.ChunkSizes"/>.</summary>
    public int[] ChunkSizes { get; } = chunkSizes;

    /// <summary>Whether the stream ends after its last byte (R7).</summary>
    public bool IsEnded { get; } = isEnded;

    /// <summary>The same stream in other chunks.</summary>
    /// <param name="other">The sizes of the chunks.</param>
    /// <returns>The case.</returns>
    public CaseView In(int[] other) => new(Options, Stream, other, IsEnded);

    /// <summary>The case with its bytes in an array of their own.</summary>
    /// <returns>A copy.</returns>
    public FramerCase ToCase() => new(Options, Stream.ToArray(), [.. ChunkSizes], IsEnded);
}
