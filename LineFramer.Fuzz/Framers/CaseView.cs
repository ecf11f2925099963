namespace LineFraming.Fuzz;

/// <summary>
/// A <see cref="FramerCase"/> whose bytes stay where they are, so that a fuzzing target need not copy its input.
/// </summary>
/// <param name="options">What the framer is made with.</param>
/// <param name="stream">All bytes.</param>
/// <param name="cuts">The sizes of the chunks, as in <see cref="FramerCase.Cuts"/>.</param>
/// <param name="isEnded">Whether the stream ends after its last byte (R7).</param>
public readonly ref struct CaseView(FramerOptions options, ReadOnlySpan<byte> stream, int[] cuts, bool isEnded)
{
    /// <summary>What the framer is made with.</summary>
    public FramerOptions Options { get; } = options;

    /// <summary>All bytes.</summary>
    public ReadOnlySpan<byte> Stream { get; } = stream;

    /// <summary>The sizes of the chunks, as in <see cref="FramerCase.Cuts"/>.</summary>
    public int[] Cuts { get; } = cuts;

    /// <summary>Whether the stream ends after its last byte (R7).</summary>
    public bool IsEnded { get; } = isEnded;

    /// <summary>The same stream, cut otherwise.</summary>
    /// <param name="other">The sizes of the chunks.</param>
    /// <returns>The case.</returns>
    public CaseView Cut(int[] other) => new(Options, Stream, other, IsEnded);

    /// <summary>The case with its bytes in an array of their own.</summary>
    /// <returns>A copy.</returns>
    public FramerCase ToCase() => new(Options, Stream.ToArray(), [.. Cuts], IsEnded);
}
