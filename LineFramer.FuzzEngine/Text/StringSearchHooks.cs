using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace LineFraming.FuzzEngine;

/// <summary>Replaces searches in strings in instrumented code, and reports a search that finds nothing.</summary>
[SuppressMessage("Globalization", "CA1307", Justification = "The hook must search like the call that it replaces.")]
[SuppressMessage("Globalization", "CA1310", Justification = "The hook must search like the call that it replaces.")]
[StackTraceHidden]
public static class StringSearchHooks
{
    /// <summary>Replaces <see cref="string.StartsWith(string)"/>.</summary>
    [InsteadOf(typeof(string), "StartsWith", OnInstance = true)]
    public static bool StartsWith(string text, string value) => text.StartsWith(value) || NotAtStart(text, value);

    /// <summary>Replaces <see cref="string.StartsWith(string, StringComparison)"/>.</summary>
    [InsteadOf(typeof(string), "StartsWith", OnInstance = true)]
    public static bool StartsWith(string text, string value, StringComparison comparison) =>
        text.StartsWith(value, comparison) || NotAtStart(text, value);

    /// <summary>Replaces <see cref="string.EndsWith(string)"/>.</summary>
    [InsteadOf(typeof(string), "EndsWith", OnInstance = true)]
    public static bool EndsWith(string text, string value) => text.EndsWith(value) || NotAtEnd(text, value);

    /// <summary>Replaces <see cref="string.EndsWith(string, StringComparison)"/>.</summary>
    [InsteadOf(typeof(string), "EndsWith", OnInstance = true)]
    public static bool EndsWith(string text, string value, StringComparison comparison) =>
        text.EndsWith(value, comparison) || NotAtEnd(text, value);

    /// <summary>Replaces <see cref="string.Contains(string)"/>.</summary>
    [InsteadOf(typeof(string), "Contains", OnInstance = true)]
    public static bool Contains(string text, string value) => text.Contains(value) || Found(-1, value) >= 0;

    /// <summary>Replaces <see cref="string.Contains(string, StringComparison)"/>.</summary>
    [InsteadOf(typeof(string), "Contains", OnInstance = true)]
    public static bool Contains(string text, string value, StringComparison comparison) =>
        text.Contains(value, comparison) || Found(-1, value) >= 0;

    /// <summary>Replaces <see cref="string.IndexOf(string)"/>.</summary>
    [InsteadOf(typeof(string), "IndexOf", OnInstance = true)]
    public static int IndexOf(string text, string value) => Found(text.IndexOf(value), value);

    /// <summary>Replaces <see cref="string.IndexOf(string, int)"/>.</summary>
    [InsteadOf(typeof(string), "IndexOf", OnInstance = true)]
    public static int IndexOf(string text, string value, int start) => Found(text.IndexOf(value, start), value);

    /// <summary>Replaces <see cref="string.IndexOf(string, StringComparison)"/>.</summary>
    [InsteadOf(typeof(string), "IndexOf", OnInstance = true)]
    public static int IndexOf(string text, string value, StringComparison comparison) => Found(text.IndexOf(value, comparison), value);

    /// <summary>Replaces <see cref="string.IndexOf(string, int, StringComparison)"/>.</summary>
    [InsteadOf(typeof(string), "IndexOf", OnInstance = true)]
    public static int IndexOf(string text, string value, int start, StringComparison comparison) =>
        Found(text.IndexOf(value, start, comparison), value);

    /// <summary>Replaces <see cref="string.LastIndexOf(string)"/>.</summary>
    [InsteadOf(typeof(string), "LastIndexOf", OnInstance = true)]
    public static int LastIndexOf(string text, string value) => Found(text.LastIndexOf(value), value);

    /// <summary>Replaces <see cref="string.LastIndexOf(string, StringComparison)"/>.</summary>
    [InsteadOf(typeof(string), "LastIndexOf", OnInstance = true)]
    public static int LastIndexOf(string text, string value, StringComparison comparison) =>
        Found(text.LastIndexOf(value, comparison), value);

    /// <summary>Reports that a text does not start with another one, and returns false.</summary>
    internal static bool NotAtStart(ReadOnlySpan<char> text, ReadOnlySpan<char> value)
    {
        TextReport.Unequal(text[..Math.Min(text.Length, value.Length)], value);
        return false;
    }

    /// <summary>Reports that a text does not end with another one, and returns false.</summary>
    internal static bool NotAtEnd(ReadOnlySpan<char> text, ReadOnlySpan<char> value)
    {
        TextReport.Unequal(text[^Math.Min(text.Length, value.Length)..], value);
        return false;
    }

    /// <summary>Reports a text that was not found, and returns the index.</summary>
    internal static int Found(int index, ReadOnlySpan<char> value)
    {
        if (index < 0)
        {
            TextReport.Missing(value);
        }

        return index;
    }
}
