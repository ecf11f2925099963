namespace LineFraming;

/// <summary>Where the next byte of the stream falls.</summary>
internal enum LinePosition : byte
{
    /// <summary>Into a line, or at its start.</summary>
    Line,

    /// <summary>Into the remainder of a truncated line: "cdef\r\n" of "abcdef\r\n" with the limit 2.</summary>
    Remainder,

    /// <summary>After a CR of any newline, which ended a line: an LF here belongs to the same ending (R15).</summary>
    LineFeedOwed,

    /// <summary>The same, but the CR ended a remainder: an LF here is discarded like the CR.</summary>
    RemainderLineFeedOwed,
}
