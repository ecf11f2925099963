using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace LineFraming.Tests;

/// <summary>Contains a call of each kind that has a hook.</summary>
[SuppressMessage("Globalization", "CA1305", Justification = "The sample tries each overload.")]
[SuppressMessage("Globalization", "CA1307", Justification = "The sample tries each overload.")]
[SuppressMessage("Globalization", "CA1309", Justification = "The sample tries each overload.")]
[SuppressMessage("Globalization", "CA1310", Justification = "The sample tries each overload.")]
[SuppressMessage("Globalization", "CA1304", Justification = "The sample tries each overload.")]
[SuppressMessage("Globalization", "CA1311", Justification = "The sample tries each overload.")]
[SuppressMessage("Performance", "CA1854", Justification = "The sample tries each overload.")]
[SuppressMessage("Performance", "CA1860", Justification = "The sample tries each overload.")]
[SuppressMessage("Performance", "CA1862", Justification = "The sample tries each overload.")]
[SuppressMessage("Usage", "CA2249", Justification = "The sample tries each overload.")]
[SuppressMessage("Usage", "CA2251", Justification = "The sample tries each overload.")]
public static class TextSample
{
    private static readonly Dictionary<string, int> Table = new() { ["a"] = 1, ["ab"] = 2, [""] = 3 };
    private static readonly FrozenDictionary<string, int> Frozen = Table.ToFrozenDictionary();
    private static readonly ConcurrentDictionary<string, int> Concurrent = new(Table);
    private static readonly SortedDictionary<string, int> Sorted = new(Table, StringComparer.Ordinal);
    private static readonly Regex Word = new("^[a-z]+$");
    private static readonly List<string> Listed = [.. Table.Keys];
    private static readonly HashSet<string> Hashed = [.. Table.Keys];
    private static readonly SortedSet<string> SortedKeys = new(Table.Keys, StringComparer.Ordinal);
    private static readonly FrozenSet<string> FrozenKeys = Table.Keys.ToFrozenSet();

    public static string Equality(string left, string? right) => Answers(
        left == right,
        left != right,
        string.Equals(left, right),
        string.Equals(left, right, StringComparison.OrdinalIgnoreCase),
        left.Equals(right),
        left.Equals(right, StringComparison.InvariantCulture),
        left.Equals((object?)right),
        ((object)left).Equals(right),
        object.Equals(left, right),
        StringComparer.OrdinalIgnoreCase.Equals(left, right),
        EqualityComparer<string>.Default.Equals(left, right),
        ((IEqualityComparer<string>)StringComparer.Ordinal).Equals(left, right));

    public static string Order(string left, string? right) => Answers(
        string.Compare(left, right),
        string.Compare(left, right, true),
        string.Compare(left, right, StringComparison.Ordinal) > 0,
        string.CompareOrdinal(left, right) > 0,
        left.CompareTo(right));

    public static string OnNothing(string left, string? right) => Answers(right!.Equals(left), left.Length);

    public static string Starts(string left, string? right) =>
        Answers(left.StartsWith(right!), left.StartsWith(right!, StringComparison.OrdinalIgnoreCase));

    public static string Ends(string left, string? right) =>
        Answers(left.EndsWith(right!), left.EndsWith(right!, StringComparison.OrdinalIgnoreCase));

    public static string Contains(string left, string? right) =>
        Answers(left.Contains(right!), left.Contains(right!, StringComparison.OrdinalIgnoreCase));

    public static string Index(string left, string? right) => Answers(
        left.IndexOf(right!),
        left.IndexOf(right!, StringComparison.Ordinal),
        left.LastIndexOf(right!),
        left.LastIndexOf(right!, StringComparison.Ordinal));

    public static string IndexFrom(string left, string? right) =>
        Answers(left.IndexOf(right!, 1), left.IndexOf(right!, 1, StringComparison.Ordinal));

    public static string Spans(string left, string? right)
    {
        ReadOnlySpan<char> first = left;
        ReadOnlySpan<char> second = right;
        return Answers(
            first.SequenceEqual(second),
            first.StartsWith(second),
            first.EndsWith(second),
            first.IndexOf(second),
            first.Equals(second, StringComparison.OrdinalIgnoreCase),
            first.CompareTo(second, StringComparison.Ordinal) > 0,
            first.StartsWith(second, StringComparison.OrdinalIgnoreCase),
            first.EndsWith(second, StringComparison.OrdinalIgnoreCase),
            first.Contains(second, StringComparison.OrdinalIgnoreCase),
            first.IndexOf(second, StringComparison.OrdinalIgnoreCase));
    }

