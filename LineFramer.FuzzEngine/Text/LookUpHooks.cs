using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace LineFraming.FuzzEngine;

/// <summary>
/// What instrumented code calls in place of looking up a string: the same look-up, and if nothing is found a report of some of the
/// keys that would have been.
/// </summary>
[StackTraceHidden]
public static class LookUpHooks
{
    // Reporting is linear in the keys; a table of more keys gives up these.
    private const int MaxKeys = 256;

    // libFuzzer's tables are small: a few keys each time, others the next time.
    private const int Reported = 4;

    private static uint _turn;

    /// <summary>In place of <see cref="Dictionary{TKey, TValue}.TryGetValue"/>.</summary>
    /// <typeparam name="T">The values.</typeparam>
    /// <param name="table">What is searched.</param>
    /// <param name="key">What is sought.</param>
    /// <param name="value">What was found.</param>
    /// <returns>Whether it was found.</returns>
    [InsteadOf(typeof(Dictionary<,>), "TryGetValue", OnInstance = true)]
    public static bool TryGetValue<T>(Dictionary<string, T> table, string key, [MaybeNullWhen(false)] out T value) =>
        table.TryGetValue(key, out value) || NoneIs(key, table.Keys, table.Count);

    /// <summary>In place of <see cref="Dictionary{TKey, TValue}.ContainsKey"/>.</summary>
    /// <typeparam name="T">The values.</typeparam>
    /// <param name="table">What is searched.</param>
    /// <param name="key">What is sought.</param>
    /// <returns>Whether it was found.</returns>
    [InsteadOf(typeof(Dictionary<,>), "ContainsKey", OnInstance = true)]
    public static bool ContainsKey<T>(Dictionary<string, T> table, string key) =>
        table.ContainsKey(key) || NoneIs(key, table.Keys, table.Count);

    /// <summary>In place of the indexer of <see cref="Dictionary{TKey, TValue}"/>.</summary>
    /// <typeparam name="T">The values.</typeparam>
    /// <param name="table">What is searched.</param>
    /// <param name="key">What is sought.</param>
    /// <returns>What was found.</returns>
    [InsteadOf(typeof(Dictionary<,>), "get_Item", OnInstance = true)]
    public static T GetItem<T>(Dictionary<string, T> table, string key)
    {
        if (key is not null && !table.ContainsKey(key))
        {
            NoneIs(key, table.Keys, table.Count);
        }

        return table[key!];
    }

    /// <summary>In place of <c>TryGetValue</c> of the interfaces and of frozen, sorted and concurrent tables.</summary>
    /// <typeparam name="T">The values.</typeparam>
    /// <param name="table">What is searched.</param>
    /// <param name="key">What is sought.</param>
    /// <param name="value">What was found.</param>
    /// <returns>Whether it was found.</returns>
    [InsteadOf(typeof(IReadOnlyDictionary<,>), "TryGetValue", OnInstance = true)]
    [InsteadOf(typeof(System.Collections.Frozen.FrozenDictionary<,>), "TryGetValue", OnInstance = true)]
    [InsteadOf(typeof(System.Collections.Concurrent.ConcurrentDictionary<,>), "TryGetValue", OnInstance = true)]
    [InsteadOf(typeof(SortedDictionary<,>), "TryGetValue", OnInstance = true)]
    public static bool TryGetValueOf<T>(IReadOnlyDictionary<string, T> table, string key, [MaybeNullWhen(false)] out T value) =>
        table.TryGetValue(key, out value) || NoneIs(key, table.Keys, table.Count);

    /// <summary>In place of <c>ContainsKey</c> of the interfaces and of frozen, sorted and concurrent tables.</summary>
    /// <typeparam name="T">The values.</typeparam>
    /// <param name="table">What is searched.</param>
    /// <param name="key">What is sought.</param>
    /// <returns>Whether it was found.</returns>
    [InsteadOf(typeof(IReadOnlyDictionary<,>), "ContainsKey", OnInstance = true)]
    [InsteadOf(typeof(System.Collections.Frozen.FrozenDictionary<,>), "ContainsKey", OnInstance = true)]
    [InsteadOf(typeof(System.Collections.Concurrent.ConcurrentDictionary<,>), "ContainsKey", OnInstance = true)]
    [InsteadOf(typeof(SortedDictionary<,>), "ContainsKey", OnInstance = true)]
    public static bool ContainsKeyOf<T>(IReadOnlyDictionary<string, T> table, string key) =>
        table.ContainsKey(key) || NoneIs(key, table.Keys, table.Count);

    /// <summary>In place of <c>TryGetValue</c> of <see cref="IDictionary{TKey, TValue}"/>.</summary>
    /// <typeparam name="T">The values.</typeparam>
    /// <param name="table">What is searched.</param>
    /// <param name="key">What is sought.</param>
    /// <param name="value">What was found.</param>
    /// <returns>Whether it was found.</returns>
    [InsteadOf(typeof(IDictionary<,>), "TryGetValue", OnInstance = true)]
    public static bool TryGetValueOf<T>(IDictionary<string, T> table, string key, [MaybeNullWhen(false)] out T value) =>
        table.TryGetValue(key, out value) || NoneIs(key, table.Keys, table.Count);

    /// <summary>In place of <c>ContainsKey</c> of <see cref="IDictionary{TKey, TValue}"/>.</summary>
    /// <typeparam name="T">The values.</typeparam>
    /// <param name="table">What is searched.</param>
    /// <param name="key">What is sought.</param>
    /// <returns>Whether it was found.</returns>
    [InsteadOf(typeof(IDictionary<,>), "ContainsKey", OnInstance = true)]
    public static bool ContainsKeyOf<T>(IDictionary<string, T> table, string key) =>
        table.ContainsKey(key) || NoneIs(key, table.Keys, table.Count);

    /// <summary>In place of <c>Contains</c> of the sets and lists.</summary>
    /// <param name="items">What is searched.</param>
    /// <param name="key">What is sought.</param>
    /// <returns>Whether it was found.</returns>
    [InsteadOf(typeof(HashSet<>), "Contains", OnInstance = true)]
    [InsteadOf(typeof(SortedSet<>), "Contains", OnInstance = true)]
    [InsteadOf(typeof(System.Collections.Frozen.FrozenSet<>), "Contains", OnInstance = true)]
    [InsteadOf(typeof(List<>), "Contains", OnInstance = true)]
    [InsteadOf(typeof(ICollection<>), "Contains", OnInstance = true)]
    public static bool Contains(ICollection<string> items, string key) => items.Contains(key) || NoneIs(key, items, items.Count);

    /// <summary>In place of <see cref="EqualityComparer{T}.Equals(T, T)"/> and of the interface.</summary>
    /// <param name="comparer">The comparer.</param>
    /// <param name="left">The first operand.</param>
    /// <param name="right">The second operand.</param>
    /// <returns>Whether they are equal.</returns>
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
