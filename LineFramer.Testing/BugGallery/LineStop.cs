namespace LineFraming.Testing;

/// <summary>
/// Where in a line the search stopped: the index after that byte (all bytes if nothing stopped it), the delimiter that ends
/// there (null if none does), and whether that byte makes the line oversized.
/// </summary>
internal readonly record struct LineStop(int End, byte[]? Delimiter, bool IsOversized)
{
    /// <summary>Whether there is something to report.</summary>
    public bool IsEvent => Delimiter is not null || IsOversized;
}
