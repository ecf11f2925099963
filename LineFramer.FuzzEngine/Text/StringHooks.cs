using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace LineFraming.FuzzEngine;

/// <summary>
/// Replaces comparisons of strings in instrumented code. If a comparison fails, the hook reports both strings to libFuzzer,
/// which writes one of them into later inputs.
/// </summary>
[SuppressMessage("Globalization", "CA1307", Justification = "The hook must compare like the call that it replaces.")]
[SuppressMessage("Globalization", "CA1309", Justification = "The hook must compare like the call that it replaces.")]
[SuppressMessage("Globalization", "CA1310", Justification = "The hook must compare like the call that it replaces.")]
[StackTraceHidden]
public static class StringHooks
{
    /// <summary>Replaces <c>left == right</c> and <see cref="string.Equals(string, string)"/>.</summary>
    [InsteadOf(typeof(string), "op_Equality")]
    [InsteadOf(typeof(string), "Equals")]
    public static bool AreEqual(string? left, string? right) => left == right || Differ(left, right);

    /// <summary>Replaces <c>left != right</c>.</summary>
    [InsteadOf(typeof(string), "op_Inequality")]
    public static bool AreUnequal(string? left, string? right) => left != right && !Differ(left, right);

    /// <summary>Replaces <see cref="string.Equals(string, string, StringComparison)"/>.</summary>
    [InsteadOf(typeof(string), "Equals")]
    public static bool AreEqual(string? left, string? right, StringComparison comparison) =>
        string.Equals(left, right, comparison) || Differ(left, right);

    /// <summary>Replaces <see cref="string.Equals(string)"/>.</summary>
    [InsteadOf(typeof(string), "Equals", OnInstance = true)]
    public static bool IsEqual(string left, string? right) => left.Equals(right) || Differ(left, right);

    /// <summary>Replaces <see cref="string.Equals(string, StringComparison)"/>.</summary>
    [InsteadOf(typeof(string), "Equals", OnInstance = true)]
    public static bool IsEqual(string left, string? right, StringComparison comparison) =>
        left.Equals(right, comparison) || Differ(left, right);

    /// <summary>Replaces <see cref="object.Equals(object)"/>, which may compare strings.</summary>
    [InsteadOf(typeof(object), "Equals", OnInstance = true)]
    [InsteadOf(typeof(string), "Equals", OnInstance = true)]
    public static bool IsEqual(object left, object? right) => left.Equals(right) || Differ(left as string, right as string);

    /// <summary>Replaces <see cref="object.Equals(object, object)"/>, which may compare strings.</summary>
    [InsteadOf(typeof(object), "Equals")]
    public static bool AreEqual(object? left, object? right) => Equals(left, right) || Differ(left as string, right as string);

    /// <summary>Replaces <see cref="string.Compare(string, string)"/>.</summary>
    [InsteadOf(typeof(string), "Compare")]
    public static int Compare(string? left, string? right) => Compared(string.Compare(left, right), left, right);

    /// <summary>Replaces <see cref="string.Compare(string, string, bool)"/>.</summary>
    [InsteadOf(typeof(string), "Compare")]
    public static int Compare(string? left, string? right, bool ignoresCase) =>
        Compared(string.Compare(left, right, ignoresCase), left, right);

    /// <summary>Replaces <see cref="string.Compare(string, string, StringComparison)"/>.</summary>
    [InsteadOf(typeof(string), "Compare")]
    public static int Compare(string? left, string? right, StringComparison comparison) =>
        Compared(string.Compare(left, right, comparison), left, right);

    /// <summary>Replaces <see cref="string.CompareOrdinal(string, string)"/>.</summary>
    [InsteadOf(typeof(string), "CompareOrdinal")]
    public static int CompareOrdinal(string? left, string? right) => Compared(string.CompareOrdinal(left, right), left, right);

    /// <summary>Replaces <see cref="string.CompareTo(string)"/>.</summary>
    [InsteadOf(typeof(string), "CompareTo", OnInstance = true)]
    public static int CompareTo(string left, string? right) => Compared(left.CompareTo(right), left, right);

    /// <summary>Replaces <see cref="StringComparer.Equals(string, string)"/>.</summary>
    [InsteadOf(typeof(StringComparer), "Equals", OnInstance = true)]
    public static bool AreEqual(StringComparer comparer, string? left, string? right) =>
        comparer.Equals(left, right) || Differ(left, right);

    /// <summary>Reports that two strings differ, and returns false.</summary>
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
