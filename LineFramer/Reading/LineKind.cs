namespace LineFraming;

/// <summary>The kind of the line returned last, which decides whether the next byte belongs to the same line.</summary>
internal enum LineKind : byte
{
    /// <summary>There is none since the framer was made or reset.</summary>
    None,

    /// <summary>There is none, but the framer was reset to a checkpoint inside a line, after a piece (R16).</summary>
    NoneButInside,

    /// <summary>A whole line, or the last piece of one, whose delimiter is known.</summary>
    Whole,

    /// <summary>The same, returned by the fast path: which delimiter ended it is looked up when someone asks.</summary>
    FastPath,

    /// <summary>The same, ended by the end of the stream.</summary>
    Unterminated,

    /// <summary>The first bytes of an oversized line (Truncate).</summary>
    Truncated,

    /// <summary>A piece, after which more of the line follows (Split): "ab" of "abc" with the limit 2.</summary>
    Piece,
}
