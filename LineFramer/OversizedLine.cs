namespace LineFraming;

/// <summary>What a <see cref="LineFramer"/> does with a line that is longer than its limit (R5).</summary>
public enum OversizedLine
{
    /// <summary>
    /// <see cref="LineReader.TryRead"/> throws <see cref="LineTooLongException"/>, and so does every later call until
    /// <see cref="LineFramer.Reset"/>: the tail of a long line can never pass for a line of its own.
    /// </summary>
    Throw,

    /// <summary>
    /// The first <see cref="LineFramer.MaxLineLength"/> bytes come out as one line with
    /// <see cref="LineReader.IsTruncated"/> set. The rest, up to and with the delimiter, is skipped and counted in
    /// <see cref="LineFramer.BytesSkipped"/>; the next line is intact.
    /// </summary>
    Truncate,

    /// <summary>
    /// The line comes out in pieces of exactly <see cref="LineFramer.MaxLineLength"/> bytes with
    /// <see cref="LineReader.Continues"/> set, then a last piece of at least one byte without it. Joined, the pieces
    /// are the line. The limit must be at least 1.
    /// </summary>
    Split,
}
