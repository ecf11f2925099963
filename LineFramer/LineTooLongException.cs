namespace LineFraming;

/// <summary>
/// A line is oversized, under <see cref="OversizedLineHandling.Throw"/> (R5). It is thrown at the byte that proves it (R4), and
/// again by every later read until a reset.
/// </summary>
public sealed class LineTooLongException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="offset">Where the line begins, in bytes from the start of the stream.</param>
    /// <param name="maxLineLength">The limit in content bytes, inclusive, that the line exceeds.</param>
    public LineTooLongException(long offset, int maxLineLength)
        : base($"The line that begins at byte {offset} of the stream is longer than the limit of {maxLineLength} bytes.")
    {
        Offset = offset;
        MaxLineLength = maxLineLength;
    }

    /// <summary>Where the oversized line begins, in bytes from the start of the stream (R8).</summary>
    public long Offset { get; }

    /// <summary>The limit: how many content bytes a line may have, delimiter excluded, inclusive (R3).</summary>
    public int MaxLineLength { get; }
}
