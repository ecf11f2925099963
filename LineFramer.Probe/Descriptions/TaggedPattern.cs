using System.Text.RegularExpressions;

namespace LineFraming.Probe;

/// <summary>A regular expression over one line, in which <c>{tag}</c> stands for the tag of a command.</summary>
internal sealed class TaggedPattern
{
    private const string Placeholder = "{tag}";
    private readonly Regex _any;

    /// <summary>Makes the pattern.</summary>
    /// <exception cref="ArgumentException">It is no regular expression.</exception>
    public TaggedPattern(string pattern)
    {
        HasTag = pattern.Contains(Placeholder, StringComparison.Ordinal);
        _any = Compile(pattern.Replace(Placeholder, $"(?<tag>{Tags.Pattern})", StringComparison.Ordinal));
    }

    /// <summary>Whether <c>{tag}</c> occurs in it.</summary>
    public bool HasTag { get; }

    /// <summary>Whether a line matches, and the tag in it.</summary>
    public bool Matches(string line, out string? tag)
    {
        Match match = _any.Match(line);
        tag = match.Groups["tag"] is { Success: true } group ? group.Value : null;
        return match.Success;
    }

    /// <summary>A regular expression of a description: it matches Latin-1 text and has a time limit.</summary>
    public static Regex Compile(string pattern) => new(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
}

/// <summary>Tags, each used once, which distinguish commands.</summary>
internal sealed class Tags
{
    /// <summary>The regular expression of every tag.</summary>
    public const string Pattern = @"tag\d+z";

    /// <summary>A tag of the length that is reserved for tags in lines of an exact length.</summary>
    public const string Longest = "tag1000z";

    private int _last;

    /// <summary>The next tag.</summary>
    public string Next() => $"tag{Interlocked.Increment(ref _last)}z";
}
