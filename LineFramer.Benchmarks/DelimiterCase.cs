namespace LineFraming.Benchmarks;

/// <summary>A delimiter that is compared with CR LF.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Delimiter">The framer's.</param>
/// <param name="Written">What ends the lines of the input.</param>
/// <param name="Target">At least so many times as fast as CR LF.</param>
public sealed record DelimiterCase(string Name, LineDelimiter Delimiter, byte[] Written, double Target)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<DelimiterCase> All { get; } =
    [
        new("Lf", LineDelimiter.Lf, [.. "\n"u8], 1.0),
        new("CrLfOrLf", LineDelimiter.CrLfOrLf, [.. "\r\n"u8], 1.0),
        new("Nul", LineDelimiter.Nul, [0], 1.0),
        new("AnyNewline", LineDelimiter.AnyNewline, [.. "\r\n"u8], 1 / 1.6),
        new("four bytes", LineDelimiter.Create("\r\n\r\n"u8), [.. "\r\n\r\n"u8], 1 / 1.6),
        new("a set of two", LineDelimiter.CreateAny([.. ";;"u8], [.. "\r\n"u8]), [.. "\r\n"u8], 1 / 1.6),
    ];

    /// <inheritdoc/>
    public override string ToString() => Name;
}
