namespace LineFraming;

/// <summary>What a <see cref="LineFramer"/> does with a line that has more bytes than its limit (R5).</summary>
public enum OversizedLineHandling
{
    /// <summary>
    /// <see cref="LineReader.TryRead"/> throws <see cref="LineTooLongException"/>, and so does every later read until a reset:
    /// the remainder of an oversized line can never pass for a line of its own.
    /// </summary>
    Throw,

    /// <summary>
    /// The first <see cref="LineFramer.MaxLineLength"/> bytes are returned as a line with <see cref="LineReader.IsTruncated"/>
    /// set. The remainder, up to the delimiter and with it, is discarded and counted in
    /// <see cref="LineFramer.BytesDiscarded"/>. The next line is intact.
    /// </summary>
    Truncate,

    /// <summary>
    /// The line is returned in pieces of exactly <see cref="LineFramer.MaxLineLength"/> bytes with
    /// <see cref="LineReader.IsPartial"/> set, and a last piece without it. Joined, the pieces are the line. The limit must be
    /// at least 1.
    /// </summary>
    Split,
}
