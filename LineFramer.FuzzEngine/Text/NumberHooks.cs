using System.Buffers.Text;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace LineFraming.FuzzEngine;

/// <summary>Replaces the parsing of numbers in instrumented code, and remembers the parsed numbers.</summary>
[StackTraceHidden]
public static class NumberHooks
{
    /// <summary>Replaces <see cref="int.TryParse(string, out int)"/> and the same method of other numeric types.</summary>
    public static bool TryParse<T>([NotNullWhen(true)] string? text, [MaybeNullWhen(false)] out T value)
        where T : INumberBase<T> => T.TryParse(text, null, out value) && IsKept(value);

    /// <summary>Replaces <see cref="int.TryParse(ReadOnlySpan{char}, out int)"/> and the same method of other numeric types.</summary>
    public static bool TryParse<T>(ReadOnlySpan<char> text, [MaybeNullWhen(false)] out T value)
        where T : INumberBase<T> => T.TryParse(text, null, out value) && IsKept(value);

    /// <summary>Replaces <see cref="int.TryParse(ReadOnlySpan{byte}, out int)"/> and the same method of other numeric types.</summary>
    public static bool TryParse<T>(ReadOnlySpan<byte> text, [MaybeNullWhen(false)] out T value)
        where T : INumberBase<T> => T.TryParse(text, null, out value) && IsKept(value);

    /// <summary>Replaces <see cref="int.TryParse(string, IFormatProvider, out int)"/> and the same method of other numeric types.</summary>
    public static bool TryParse<T>([NotNullWhen(true)] string? text, IFormatProvider? provider, [MaybeNullWhen(false)] out T value)
        where T : INumberBase<T> => T.TryParse(text, provider, out value) && IsKept(value);

    /// <summary>
    /// Replaces <see cref="int.TryParse(ReadOnlySpan{char}, IFormatProvider, out int)"/> and the same method of other numeric
    /// types.
    /// </summary>
    public static bool TryParse<T>(ReadOnlySpan<char> text, IFormatProvider? provider, [MaybeNullWhen(false)] out T value)
        where T : INumberBase<T> => T.TryParse(text, provider, out value) && IsKept(value);

    /// <summary>
    /// Replaces <see cref="int.TryParse(string, NumberStyles, IFormatProvider, out int)"/> and the same method of other numeric
    /// types.
    /// </summary>
    public static bool TryParse<T>(
        [NotNullWhen(true)] string? text, NumberStyles style, IFormatProvider? provider, [MaybeNullWhen(false)] out T value)
        where T : INumberBase<T> => T.TryParse(text, style, provider, out value) && IsKept(value, style);

    /// <summary>
    /// Replaces <see cref="int.TryParse(ReadOnlySpan{char}, NumberStyles, IFormatProvider, out int)"/> and the same method of
    /// other numeric types.
    /// </summary>
    public static bool TryParse<T>(
        ReadOnlySpan<char> text, NumberStyles style, IFormatProvider? provider, [MaybeNullWhen(false)] out T value)
        where T : INumberBase<T> => T.TryParse(text, style, provider, out value) && IsKept(value, style);

    /// <summary>Replaces <see cref="int.Parse(string)"/> and the same method of other numeric types.</summary>
    public static T Parse<T>(string text)
        where T : INumberBase<T> => ParsedNumbers.Keep(OfText<T>(text, null));

    /// <summary>Replaces <see cref="int.Parse(string, IFormatProvider)"/> and the same method of other numeric types.</summary>
    public static T Parse<T>(string text, IFormatProvider? provider)
        where T : INumberBase<T> => ParsedNumbers.Keep(OfText<T>(text, provider));

    /// <summary>Replaces <see cref="int.Parse(string, NumberStyles)"/> and the same method of other numeric types.</summary>
    public static T Parse<T>(string text, NumberStyles style)
        where T : INumberBase<T> => ParsedNumbers.Keep(T.Parse(text, style, null), style);

    /// <summary>
    /// Replaces <see cref="int.Parse(string, NumberStyles, IFormatProvider)"/> and the same method of other numeric types.
    /// </summary>
    public static T Parse<T>(string text, NumberStyles style, IFormatProvider? provider)
        where T : INumberBase<T> => ParsedNumbers.Keep(T.Parse(text, style, provider), style);

    /// <summary>Replaces <see cref="int.Parse(ReadOnlySpan{char}, IFormatProvider)"/> and the same method of other numeric types.</summary>
    public static T Parse<T>(ReadOnlySpan<char> text, IFormatProvider? provider)
        where T : INumberBase<T> => ParsedNumbers.Keep(T.Parse(text, provider));

    /// <summary>
    /// Replaces <see cref="int.Parse(ReadOnlySpan{char}, NumberStyles, IFormatProvider)"/> and the same method of other numeric
    /// types.
    /// </summary>
    public static T Parse<T>(ReadOnlySpan<char> text, NumberStyles style, IFormatProvider? provider)
        where T : INumberBase<T> => ParsedNumbers.Keep(T.Parse(text, style, provider), style);

    /// <summary>Replaces <see cref="Utf8Parser.TryParse(ReadOnlySpan{byte}, out int, out int, char)"/>.</summary>
    [InsteadOf(typeof(Utf8Parser), "TryParse")]
    public static bool TryParse(ReadOnlySpan<byte> text, out int value, out int consumed, char format) =>
        Utf8Parser.TryParse(text, out value, out consumed, format)
            && IsKept(value, format is 'x' or 'X' ? NumberStyles.HexNumber : NumberStyles.Integer);

    /// <summary>Replaces <see cref="Utf8Parser.TryParse(ReadOnlySpan{byte}, out long, out int, char)"/>.</summary>
    [InsteadOf(typeof(Utf8Parser), "TryParse")]
    public static bool TryParse(ReadOnlySpan<byte> text, out long value, out int consumed, char format) =>
        Utf8Parser.TryParse(text, out value, out consumed, format)
            && IsKept(value, format is 'x' or 'X' ? NumberStyles.HexNumber : NumberStyles.Integer);

    /// <summary>Replaces <see cref="Convert.ToInt32(string)"/>.</summary>
    [InsteadOf(typeof(Convert), "ToInt32")]
    [SuppressMessage("Globalization", "CA1305", Justification = "The hook must parse like the call that it replaces.")]
    public static int ToInt32(string? text) => ParsedNumbers.Keep(Convert.ToInt32(text));

    /// <summary>Replaces <see cref="Convert.ToInt64(string)"/>.</summary>
    [InsteadOf(typeof(Convert), "ToInt64")]
    [SuppressMessage("Globalization", "CA1305", Justification = "The hook must parse like the call that it replaces.")]
    public static long ToInt64(string? text) => ParsedNumbers.Keep(Convert.ToInt64(text));

    // The overload for spans would treat null as an empty text instead of throwing.
    private static T OfText<T>(string text, IFormatProvider? provider)
        where T : IParsable<T> => T.Parse(text, provider);

    private static bool IsKept<T>(T value, NumberStyles style = NumberStyles.Integer)
        where T : INumberBase<T>
    {
        ParsedNumbers.Keep(value, style);
        return true;
    }
}
