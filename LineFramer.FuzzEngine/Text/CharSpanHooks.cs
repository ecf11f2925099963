using System.Diagnostics;

namespace LineFraming.FuzzEngine;

/// <summary>Replaces comparisons and searches of char spans in instrumented code.</summary>
[StackTraceHidden]
public static class CharSpanHooks
{
    /// <summary>Replaces <see cref="MemoryExtensions.SequenceEqual{T}(ReadOnlySpan{T}, ReadOnlySpan{T})"/>.</summary>
    public static bool SequenceEqual(ReadOnlySpan<char> span, ReadOnlySpan<char> other) => span.SequenceEqual(other) || Differ(span, other);

    /// <summary>Replaces <see cref="MemoryExtensions.StartsWith{T}(ReadOnlySpan{T}, ReadOnlySpan{T})"/>.</summary>
    public static bool StartsWith(ReadOnlySpan<char> span, ReadOnlySpan<char> value) =>
        span.StartsWith(value) || StringSearchHooks.NotAtStart(span, value);

    /// <summary>Replaces <see cref="MemoryExtensions.EndsWith{T}(ReadOnlySpan{T}, ReadOnlySpan{T})"/>.</summary>
    public static bool EndsWith(ReadOnlySpan<char> span, ReadOnlySpan<char> value) =>
        span.EndsWith(value) || StringSearchHooks.NotAtEnd(span, value);

    /// <summary>Replaces <see cref="MemoryExtensions.IndexOf{T}(ReadOnlySpan{T}, ReadOnlySpan{T})"/>.</summary>
    public static int IndexOf(ReadOnlySpan<char> span, ReadOnlySpan<char> value) => StringSearchHooks.Found(span.IndexOf(value), value);

    /// <summary>Replaces <see cref="MemoryExtensions.Equals(ReadOnlySpan{char}, ReadOnlySpan{char}, StringComparison)"/>.</summary>
    [InsteadOf(typeof(MemoryExtensions), "Equals")]
    public static bool Equals(ReadOnlySpan<char> span, ReadOnlySpan<char> other, StringComparison comparison) =>
        span.Equals(other, comparison) || Differ(span, other);

    /// <summary>Replaces <see cref="MemoryExtensions.CompareTo(ReadOnlySpan{char}, ReadOnlySpan{char}, StringComparison)"/>.</summary>
    [InsteadOf(typeof(MemoryExtensions), "CompareTo")]
    public static int CompareTo(ReadOnlySpan<char> span, ReadOnlySpan<char> other, StringComparison comparison)
    {
        int order = span.CompareTo(other, comparison);
        if (order != 0)
        {
            Differ(span, other);
        }

        return order;
    }

    /// <summary>Replaces <see cref="MemoryExtensions.StartsWith(ReadOnlySpan{char}, ReadOnlySpan{char}, StringComparison)"/>.</summary>
    [InsteadOf(typeof(MemoryExtensions), "StartsWith")]
    public static bool StartsWith(ReadOnlySpan<char> span, ReadOnlySpan<char> value, StringComparison comparison) =>
        span.StartsWith(value, comparison) || StringSearchHooks.NotAtStart(span, value);

    /// <summary>Replaces <see cref="MemoryExtensions.EndsWith(ReadOnlySpan{char}, ReadOnlySpan{char}, StringComparison)"/>.</summary>
    [InsteadOf(typeof(MemoryExtensions), "EndsWith")]
    public static bool EndsWith(ReadOnlySpan<char> span, ReadOnlySpan<char> value, StringComparison comparison) =>
        span.EndsWith(value, comparison) || StringSearchHooks.NotAtEnd(span, value);

    /// <summary>Replaces <see cref="MemoryExtensions.Contains(ReadOnlySpan{char}, ReadOnlySpan{char}, StringComparison)"/>.</summary>
    [InsteadOf(typeof(MemoryExtensions), "Contains")]
    public static bool Contains(ReadOnlySpan<char> span, ReadOnlySpan<char> value, StringComparison comparison) =>
        span.Contains(value, comparison) || StringSearchHooks.Found(-1, value) >= 0;

    /// <summary>Replaces <see cref="MemoryExtensions.IndexOf(ReadOnlySpan{char}, ReadOnlySpan{char}, StringComparison)"/>.</summary>
    [InsteadOf(typeof(MemoryExtensions), "IndexOf")]
    public static int IndexOf(ReadOnlySpan<char> span, ReadOnlySpan<char> value, StringComparison comparison) =>
        StringSearchHooks.Found(span.IndexOf(value, comparison), value);

    private static bool Differ(ReadOnlySpan<char> span, ReadOnlySpan<char> other)
    {
        TextReport.Unequal(span, other);
        return false;
    }
}
