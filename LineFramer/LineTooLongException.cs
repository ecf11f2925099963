namespace LineFraming;

/// <summary>
/// A line is longer than the limit, under <see cref="OversizedLine.Throw"/> (R5). It is thrown on the byte that proves
/// it (R4), and again by every later call until <see cref="LineFramer.Reset"/>.
/// </summary>
public sealed class LineTooLongException : Exception
{
    /// <summary>Makes the exception for the line that begins at <paramref name="offset"/>.</summary>
    /// <param name="offset">Where the line begins, in bytes from the start of the stream.</param>
    /// <param name="maxLineLength">The limit it is over, in content bytes, inclusive.</param>
    public LineTooLongException(long offset, int maxLineLength)
        : base($"The line that begins at byte {offset} of the stream is longer than the limit of {maxLineLength} bytes.")
    {
        Offset = offset;
        MaxLineLength = maxLineLength;
    }

    /// <summary>Where the line that is too long begins, in bytes from the start of the stream (R8).</summary>
    public long Offset { get; }

    /// <summary>The limit: the most content bytes a line may have, delimiter excluded, inclusive (R3).</summary>
    public int MaxLineLength { get; }
}
