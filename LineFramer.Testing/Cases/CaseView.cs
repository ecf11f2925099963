namespace LineFraming.Testing;

/// <summary>
/// A <see cref="FramerCase"/> whose bytes stay where they are, so that a fuzzing target need not copy its input.
/// </summary>
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
    /// <returns>The case.</returns>
    public CaseView In(int[] other) => new(Options, Stream, other, IsEnded);

    /// <summary>The case with its bytes in an array of their own.</summary>
    /// <returns>A copy.</returns>
    public FramerCase ToCase() => new(Options, Stream.ToArray(), [.. ChunkSizes], IsEnded);
}
