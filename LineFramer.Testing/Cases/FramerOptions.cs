namespace LineFraming.Testing;

/// <summary>What a framer is made with.</summary>
/// <param name="Delimiter">What ends a line.</param>
/// <param name="MaxLineLength">The limit: the maximum number of content bytes of a line, inclusive (R3); at least 1 under Split.</param>
/// <param name="OversizedLineHandling">What becomes of an oversized line (R5).</param>
public sealed record FramerOptions(DelimiterChoice Delimiter, int MaxLineLength, OversizedLineHandling OversizedLineHandling)
{
    /// <summary>Stands for no limit: no stream here is so long.</summary>
    public const int NoLimit = 1 << 30;

    /// <summary>Whether there is a limit.</summary>
    public bool HasLimit => MaxLineLength < NoLimit;

    /// <summary>The maximum number of bytes that a framer with these options may buffer (R10).</summary>
    public int MaxBuffered => MaxLineLength + Delimiter.Longest - 1;

    /// <summary>What the framer declares, which decides what is expected of it.</summary>
    internal FramerCapabilities Offered { get; init; } = FramerCapabilities.Everything;

    /// <summary>For reports.</summary>
    /// <returns>For example <c>crlf "\r\n", limit 3, Throw</c>.</returns>
    public override string ToString() => HasLimit
        ? $"{Delimiter}, limit {MaxLineLength}, {OversizedLineHandling}"
        : $"{Delimiter}, no limit";
}
