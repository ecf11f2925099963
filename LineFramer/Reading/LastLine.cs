namespace LineFraming;

/// <summary>The line returned last: where it begins, of which kind it is, and which delimiter ended it.</summary>
internal struct LastLine
{
    private LineKind _kind;

    // Which delimiter ended it, by number, if the kind is Whole. No reference: to store one takes a write barrier.
    private int _delimiter;

    /// <summary>Where it begins in the stream; before the first line, where the framer began.</summary>
    public long Offset;

    public readonly bool IsTruncated => _kind == LineKind.Truncated;

    public readonly bool IsPartial => _kind == LineKind.Piece;

    /// <summary>Whether the fast path returned it, so that its delimiter is still to be looked up.</summary>
    public readonly bool IsFromFastPath => _kind == LineKind.FastPath;

    /// <summary>Whether the next byte belongs to the same line, after a piece (Split).</summary>
    public readonly bool GoesOn => _kind is LineKind.Piece or LineKind.NoneButInside;

    /// <summary>The delimiter that ended it, by number; none before the newest reader's first line.</summary>
    public readonly int Delimiter => _delimiter;

    public readonly LineInfo Info => _kind is LineKind.None or LineKind.NoneButInside
        ? default
        : new(Offset, IsTruncated, IsPartial, _kind == LineKind.Unterminated);

    /// <summary>Forgets the line. The next byte is at <paramref name="offset"/>, inside a line or at the start of one.</summary>
    public void Reset(long offset, bool isInside)
    {
        Offset = offset;
        _kind = isInside ? LineKind.NoneButInside : LineKind.None;
        _delimiter = DelimiterSet.None;
    }

    /// <summary>Begins a reader, which knows nothing of the delimiter that ended a line of an earlier one.</summary>
    public void BeginReader()
    {
        _kind = _kind == LineKind.FastPath ? LineKind.Whole : _kind;
        _delimiter = DelimiterSet.None;
    }

    /// <summary>The loop returns a line.</summary>
    public void Set(long offset, LineKind kind, int delimiter)
    {
        Offset = offset;
        _kind = kind;
        _delimiter = delimiter;
    }

    /// <summary>The fast path returns a line, whose delimiter is looked up if someone asks.</summary>
    public void SetFromFastPath(long offset)
    {
        Offset = offset;
        _kind = LineKind.FastPath;
    }

    /// <summary>The delimiter of a line that the fast path returned was looked up.</summary>
    public void SetDelimiter(int delimiter)
    {
        _kind = LineKind.Whole;
        _delimiter = delimiter;
    }
}
