using System.Text;
using System.Text.RegularExpressions;

namespace LineFraming.Probe;

/// <summary>
/// A command of a description: Latin-1 text with its escapes resolved and placeholders such as <c>{tag}</c>, without the line
/// end.
/// </summary>
internal sealed partial record ProtocolCommand(string Text)
{
    /// <summary>Whether a placeholder occurs in it.</summary>
    public bool Has(string placeholder) => Text.Contains($"{{{placeholder}}}", StringComparison.Ordinal);

    /// <summary>The bytes, with the placeholders filled in.</summary>
    public byte[] Fill(IReadOnlyDictionary<string, string> values) => Encoding.Latin1.GetBytes(
        Placeholders().Replace(Text, match => values.TryGetValue(match.Groups[1].Value, out string? value) ? value : match.Value));

    /// <summary>The names of the placeholders in a text.</summary>
    public static IEnumerable<string> PlaceholdersOf(string text) => Placeholders().Matches(text).Select(match => match.Groups[1].Value);

    [GeneratedRegex(@"\{([a-z]+)\}")]
    private static partial Regex Placeholders();
}
