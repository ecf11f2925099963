using System.Collections.Immutable;
using System.Text;

namespace LineFraming.Testing;

/// <summary>
/// What ends a line, as plain byte strings, which a framer under test can be made with; the reference framer shares nothing
/// with <see cref="LineDelimiter"/>.
/// </summary>
public sealed class DelimiterChoice
{
    private readonly bool[] _isInAny = new bool[byte.MaxValue + 1];

    private DelimiterChoice(string name, byte[][] strings, bool isAnyNewline)
    {
        Real = isAnyNewline ? LineDelimiter.AnyNewline : LineDelimiter.CreateAny(strings);
        Name = name;
        Strings = [.. strings];
        IsAnyNewline = isAnyNewline;
        Longest = strings.Max(delimiter => delimiter.Length);
        foreach (byte b in strings.SelectMany(delimiter => delimiter))
        {
            _isInAny[b] = true;
        }

        if (!_isInAny.Contains(false))
        {
            throw new ArgumentException("The delimiters use all 256 bytes, so none is left for content.", nameof(strings));
        }

        Neutral = (byte)'x';
        while (_isInAny[Neutral])
        {
            Neutral++;
        }
    }

    /// <summary>CR LF.</summary>
    public static DelimiterChoice CrLf { get; } = Of("crlf", "\r\n");

    /// <summary>LF.</summary>
    public static DelimiterChoice Lf { get; } = Of("lf", "\n");

    /// <summary>CR LF or LF.</summary>
    public static DelimiterChoice CrLfOrLf { get; } = Of("crlf-or-lf", "\r\n", "\n");

    /// <summary>CR, LF or CR LF (R15).</summary>
    public static DelimiterChoice AnyNewline { get; } = new("any", [[(byte)'\r'], [(byte)'\n']], true);

    /// <summary>NUL.</summary>
    public static DelimiterChoice Nul { get; } = Of("nul", "\0");

    /// <summary>
    /// The choices for a framer that knows any delimiter: the named ones and those whose delimiters overlap themselves or each
    /// other, where a resumed search goes wrong first.
    /// </summary>
    public static IReadOnlyList<DelimiterChoice> All { get; } =
    [
        CrLf,
        Lf,
        CrLfOrLf,
        AnyNewline,
        Nul,
        Of("aa", "aa"),
        Of("aab", "aab"),
        Of("abaca", "abaca"),
        Of("ab|ba", "ab", "ba"),
        Of("abc|bd", "abc", "bd"),
        Of("crlfcrlf", "\r\n\r\n"),
        Of("b|aab|cab", "b", "aab", "cab"),
        Of("aba|abb", "aba", "abb"),
        Of("abc|bb", "abc", "bb"),
        Of("boundary", "\r\n--\"\\\u00ff"),
    ];

    /// <summary>A short name for reports, such as <c>crlf</c>.</summary>
    public string Name { get; }

    /// <summary>The delimiters; the first is the one that a writer writes. For any newline they are CR and LF.</summary>
    public ImmutableArray<byte[]> Strings { get; }

    /// <summary>Whether an LF right after a CR belongs to the same ending (R15).</summary>
    public bool IsAnyNewline { get; }

    /// <summary>The length of the longest delimiter, in bytes.</summary>
    public int Longest { get; }

    /// <summary>The library's delimiter for this choice.</summary>
    public LineDelimiter Real { get; }

    /// <summary>A byte that is part of none of the delimiters.</summary>
    internal byte Neutral { get; }

    /// <summary>Whether a byte is part of any of the delimiters.</summary>
    /// <returns>Whether it is.</returns>
    internal bool Contains(byte b) => _isInAny[b];

    /// <summary>The longest delimiter with which some bytes begin; null if none.</summary>
    internal byte[]? At(ReadOnlySpan<byte> bytes)
    {
        byte[]? longest = null;
        foreach (byte[] delimiter in Strings)
        {
            if (bytes.StartsWith(delimiter) && delimiter.Length > (longest?.Length ?? 0))
            {
                longest = delimiter;
            }
        }

        return longest;
    }

    /// <summary>A choice of delimiters given as Latin-1 text.</summary>
    /// <param name="name">A short name for reports.</param>
    /// <param name="strings">The delimiters, one byte a character: each is from U+0000 to U+00FF.</param>
    /// <returns>The choice.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">
    /// There is no delimiter, one is empty or can never end a line, a character is over U+00FF, or no byte is left for content.
    /// </exception>
    public static DelimiterChoice Of(string name, params string[] strings)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(strings);
        if (Array.Find(strings, text => text.Any(character => character > byte.MaxValue)) is { } wide)
        {
            throw new ArgumentException($"\"{wide}\" has a character over U+00FF, which is no byte.", nameof(strings));
        }

        return new(name, [.. strings.Select(Encoding.Latin1.GetBytes)], false);
    }

    /// <summary>The name and the delimiters, escaped.</summary>
    /// <returns>For example <c>crlf "\r\n"</c>.</returns>
    public override string ToString() =>
        $"{Name} {string.Join(" or ", Strings.Select(delimiter => Escape.Quote(delimiter)))}";
}
