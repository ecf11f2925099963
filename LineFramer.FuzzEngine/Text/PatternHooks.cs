using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace LineFraming.FuzzEngine;

/// <summary>
/// What instrumented code calls in place of regular expressions: the same match, and if it fails a report of a text that would match.
/// </summary>
[StackTraceHidden]
public static class PatternHooks
{
    // A few texts for each pattern, in turns.
    private const int Kept = 8;

    // Patterns that are made at run time could be any number.
    private const int MaxPatterns = 1024;

    private static readonly ConcurrentDictionary<string, string?[]> Samples = new();
    private static uint _turn;

    /// <summary>In place of <see cref="Regex.IsMatch(string)"/>.</summary>
    /// <param name="pattern">The regular expression.</param>
    /// <param name="text">What is searched.</param>
    /// <returns>Whether it matches.</returns>
    [InsteadOf(typeof(Regex), "IsMatch", OnInstance = true)]
    public static bool IsMatch(Regex pattern, string text) => pattern.IsMatch(text) || Failed(pattern.ToString());

    /// <summary>In place of <see cref="Regex.IsMatch(ReadOnlySpan{char})"/>.</summary>
    /// <param name="pattern">The regular expression.</param>
    /// <param name="text">What is searched.</param>
    /// <returns>Whether it matches.</returns>
    [InsteadOf(typeof(Regex), "IsMatch", OnInstance = true)]
    public static bool IsMatch(Regex pattern, ReadOnlySpan<char> text) => pattern.IsMatch(text) || Failed(pattern.ToString());

    /// <summary>In place of <see cref="Regex.Match(string)"/>.</summary>
    /// <param name="pattern">The regular expression.</param>
    /// <param name="text">What is searched.</param>
    /// <returns>The first match.</returns>
    [InsteadOf(typeof(Regex), "Match", OnInstance = true)]
    public static Match Match(Regex pattern, string text) => Matched(pattern.Match(text), pattern.ToString());

    /// <summary>In place of <see cref="Regex.IsMatch(string, string)"/>.</summary>
    /// <param name="text">What is searched.</param>
    /// <param name="pattern">The regular expression.</param>
    /// <returns>Whether it matches.</returns>
    [InsteadOf(typeof(Regex), "IsMatch")]
    public static bool IsMatch(string text, string pattern) => Regex.IsMatch(text, pattern) || Failed(pattern);

    /// <summary>In place of <see cref="Regex.IsMatch(string, string, RegexOptions)"/>.</summary>
    /// <param name="text">What is searched.</param>
    /// <param name="pattern">The regular expression.</param>
    /// <param name="options">How it is read.</param>
    /// <returns>Whether it matches.</returns>
    [InsteadOf(typeof(Regex), "IsMatch")]
    public static bool IsMatch(string text, string pattern, RegexOptions options) => Regex.IsMatch(text, pattern, options) || Failed(pattern);

    /// <summary>In place of <see cref="Regex.Match(string, string)"/>.</summary>
    /// <param name="text">What is searched.</param>
    /// <param name="pattern">The regular expression.</param>
    /// <returns>The first match.</returns>
    [InsteadOf(typeof(Regex), "Match")]
    public static Match Match(string text, string pattern) => Matched(Regex.Match(text, pattern), pattern);

    /// <summary>In place of <see cref="Regex.Match(string, string, RegexOptions)"/>.</summary>
    /// <param name="text">What is searched.</param>
    /// <param name="pattern">The regular expression.</param>
    /// <param name="options">How it is read.</param>
    /// <returns>The first match.</returns>
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
            string?[] samples = Samples.GetOrAdd(pattern, static key => [.. Enumerable.Range(0, Kept).Select(seed => new PatternSample(key, seed).Make())]);
            TextReport.Missing(samples[unchecked(_turn++) % Kept]);
        }

        return false;
    }
}
