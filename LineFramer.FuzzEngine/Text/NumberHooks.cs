using System.Buffers.Text;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace LineFraming.FuzzEngine;

/// <summary>What instrumented code calls in place of the parsing of numbers: the same, and what came of it is kept.</summary>
[StackTraceHidden]
public static class NumberHooks
{
    /// <summary>In place of <see cref="int.TryParse(string, out int)"/> and that of the other numbers.</summary>
    /// <typeparam name="T">The number.</typeparam>
    /// <param name="text">The text.</param>
    /// <param name="value">What was parsed.</param>
    /// <returns>Whether it is a number.</returns>
    public static bool TryParse<T>([NotNullWhen(true)] string? text, [MaybeNullWhen(false)] out T value)
        where T : INumberBase<T> => T.TryParse(text, null, out value) && IsKept(value);

    /// <summary>In place of <see cref="int.TryParse(ReadOnlySpan{char}, out int)"/> and that of the other numbers.</summary>
    /// <typeparam name="T">The number.</typeparam>
    /// <param name="text">The text.</param>
    /// <param name="value">What was parsed.</param>
    /// <returns>Whether it is a number.</returns>
    public static bool TryParse<T>(ReadOnlySpan<char> text, [MaybeNullWhen(false)] out T value)
        where T : INumberBase<T> => T.TryParse(text, null, out value) && IsKept(value);

    /// <summary>In place of <see cref="int.TryParse(ReadOnlySpan{byte}, out int)"/> and that of the other numbers.</summary>
    /// <typeparam name="T">The number.</typeparam>
    /// <param name="text">The text.</param>
    /// <param name="value">What was parsed.</param>
    /// <returns>Whether it is a number.</returns>
    public static bool TryParse<T>(ReadOnlySpan<byte> text, [MaybeNullWhen(false)] out T value)
        where T : INumberBase<T> => T.TryParse(text, null, out value) && IsKept(value);

    /// <summary>In place of <see cref="int.TryParse(string, IFormatProvider, out int)"/> and that of the other numbers.</summary>
    /// <typeparam name="T">The number.</typeparam>
    /// <param name="text">The text.</param>
    /// <param name="provider">The culture.</param>
    /// <param name="value">What was parsed.</param>
    /// <returns>Whether it is a number.</returns>
    public static bool TryParse<T>([NotNullWhen(true)] string? text, IFormatProvider? provider, [MaybeNullWhen(false)] out T value)
        where T : INumberBase<T> => T.TryParse(text, provider, out value) && IsKept(value);

    /// <summary>In place of <see cref="int.TryParse(ReadOnlySpan{char}, IFormatProvider, out int)"/> and that of the other numbers.</summary>
    /// <typeparam name="T">The number.</typeparam>
    /// <param name="text">The text.</param>
    /// <param name="provider">The culture.</param>
    /// <param name="value">What was parsed.</param>
    /// <returns>Whether it is a number.</returns>
    public static bool TryParse<T>(ReadOnlySpan<char> text, IFormatProvider? provider, [MaybeNullWhen(false)] out T value)
        where T : INumberBase<T> => T.TryParse(text, provider, out value) && IsKept(value);

    /// <summary>In place of <see cref="int.TryParse(string, NumberStyles, IFormatProvider, out int)"/> and that of the other numbers.</summary>
    /// <typeparam name="T">The number.</typeparam>
    /// <param name="text">The text.</param>
    /// <param name="style">What is allowed.</param>
    /// <param name="provider">The culture.</param>
    /// <param name="value">What was parsed.</param>
    /// <returns>Whether it is a number.</returns>
    public static bool TryParse<T>(
        [NotNullWhen(true)] string? text, NumberStyles style, IFormatProvider? provider, [MaybeNullWhen(false)] out T value)
        where T : INumberBase<T> => T.TryParse(text, style, provider, out value) && IsKept(value, style);

    /// <summary>In place of <see cref="int.TryParse(ReadOnlySpan{char}, NumberStyles, IFormatProvider, out int)"/> and that of the other numbers.</summary>
    /// <typeparam name="T">The number.</typeparam>
    /// <param name="text">The text.</param>
    /// <param name="style">What is allowed.</param>
    /// <param name="provider">The culture.</param>
    /// <param name="value">What was parsed.</param>
    /// <returns>Whether it is a number.</returns>
    public static bool TryParse<T>(
        ReadOnlySpan<char> text, NumberStyles style, IFormatProvider? provider, [MaybeNullWhen(false)] out T value)
        where T : INumberBase<T> => T.TryParse(text, style, provider, out value) && IsKept(value, style);

    /// <summary>In place of <see cref="int.Parse(string)"/> and that of the other numbers.</summary>
    /// <typeparam name="T">The number.</typeparam>
    /// <param name="text">The text.</param>
    /// <returns>What was parsed.</returns>
    public static T Parse<T>(string text)
        where T : INumberBase<T> => ParsedNumbers.Keep(OfText<T>(text, null));

