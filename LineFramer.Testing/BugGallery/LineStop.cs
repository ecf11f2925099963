namespace LineFraming.Testing;

/// <summary>Where in a line the search stopped.</summary>
/// <param name="End">The index after the byte it stopped at; all bytes if there was no reason to stop.</param>
/// <param name="Delimiter">The delimiter that ends there; null if none does.</param>
/// <param name="IsOversized">Whether the line is oversized by that byte.</param>
internal readonly record struct LineStop(int End, byte[]? Delimiter, bool IsOversized)
{
    /// <summary>Whether there is something to report.</summary>
    public bool IsEvent => Delimiter is not null || IsOversized;
}
