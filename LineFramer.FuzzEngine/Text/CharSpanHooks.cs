using System.Diagnostics;
namespace LineFraming.FuzzEngine;

/// <summary>What instrumented code calls in place of comparisons of and searches in spans of chars.</summary>
[StackTraceHidden]
public static class CharSpanHooks
{
    /// <summary>In place of <see cref="MemoryExtensions.SequenceEqual{T}(ReadOnlySpan{T}, ReadOnlySpan{T})"/>.</summary>
    /// <param name="span">The first operand.</param>
    /// <param name="other">The second operand.</param>
    /// <returns>Whether they are equal.</returns>
    public static bool SequenceEqual(ReadOnlySpan<char> span, ReadOnlySpan<char> other) => span.SequenceEqual(other) || Differ(span, other);

    /// <summary>In place of <see cref="MemoryExtensions.StartsWith{T}(ReadOnlySpan{T}, ReadOnlySpan{T})"/>.</summary>
    /// <param name="span">What is searched.</param>
    /// <param name="value">What it may start with.</param>
    /// <returns>Whether it does.</returns>
    public static bool StartsWith(ReadOnlySpan<char> span, ReadOnlySpan<char> value) =>
        span.StartsWith(value) || StringSearchHooks.NotAtStart(span, value);

    /// <summary>In place of <see cref="MemoryExtensions.EndsWith{T}(ReadOnlySpan{T}, ReadOnlySpan{T})"/>.</summary>
    /// <param name="span">What is searched.</param>
    /// <param name="value">What it may end with.</param>
    /// <returns>Whether it does.</returns>
    public static bool EndsWith(ReadOnlySpan<char> span, ReadOnlySpan<char> value) =>
        span.EndsWith(value) || StringSearchHooks.NotAtEnd(span, value);

    /// <summary>In place of <see cref="MemoryExtensions.IndexOf{T}(ReadOnlySpan{T}, ReadOnlySpan{T})"/>.</summary>
    /// <param name="span">What is searched.</param>
    /// <param name="value">What is sought.</param>
    /// <returns>Where it is first, or -1.</returns>
    public static int IndexOf(ReadOnlySpan<char> span, ReadOnlySpan<char> value) => StringSearchHooks.Found(span.IndexOf(value), value);

    /// <summary>In place of <see cref="MemoryExtensions.Equals(ReadOnlySpan{char}, ReadOnlySpan{char}, StringComparison)"/>.</summary>
    /// <param name="span">The first operand.</param>
    /// <param name="other">The second operand.</param>
    /// <param name="comparison">How they are compared.</param>
    /// <returns>Whether they are equal.</returns>
    [InsteadOf(typeof(MemoryExtensions), "Equals")]
    public static bool Equals(ReadOnlySpan<char> span, ReadOnlySpan<char> other, StringComparison comparison) =>
        span.Equals(other, comparison) || Differ(span, other);

    /// <summary>In place of <see cref="MemoryExtensions.CompareTo(ReadOnlySpan{char}, ReadOnlySpan{char}, StringComparison)"/>.</summary>
    /// <param name="span">The first operand.</param>
    /// <param name="other">The second operand.</param>
    /// <param name="comparison">How they are compared.</param>
    /// <returns>Less than 0, 0 or more than 0.</returns>
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

    /// <summary>In place of <see cref="MemoryExtensions.StartsWith(ReadOnlySpan{char}, ReadOnlySpan{char}, StringComparison)"/>.</summary>
    /// <param name="span">What is searched.</param>
    /// <param name="value">What it may start with.</param>
    /// <param name="comparison">How they are compared.</param>
    /// <returns>Whether it does.</returns>
    [InsteadOf(typeof(MemoryExtensions), "StartsWith")]
    public static bool StartsWith(ReadOnlySpan<char> span, ReadOnlySpan<char> value, StringComparison comparison) =>
        span.StartsWith(value, comparison) || StringSearchHooks.NotAtStart(span, value);

    /// <summary>In place of <see cref="MemoryExtensions.EndsWith(ReadOnlySpan{char}, ReadOnlySpan{char}, StringComparison)"/>.</summary>
    /// <param name="span">What is searched.</param>
    /// <param name="value">What it may end with.</param>
    /// <param name="comparison">How they are compared.</param>
    /// <returns>Whether it does.</returns>
    [InsteadOf(typeof(MemoryExtensions), "EndsWith")]
    public static bool EndsWith(ReadOnlySpan<char> span, ReadOnlySpan<char> value, StringComparison comparison) =>
        span.EndsWith(value, comparison) || StringSearchHooks.NotAtEnd(span, value);

    /// <summary>In place of <see cref="MemoryExtensions.Contains(ReadOnlySpan{char}, ReadOnlySpan{char}, StringComparison)"/>.</summary>
    /// <param name="span">What is searched.</param>
    /// <param name="value">What is sought.</param>
    /// <param name="comparison">How they are compared.</param>
    /// <returns>Whether it is in it.</returns>
    [InsteadOf(typeof(MemoryExtensions), "Contains")]
    public static bool Contains(ReadOnlySpan<char> span, ReadOnlySpan<char> value, StringComparison comparison) =>
        span.Contains(value, comparison) || StringSearchHooks.Found(-1, value) >= 0;

    /// <summary>In place of <see cref="MemoryExtensions.IndexOf(ReadOnlySpan{char}, ReadOnlySpan{char}, StringComparison)"/>.</summary>
    /// <param name="span">What is searched.</param>
    /// <param name="value">What is sought.</param>
    /// <param name="comparison">How they are compared.</param>
    /// <returns>Where it is first, or -1.</returns>
    [InsteadOf(typeof(MemoryExtensions), "IndexOf")]
    public static int IndexOf(ReadOnlySpan<char> span, ReadOnlySpan<char> value, StringComparison comparison) =>
        StringSearchHooks.Found(span.IndexOf(value, comparison), value);

    private static bool Differ(ReadOnlySpan<char> span, ReadOnlySpan<char> other)
    {
        TextReport.Unequal(span, other);
        return false;
    }
}
