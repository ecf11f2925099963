namespace LineFraming.Benchmarks;

/// <summary>Content that an attacker would choose to make the framer slow.</summary>
internal sealed record Adversary(string Name, byte[] Unit, LineDelimiter Delimiter, int MaxLineLength, OversizedLineHandling Policy)
{
    private const int Limit = 64;

    private const int NoLimit = 64 << 20;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Adversary> All { get; } =
    [
        new("all CR", [.. "\r"u8], LineDelimiter.CrLf, NoLimit, OversizedLineHandling.Truncate),
        new("all LF", [.. "\n"u8], LineDelimiter.CrLf, NoLimit, OversizedLineHandling.Truncate),
        new("the last byte everywhere", [.. "x\n"u8], LineDelimiter.CrLf, NoLimit, OversizedLineHandling.Truncate),
        new("almost a delimiter everywhere", [.. "\r\n\rx"u8], LineDelimiter.Create("\r\n\r\n"u8), NoLimit, OversizedLineHandling.Truncate),
        OfLength(Limit, OversizedLineHandling.Throw),
        OfLength(Limit, OversizedLineHandling.Truncate),
        OfLength(Limit + 1, OversizedLineHandling.Truncate),
        OfLength(Limit, OversizedLineHandling.Split),
        OfLength(Limit + 1, OversizedLineHandling.Split),
    ];

    /// <inheritdoc/>
    public override string ToString() => Name;

    // Throw ends with the first line over the limit, so there is nothing to measure.
    private static Adversary OfLength(int length, OversizedLineHandling policy) => new(
        $"lines of the limit{(length > Limit ? " + 1" : "")}, {policy}", [.. new byte[length], .. "\r\n"u8],
        LineDelimiter.CrLf, Limit, policy);
}
