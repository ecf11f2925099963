namespace LineFraming;

/// <summary>What <see cref="LineFramer.LastLine"/> says of a line.</summary>
public readonly record struct LineInfo
{
    internal LineInfo(long offset, bool isTruncated, bool isPartial, bool isUnterminated)
    {
        Offset = offset;
        IsTruncated = isTruncated;
        IsPartial = isPartial;
        IsUnterminated = isUnterminated;
    }

    /// <summary>Where the line, or the piece of one, begins: in bytes from the start of the stream (R8).</summary>
    public long Offset { get; }

    /// <summary>Whether it is the beginning of an oversized line, under <see cref="OversizedLineHandling.Truncate"/> (R5).</summary>
    public bool IsTruncated { get; }

    /// <summary>Whether it is a piece that more of the line follows, under <see cref="OversizedLineHandling.Split"/> (R5).</summary>
    public bool IsPartial { get; }

    /// <summary>Whether the end of the stream ended it, and no delimiter (R7).</summary>
    public bool IsUnterminated { get; }
}