    /// <summary>In place of <see cref="int.Parse(string, IFormatProvider)"/> and that of the other numbers.</summary>
    /// <typeparam name="T">The number.</typeparam>
    /// <param name="text">The text.</param>
    /// <param name="provider">The culture.</param>
    /// <returns>What was parsed.</returns>
    public static T Parse<T>(string text, IFormatProvider? provider)
        where T : INumberBase<T> => ParsedNumbers.Keep(OfText<T>(text, provider));

    /// <summary>In place of <see cref="int.Parse(string, NumberStyles)"/> and that of the other numbers.</summary>
    /// <typeparam name="T">The number.</typeparam>
    /// <param name="text">The text.</param>
    /// <param name="style">What is allowed.</param>
    /// <returns>What was parsed.</returns>
    public static T Parse<T>(string text, NumberStyles style)
        where T : INumberBase<T> => ParsedNumbers.Keep(T.Parse(text, style, null), style);

    /// <summary>In place of <see cref="int.Parse(string, NumberStyles, IFormatProvider)"/> and that of the other numbers.</summary>
    /// <typeparam name="T">The number.</typeparam>
    /// <param name="text">The text.</param>
    /// <param name="style">What is allowed.</param>
    /// <param name="provider">The culture.</param>
    /// <returns>What was parsed.</returns>
    public static T Parse<T>(string text, NumberStyles style, IFormatProvider? provider)
        where T : INumberBase<T> => ParsedNumbers.Keep(T.Parse(text, style, provider), style);

    /// <summary>In place of <see cref="int.Parse(ReadOnlySpan{char}, IFormatProvider)"/> and that of the other numbers.</summary>
    /// <typeparam name="T">The number.</typeparam>
    /// <param name="text">The text.</param>
    /// <param name="provider">The culture.</param>
    /// <returns>What was parsed.</returns>
    public static T Parse<T>(ReadOnlySpan<char> text, IFormatProvider? provider)
        where T : INumberBase<T> => ParsedNumbers.Keep(T.Parse(text, provider));

    /// <summary>In place of <see cref="int.Parse(ReadOnlySpan{char}, NumberStyles, IFormatProvider)"/> and that of the other numbers.</summary>
    /// <typeparam name="T">The number.</typeparam>
    /// <param name="text">The text.</param>
    /// <param name="style">What is allowed.</param>
    /// <param name="provider">The culture.</param>
    /// <returns>What was parsed.</returns>
    public static T Parse<T>(ReadOnlySpan<char> text, NumberStyles style, IFormatProvider? provider)
        where T : INumberBase<T> => ParsedNumbers.Keep(T.Parse(text, style, provider), style);

    /// <summary>In place of <see cref="Utf8Parser.TryParse(ReadOnlySpan{byte}, out int, out int, char)"/>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">What was parsed.</param>
    /// <param name="consumed">Of how many bytes.</param>
    /// <param name="format">The expected format.</param>
    /// <returns>Whether it is a number.</returns>
    [InsteadOf(typeof(Utf8Parser), "TryParse")]
    public static bool TryParse(ReadOnlySpan<byte> text, out int value, out int consumed, char format) =>
        Utf8Parser.TryParse(text, out value, out consumed, format) && IsKept(value, format is 'x' or 'X' ? NumberStyles.HexNumber : NumberStyles.Integer);

    /// <summary>In place of <see cref="Utf8Parser.TryParse(ReadOnlySpan{byte}, out long, out int, char)"/>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">What was parsed.</param>
    /// <param name="consumed">Of how many bytes.</param>
    /// <param name="format">The expected format.</param>
    /// <returns>Whether it is a number.</returns>
    [InsteadOf(typeof(Utf8Parser), "TryParse")]
    public static bool TryParse(ReadOnlySpan<byte> text, out long value, out int consumed, char format) =>
        Utf8Parser.TryParse(text, out value, out consumed, format) && IsKept(value, format is 'x' or 'X' ? NumberStyles.HexNumber : NumberStyles.Integer);

    /// <summary>In place of <see cref="Convert.ToInt32(string)"/>.</summary>
    /// <param name="text">The text.</param>
    /// <returns>What was parsed.</returns>
    [InsteadOf(typeof(Convert), "ToInt32")]
    [SuppressMessage("Globalization", "CA1305", Justification = "The hook parses as the call parses that it replaces.")]
    public static int ToInt32(string? text) => ParsedNumbers.Keep(Convert.ToInt32(text));

    /// <summary>In place of <see cref="Convert.ToInt64(string)"/>.</summary>
    /// <param name="text">The text.</param>
    /// <returns>What was parsed.</returns>
    [InsteadOf(typeof(Convert), "ToInt64")]
    [SuppressMessage("Globalization", "CA1305", Justification = "The hook parses as the call parses that it replaces.")]
    public static long ToInt64(string? text) => ParsedNumbers.Keep(Convert.ToInt64(text));

    // Of the parsers that a number has, the one of a span would take null for an empty text.
    private static T OfText<T>(string text, IFormatProvider? provider)
        where T : IParsable<T> => T.Parse(text, provider);

    private static bool IsKept<T>(T value, NumberStyles style = NumberStyles.Integer)
        where T : INumberBase<T>
    {
        ParsedNumbers.Keep(value, style);
        return true;
    }
}
