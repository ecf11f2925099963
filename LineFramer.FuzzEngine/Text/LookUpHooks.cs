using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace LineFraming.FuzzEngine;

/// <summary>
/// Replaces look-ups of strings in instrumented code. If a look-up finds nothing, the hook reports some of the keys to
/// libFuzzer.
/// </summary>
[StackTraceHidden]
public static class LookUpHooks
{
    // Skipping to a key is linear, so only this many keys of a table are reported.
    private const int MaxKeys = 256;

    // libFuzzer's tables are small, so each call reports a few keys and the next call reports others.
    private const int Reported = 4;

    private static uint _turn;

    /// <summary>Replaces <see cref="Dictionary{TKey, TValue}.TryGetValue"/>.</summary>
    [InsteadOf(typeof(Dictionary<,>), "TryGetValue", OnInstance = true)]
    public static bool TryGetValue<T>(Dictionary<string, T> table, string key, [MaybeNullWhen(false)] out T value) =>
        table.TryGetValue(key, out value) || NoneIs(key, table.Keys, table.Count);

    /// <summary>Replaces <see cref="Dictionary{TKey, TValue}.ContainsKey"/>.</summary>
    [InsteadOf(typeof(Dictionary<,>), "ContainsKey", OnInstance = true)]
    public static bool ContainsKey<T>(Dictionary<string, T> table, string key) =>
        table.ContainsKey(key) || NoneIs(key, table.Keys, table.Count);

    /// <summary>Replaces the indexer of <see cref="Dictionary{TKey, TValue}"/>.</summary>
    [InsteadOf(typeof(Dictionary<,>), "get_Item", OnInstance = true)]
    public static T GetItem<T>(Dictionary<string, T> table, string key)
    {
        if (key is not null && !table.ContainsKey(key))
        {
            NoneIs(key, table.Keys, table.Count);
        }

        return table[key!];
    }

    /// <summary>Replaces <c>TryGetValue</c> of the interfaces and of frozen, sorted and concurrent dictionaries.</summary>
    [InsteadOf(typeof(IReadOnlyDictionary<,>), "TryGetValue", OnInstance = true)]
    [InsteadOf(typeof(System.Collections.Frozen.FrozenDictionary<,>), "TryGetValue", OnInstance = true)]
    [InsteadOf(typeof(System.Collections.Concurrent.ConcurrentDictionary<,>), "TryGetValue", OnInstance = true)]
    [InsteadOf(typeof(SortedDictionary<,>), "TryGetValue", OnInstance = true)]
    public static bool TryGetValueOf<T>(IReadOnlyDictionary<string, T> table, string key, [MaybeNullWhen(false)] out T value) =>
        table.TryGetValue(key, out value) || NoneIs(key, table.Keys, table.Count);

    /// <summary>Replaces <c>ContainsKey</c> of the interfaces and of frozen, sorted and concurrent dictionaries.</summary>
    [InsteadOf(typeof(IReadOnlyDictionary<,>), "ContainsKey", OnInstance = true)]
    [InsteadOf(typeof(System.Collections.Frozen.FrozenDictionary<,>), "ContainsKey", OnInstance = true)]
    [InsteadOf(typeof(System.Collections.Concurrent.ConcurrentDictionary<,>), "ContainsKey", OnInstance = true)]
    [InsteadOf(typeof(SortedDictionary<,>), "ContainsKey", OnInstance = true)]
    public static bool ContainsKeyOf<T>(IReadOnlyDictionary<string, T> table, string key) =>
        table.ContainsKey(key) || NoneIs(key, table.Keys, table.Count);

    /// <summary>Replaces <c>TryGetValue</c> of <see cref="IDictionary{TKey, TValue}"/>.</summary>
    [InsteadOf(typeof(IDictionary<,>), "TryGetValue", OnInstance = true)]
    public static bool TryGetValueOf<T>(IDictionary<string, T> table, string key, [MaybeNullWhen(false)] out T value) =>
        table.TryGetValue(key, out value) || NoneIs(key, table.Keys, table.Count);

    /// <summary>Replaces <c>ContainsKey</c> of <see cref="IDictionary{TKey, TValue}"/>.</summary>
    [InsteadOf(typeof(IDictionary<,>), "ContainsKey", OnInstance = true)]
    public static bool ContainsKeyOf<T>(IDictionary<string, T> table, string key) =>
        table.ContainsKey(key) || NoneIs(key, table.Keys, table.Count);

    /// <summary>Replaces <c>Contains</c> of sets and lists.</summary>
    [InsteadOf(typeof(HashSet<>), "Contains", OnInstance = true)]
    [InsteadOf(typeof(SortedSet<>), "Contains", OnInstance = true)]
    [InsteadOf(typeof(System.Collections.Frozen.FrozenSet<>), "Contains", OnInstance = true)]
    [InsteadOf(typeof(List<>), "Contains", OnInstance = true)]
    [InsteadOf(typeof(ICollection<>), "Contains", OnInstance = true)]
    public static bool Contains(ICollection<string> items, string key) => items.Contains(key) || NoneIs(key, items, items.Count);

    /// <summary>Replaces <see cref="EqualityComparer{T}.Equals(T, T)"/> and of the interface.</summary>
    [InsteadOf(typeof(EqualityComparer<>), "Equals", OnInstance = true)]
    [InsteadOf(typeof(IEqualityComparer<>), "Equals", OnInstance = true)]
    public static bool AreEqual(IEqualityComparer<string> comparer, string? left, string? right) =>
        comparer.Equals(left, right) || StringHooks.Differ(left, right);

    private static bool NoneIs(string key, IEnumerable<string> keys, int count)
    {
        if (!TextReport.IsOn || key is null || count == 0)
        {
            return false;
        }

        uint first = unchecked(_turn += Reported) % (uint)Math.Min(count, MaxKeys);
        foreach (string one in keys.Skip((int)first).Take(Reported))
        {
            TextReport.Unequal(key, one);
        }

        return false;
    }
}
