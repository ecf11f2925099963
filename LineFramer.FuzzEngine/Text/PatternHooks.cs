using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace LineFraming.FuzzEngine;

/// <summary>
/// Replaces matches of regular expressions in instrumented code. If a match fails, the hook reports a text that would match.
/// </summary>
[StackTraceHidden]
public static class PatternHooks
{
    // The hook reports several texts for each pattern in turn.
    private const int SamplesOfPattern = 8;

    // A program may make any number of patterns at run time.
    private const int MaxPatterns = 1024;

    private static readonly ConcurrentDictionary<string, string?[]> Samples = new();
    private static uint _turn;

    /// <summary>Replaces <see cref="Regex.IsMatch(string)"/>.</summary>
    [InsteadOf(typeof(Regex), "IsMatch", OnInstance = true)]
    public static bool IsMatch(Regex pattern, string text) => pattern.IsMatch(text) || Failed(pattern.ToString());

    /// <summary>Replaces <see cref="Regex.IsMatch(ReadOnlySpan{char})"/>.</summary>
    [InsteadOf(typeof(Regex), "IsMatch", OnInstance = true)]
    public static bool IsMatch(Regex pattern, ReadOnlySpan<char> text) => pattern.IsMatch(text) || Failed(pattern.ToString());

    /// <summary>Replaces <see cref="Regex.Match(string)"/>.</summary>
    [InsteadOf(typeof(Regex), "Match", OnInstance = true)]
    public static Match Match(Regex pattern, string text) => Matched(pattern.Match(text), pattern.ToString());

    /// <summary>Replaces <see cref="Regex.IsMatch(string, string)"/>.</summary>
    [InsteadOf(typeof(Regex), "IsMatch")]
    public static bool IsMatch(string text, string pattern) => Regex.IsMatch(text, pattern) || Failed(pattern);

    /// <summary>Replaces <see cref="Regex.IsMatch(string, string, RegexOptions)"/>.</summary>
    [InsteadOf(typeof(Regex), "IsMatch")]
    public static bool IsMatch(string text, string pattern, RegexOptions options) =>
        Regex.IsMatch(text, pattern, options) || Failed(pattern);

    /// <summary>Replaces <see cref="Regex.Match(string, string)"/>.</summary>
    [InsteadOf(typeof(Regex), "Match")]
    public static Match Match(string text, string pattern) => Matched(Regex.Match(text, pattern), pattern);

    /// <summary>Replaces <see cref="Regex.Match(string, string, RegexOptions)"/>.</summary>
    [InsteadOf(typeof(Regex), "Match")]
    public static Match Match(string text, string pattern, RegexOptions options) => Matched(Regex.Match(text, pattern, options), pattern);

    private static Match Matched(Match match, string pattern)
    {
        if (!match.Success)
        {
            Failed(pattern);
        }

        return match;
    }

    private static bool Failed(string pattern)
    {
        if (TextReport.IsOn && (Samples.ContainsKey(pattern) || Samples.Count < MaxPatterns))
        {
            string?[] samples = Samples.GetOrAdd(
                pattern, static key => [.. Enumerable.Range(0, SamplesOfPattern).Select(seed => new PatternSample(key, seed).Make())]);
            TextReport.Missing(samples[unchecked(_turn++) % SamplesOfPattern]);
        }

        return false;
    }
}
