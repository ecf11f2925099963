using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace LineFraming.FuzzEngine;

/// <summary>
/// What instrumented code calls in place of the comparisons of strings: the same comparison, and if it fails a report to libFuzzer,
/// which puts the other text into later inputs.
/// </summary>
[SuppressMessage("Globalization", "CA1307", Justification = "The hook compares as the call compares that it replaces.")]
[SuppressMessage("Globalization", "CA1309", Justification = "The hook compares as the call compares that it replaces.")]
[SuppressMessage("Globalization", "CA1310", Justification = "The hook compares as the call compares that it replaces.")]
[StackTraceHidden]
public static class StringHooks
{
    /// <summary>In place of <c>left == right</c> and <see cref="string.Equals(string, string)"/>.</summary>
    /// <param name="left">The first operand.</param>
    /// <param name="right">The second operand.</param>
    /// <returns>Whether they are equal.</returns>
    [InsteadOf(typeof(string), "op_Equality")]
    [InsteadOf(typeof(string), "Equals")]
    public static bool AreEqual(string? left, string? right) => left == right || Differ(left, right);

    /// <summary>In place of <c>left != right</c>.</summary>
    /// <param name="left">The first operand.</param>
    /// <param name="right">The second operand.</param>
    /// <returns>Whether they differ.</returns>
    [InsteadOf(typeof(string), "op_Inequality")]
    public static bool AreUnequal(string? left, string? right) => left != right && !Differ(left, right);

    /// <summary>In place of <see cref="string.Equals(string, string, StringComparison)"/>.</summary>
    /// <param name="left">The first operand.</param>
    /// <param name="right">The second operand.</param>
    /// <param name="comparison">How they are compared.</param>
    /// <returns>Whether they are equal.</returns>
    [InsteadOf(typeof(string), "Equals")]
    public static bool AreEqual(string? left, string? right, StringComparison comparison) =>
        string.Equals(left, right, comparison) || Differ(left, right);

    /// <summary>In place of <see cref="string.Equals(string)"/>.</summary>
    /// <param name="left">The first operand.</param>
    /// <param name="right">The second operand.</param>
    /// <returns>Whether they are equal.</returns>
    [InsteadOf(typeof(string), "Equals", OnInstance = true)]
    public static bool IsEqual(string left, string? right) => left.Equals(right) || Differ(left, right);

    /// <summary>In place of <see cref="string.Equals(string, StringComparison)"/>.</summary>
    /// <param name="left">The first operand.</param>
    /// <param name="right">The second operand.</param>
    /// <param name="comparison">How they are compared.</param>
    /// <returns>Whether they are equal.</returns>
    [InsteadOf(typeof(string), "Equals", OnInstance = true)]
    public static bool IsEqual(string left, string? right, StringComparison comparison) => left.Equals(right, comparison) || Differ(left, right);

    /// <summary>In place of <see cref="object.Equals(object)"/>, which may compare strings.</summary>
    /// <param name="left">The first operand.</param>
    /// <param name="right">The second operand.</param>
    /// <returns>Whether they are equal.</returns>
    [InsteadOf(typeof(object), "Equals", OnInstance = true)]
    [InsteadOf(typeof(string), "Equals", OnInstance = true)]
    public static bool IsEqual(object left, object? right) => left.Equals(right) || Differ(left as string, right as string);

    /// <summary>In place of <see cref="object.Equals(object, object)"/>, which may compare strings.</summary>
    /// <param name="left">The first operand.</param>
    /// <param name="right">The second operand.</param>
    /// <returns>Whether they are equal.</returns>
    [InsteadOf(typeof(object), "Equals")]
    public static bool AreEqual(object? left, object? right) => Equals(left, right) || Differ(left as string, right as string);

    /// <summary>In place of <see cref="string.Compare(string, string)"/>.</summary>
    /// <param name="left">The first operand.</param>
    /// <param name="right">The second operand.</param>
    /// <returns>Less than 0, 0 or more than 0.</returns>
    [InsteadOf(typeof(string), "Compare")]
    public static int Compare(string? left, string? right) => Compared(string.Compare(left, right), left, right);

    /// <summary>In place of <see cref="string.Compare(string, string, bool)"/>.</summary>
    /// <param name="left">The first operand.</param>
    /// <param name="right">The second operand.</param>
    /// <param name="ignoresCase">Whether case counts.</param>
    /// <returns>Less than 0, 0 or more than 0.</returns>
    [InsteadOf(typeof(string), "Compare")]
    public static int Compare(string? left, string? right, bool ignoresCase) => Compared(string.Compare(left, right, ignoresCase), left, right);

    /// <summary>In place of <see cref="string.Compare(string, string, StringComparison)"/>.</summary>
    /// <param name="left">The first operand.</param>
    /// <param name="right">The second operand.</param>
    /// <param name="comparison">How they are compared.</param>
    /// <returns>Less than 0, 0 or more than 0.</returns>
    [InsteadOf(typeof(string), "Compare")]
    public static int Compare(string? left, string? right, StringComparison comparison) =>
        Compared(string.Compare(left, right, comparison), left, right);

    /// <summary>In place of <see cref="string.CompareOrdinal(string, string)"/>.</summary>
    /// <param name="left">The first operand.</param>
    /// <param name="right">The second operand.</param>
    /// <returns>Less than 0, 0 or more than 0.</returns>
    [InsteadOf(typeof(string), "CompareOrdinal")]
    public static int CompareOrdinal(string? left, string? right) => Compared(string.CompareOrdinal(left, right), left, right);

    /// <summary>In place of <see cref="string.CompareTo(string)"/>.</summary>
    /// <param name="left">The first operand.</param>
    /// <param name="right">The second operand.</param>
    /// <returns>Less than 0, 0 or more than 0.</returns>
    [InsteadOf(typeof(string), "CompareTo", OnInstance = true)]
    public static int CompareTo(string left, string? right) => Compared(left.CompareTo(right), left, right);

    /// <summary>In place of <see cref="StringComparer.Equals(string, string)"/>.</summary>
    /// <param name="comparer">The comparer.</param>
    /// <param name="left">The first operand.</param>
    /// <param name="right">The second operand.</param>
    /// <returns>Whether they are equal.</returns>
    [InsteadOf(typeof(StringComparer), "Equals", OnInstance = true)]
    public static bool AreEqual(StringComparer comparer, string? left, string? right) => comparer.Equals(left, right) || Differ(left, right);

    /// <summary>Reports that two strings are not equal.</summary>
    /// <returns>False.</returns>
    internal static bool Differ(string? left, string? right)
    {
        if (left is not null && right is not null)
        {
            TextReport.Unequal(left, right);
        }

        return false;
    }

    private static int Compared(int order, string? left, string? right)
    {
        if (order != 0)
        {
            Differ(left, right);
        }

        return order;
    }
}
