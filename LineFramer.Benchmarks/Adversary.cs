namespace LineFraming.Benchmarks;

/// <summary>Content that someone would choose who wants the framer to be slow.</summary>
/// <param name="Name">What is in it.</param>
/// <param name="Unit">What is repeated.</param>
/// <param name="Delimiter">The framer's delimiter.</param>
/// <param name="MaxLineLength">Its limit, in bytes.</param>
/// <param name="Policy">Its policy.</param>
internal sealed record Adversary(string Name, byte[] Unit, LineDelimiter Delimiter, int MaxLineLength, OversizedLine Policy)
{
    private const int Limit = 64;

    private const int NoLimit = 64 << 20;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Adversary> All { get; } =
    [
        new("all CR", [.. "\r"u8], LineDelimiter.CrLf, NoLimit, OversizedLine.Truncate),
        new("all LF", [.. "\n"u8], LineDelimiter.CrLf, NoLimit, OversizedLine.Truncate),
        new("the last byte everywhere", [.. "x\n"u8], LineDelimiter.CrLf, NoLimit, OversizedLine.Truncate),
        new("almost a delimiter everywhere", [.. "\r\n\rx"u8], LineDelimiter.Of("\r\n\r\n"u8), NoLimit, OversizedLine.Truncate),
        OfLength(Limit, OversizedLine.Throw),
        OfLength(Limit, OversizedLine.Truncate),
        OfLength(Limit + 1, OversizedLine.Truncate),
        OfLength(Limit, OversizedLine.Split),
        OfLength(Limit + 1, OversizedLine.Split),
    ];

    /// <inheritdoc/>
    public override string ToString() => Name;

    // Above the limit Throw is over with the first line, so there is nothing to measure.
    private static Adversary OfLength(int length, OversizedLine policy) => new(
        $"lines of the limit{(length > Limit ? " + 1" : "")}, {policy}", [.. new byte[length], .. "\r\n"u8], LineDelimiter.CrLf, Limit, policy);
}