    public static string LookUps(string left, string? right) => Answers(
        Table.TryGetValue(left, out int value) ? value : 0,
        Table.ContainsKey(left),
        Table.ContainsKey(right ?? left) && Table[right ?? left] > 1,
        Frozen.TryGetValue(left, out value) ? value : 0,
        Frozen.ContainsKey(left),
        Concurrent.TryGetValue(left, out value) ? value : 0,
        Concurrent.ContainsKey(left),
        Sorted.TryGetValue(left, out value) ? value : 0,
        Sorted.ContainsKey(left),
        ((IReadOnlyDictionary<string, int>)Table).TryGetValue(left, out value) ? value : 0,
        ((IReadOnlyDictionary<string, int>)Table).ContainsKey(left),
        ((IDictionary<string, int>)Table).TryGetValue(left, out value) ? value : 0,
        ((IDictionary<string, int>)Table).ContainsKey(left),
        Listed.Contains(left),
        Hashed.Contains(left),
        SortedKeys.Contains(left),
        FrozenKeys.Contains(left),
        ((ICollection<string>)Listed).Contains(left));

    public static string Item(string left, string? right) => Answers(Table[left], Table[right!]);

    public static string TryNumbers(string left, string? right) => Answers(
        int.TryParse(right, out int number) ? number : -1,
        long.TryParse(left.AsSpan(), out long big) ? big : -1,
        double.TryParse(right, CultureInfo.InvariantCulture, out double fraction) ? fraction : -1,
        uint.TryParse(left.AsSpan(), CultureInfo.InvariantCulture, out uint positive) ? positive : 0,
        short.TryParse(right, NumberStyles.HexNumber, null, out short hex) ? hex : -1,
        float.TryParse(left.AsSpan(), NumberStyles.Float, CultureInfo.InvariantCulture, out float single) ? single : -1,
        int.TryParse(Encoding.UTF8.GetBytes(left).AsSpan(), out int ofBytes) ? ofBytes : -1,
        Utf8Parser.TryParse(Encoding.UTF8.GetBytes(left), out int utf8, out int consumed) ? utf8 + consumed : -1,
        Utf8Parser.TryParse(Encoding.UTF8.GetBytes(left), out long utf8Long, out consumed) ? utf8Long + consumed : -1);

    public static string Parse(string left, string? right) => Answers(int.Parse(left), int.Parse(right!));

    public static string ParseWithCulture(string left, string? right) => Answers(
        double.Parse(left, CultureInfo.InvariantCulture), double.Parse(right.AsSpan(), CultureInfo.InvariantCulture));

    public static string ParseWithStyle(string left, string? right) => Answers(
        int.Parse(left, NumberStyles.HexNumber),
        long.Parse(left, NumberStyles.HexNumber, CultureInfo.InvariantCulture),
        ulong.Parse(right.AsSpan(), NumberStyles.HexNumber, CultureInfo.InvariantCulture));

    public static string Converted(string left, string? right) => Answers(Convert.ToInt32(right), Convert.ToInt64(left));

    public static string Patterns(string left, string? right) => Answers(
        Word.IsMatch(left),
        Word.IsMatch(left.AsSpan()),
        Word.Match(right!).Value,
        Regex.IsMatch(left, "^a.*$"),
        Regex.IsMatch(left, "^a.*$", RegexOptions.IgnoreCase),
        Regex.Match(left, "b.").Value,
        Regex.Match(left, "b.", RegexOptions.IgnoreCase).Value);

    private static string Answers(params object[] answers) =>
        string.Join(' ', answers.Select(answer => Convert.ToString(answer, CultureInfo.InvariantCulture)));

    /// <summary>A class that calls Equals of its base class.</summary>
    public class Derived
    {
        /// <inheritdoc/>
        public override bool Equals(object? obj) => base.Equals(obj);

        /// <inheritdoc/>
        public override int GetHashCode() => 1;
    }
}
