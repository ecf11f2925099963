using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace LineFraming.FuzzEngine;

/// <summary>What instrumented code calls in place of searches in strings: the same search, and a report if it finds nothing.</summary>
[SuppressMessage("Globalization", "CA1307", Justification = "The hook searches as the call searches that it replaces.")]
[SuppressMessage("Globalization", "CA1310", Justification = "The hook searches as the call searches that it replaces.")]
[StackTraceHidden]
public static class StringSearchHooks
{
    /// <summary>In place of <see cref="string.StartsWith(string)"/>.</summary>
    /// <param name="text">What is searched.</param>
    /// <param name="value">What it may start with.</param>
    /// <returns>Whether it does.</returns>
    [InsteadOf(typeof(string), "StartsWith", OnInstance = true)]
    public static bool StartsWith(string text, string value) => text.StartsWith(value) || NotAtStart(text, value);

    /// <summary>In place of <see cref="string.StartsWith(string, StringComparison)"/>.</summary>
    /// <param name="text">What is searched.</param>
    /// <param name="value">What it may start with.</param>
    /// <param name="comparison">How they are compared.</param>
    /// <returns>Whether it does.</returns>
    [InsteadOf(typeof(string), "StartsWith", OnInstance = true)]
    public static bool StartsWith(string text, string value, StringComparison comparison) =>
        text.StartsWith(value, comparison) || NotAtStart(text, value);

    /// <summary>In place of <see cref="string.EndsWith(string)"/>.</summary>
    /// <param name="text">What is searched.</param>
    /// <param name="value">What it may end with.</param>
    /// <returns>Whether it does.</returns>
    [InsteadOf(typeof(string), "EndsWith", OnInstance = true)]
    public static bool EndsWith(string text, string value) => text.EndsWith(value) || NotAtEnd(text, value);

    /// <summary>In place of <see cref="string.EndsWith(string, StringComparison)"/>.</summary>
    /// <param name="text">What is searched.</param>
    /// <param name="value">What it may end with.</param>
    /// <param name="comparison">How they are compared.</param>
    /// <returns>Whether it does.</returns>
    [InsteadOf(typeof(string), "EndsWith", OnInstance = true)]
    public static bool EndsWith(string text, string value, StringComparison comparison) =>
        text.EndsWith(value, comparison) || NotAtEnd(text, value);

    /// <summary>In place of <see cref="string.Contains(string)"/>.</summary>
    /// <param name="text">What is searched.</param>
    /// <param name="value">What is sought.</param>
    /// <returns>Whether it is in it.</returns>
    [InsteadOf(typeof(string), "Contains", OnInstance = true)]
    public static bool Contains(string text, string value) => text.Contains(value) || Found(-1, value) >= 0;

    /// <summary>In place of <see cref="string.Contains(string, StringComparison)"/>.</summary>
    /// <param name="text">What is searched.</param>
    /// <param name="value">What is sought.</param>
    /// <param name="comparison">How they are compared.</param>
    /// <returns>Whether it is in it.</returns>
    [InsteadOf(typeof(string), "Contains", OnInstance = true)]
    public static bool Contains(string text, string value, StringComparison comparison) =>
        text.Contains(value, comparison) || Found(-1, value) >= 0;

    /// <summary>In place of <see cref="string.IndexOf(string)"/>.</summary>
    /// <param name="text">What is searched.</param>
    /// <param name="value">What is sought.</param>
    /// <returns>Where it is first, or -1.</returns>
    [InsteadOf(typeof(string), "IndexOf", OnInstance = true)]
    public static int IndexOf(string text, string value) => Found(text.IndexOf(value), value);

    /// <summary>In place of <see cref="string.IndexOf(string, int)"/>.</summary>
    /// <param name="text">What is searched.</param>
    /// <param name="value">What is sought.</param>
    /// <param name="start">From where.</param>
    /// <returns>Where it is first, or -1.</returns>
    [InsteadOf(typeof(string), "IndexOf", OnInstance = true)]
    public static int IndexOf(string text, string value, int start) => Found(text.IndexOf(value, start), value);

    /// <summary>In place of <see cref="string.IndexOf(string, StringComparison)"/>.</summary>
    /// <param name="text">What is searched.</param>
    /// <param name="value">What is sought.</param>
    /// <param name="comparison">How they are compared.</param>
    /// <returns>Where it is first, or -1.</returns>
    [InsteadOf(typeof(string), "IndexOf", OnInstance = true)]
    public static int IndexOf(string text, string value, StringComparison comparison) => Found(text.IndexOf(value, comparison), value);

    /// <summary>In place of <see cref="string.IndexOf(string, int, StringComparison)"/>.</summary>
    /// <param name="text">What is searched.</param>
    /// <param name="value">What is sought.</param>
    /// <param name="start">From where.</param>
    /// <param name="comparison">How they are compared.</param>
    /// <returns>Where it is first, or -1.</returns>
    [InsteadOf(typeof(string), "IndexOf", OnInstance = true)]
    public static int IndexOf(string text, string value, int start, StringComparison comparison) =>
        Found(text.IndexOf(value, start, comparison), value);

    /// <summary>In place of <see cref="string.LastIndexOf(string)"/>.</summary>
    /// <param name="text">What is searched.</param>
    /// <param name="value">What is sought.</param>
    /// <returns>Where it is last, or -1.</returns>
    [InsteadOf(typeof(string), "LastIndexOf", OnInstance = true)]
    public static int LastIndexOf(string text, string value) => Found(text.LastIndexOf(value), value);

    /// <summary>In place of <see cref="string.LastIndexOf(string, StringComparison)"/>.</summary>
    /// <param name="text">What is searched.</param>
    /// <param name="value">What is sought.</param>
    /// <param name="comparison">How they are compared.</param>
    /// <returns>Where it is last, or -1.</returns>
    [InsteadOf(typeof(string), "LastIndexOf", OnInstance = true)]
    public static int LastIndexOf(string text, string value, StringComparison comparison) => Found(text.LastIndexOf(value, comparison), value);

    /// <summary>Reports that a text does not start with another one.</summary>
    /// <returns>False.</returns>
    internal static bool NotAtStart(ReadOnlySpan<char> text, ReadOnlySpan<char> value)
    {
        TextReport.Unequal(text[..Math.Min(text.Length, value.Length)], value);
        return false;
    }

    /// <summary>Reports that a text does not end with another one.</summary>
    /// <returns>False.</returns>
    internal static bool NotAtEnd(ReadOnlySpan<char> text, ReadOnlySpan<char> value)
    {
        TextReport.Unequal(text[^Math.Min(text.Length, value.Length)..], value);
        return false;
    }

    /// <summary>Reports a text that was not found.</summary>
    /// <returns>The index.</returns>
    internal static int Found(int index, ReadOnlySpan<char> value)
    {
        if (index < 0)
        {
            TextReport.Missing(value);
        }

        return index;
    }
}
