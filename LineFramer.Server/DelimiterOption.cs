using System.Globalization;
using System.Text;

namespace LineFraming.Server;

/// <summary>Reads the value of <c>--delimiter</c>: a name, or the bytes themselves with escapes.</summary>
internal static class DelimiterOption
{
    /// <summary>What the value may be, to go on with a sentence that says what was wrong with it.</summary>
    public const string Allowed =
        @"crlf, lf, crlf-or-lf, any, nul, or the bytes themselves, with the escapes \r \n \t \0 \\ and \xHH";

    /// <summary>Reads a value.</summary>
    /// <param name="value">
    /// One of the names, in any case, or a string of at least one byte, in UTF-8 but for its escapes. A word of two or
    /// more letters and hyphens that is no name is refused, being a mistake more often than a delimiter; with one
    /// letter escaped it is taken.
    /// </param>
    /// <param name="problem">What is wrong with the value, as a sentence without its full stop; null if nothing is.</param>
    /// <returns>The delimiter, or null if the value is refused.</returns>
    public static LineDelimiter? Parse(string value, out string? problem)
    {
        problem = null;
        switch (value.ToUpperInvariant())
        {
            case "CRLF":
                return LineDelimiter.CrLf;
            case "LF":
                return LineDelimiter.Lf;
            case "CRLF-OR-LF":
                return LineDelimiter.CrLfOrLf;
            case "ANY":
                return LineDelimiter.AnyNewline;
            case "NUL":
                return LineDelimiter.Nul;
        }

        if (value.Length > 1 && value.All(c => char.IsAsciiLetter(c) || c == '-'))
        {
            problem = "is no name of a delimiter; escape a letter of it to mean the word itself";
            return null;
        }

        byte[]? bytes = Unescape(value, out problem);
        if (bytes is { Length: 0 })
        {
            problem = "is empty";
        }

        return problem is null ? LineDelimiter.Create(bytes) : null;
    }

    private static byte[]? Unescape(string value, out string? problem)
    {
        problem = null;
        List<byte> bytes = [];
        for (int i = 0; i < value.Length; i++)
        {
            if (value[i] != '\\')
            {
                int end = value.IndexOf('\\', i);
                end = end < 0 ? value.Length : end;
                bytes.AddRange(Encoding.UTF8.GetBytes(value[i..end]));
                i = end - 1;
                continue;
            }

            i++;
            int taken = UnescapeOne(value.AsSpan(i), bytes);
            if (taken == 0)
            {
                problem = "has an escape that is not known or not complete";
                return null;
            }

            i += taken - 1;
        }

        return [.. bytes];
    }

    // How many characters behind the backslash belong to the escape; 0 if it is none.
    private static int UnescapeOne(ReadOnlySpan<char> escape, List<byte> bytes)
    {
        const string Letters = @"rnt0\";
        int letter = escape.IsEmpty ? -1 : Letters.IndexOf(escape[0]);
        if (letter >= 0)
        {
            bytes.Add("\r\n\t\0\\"u8[letter]);
            return 1;
        }

        if (escape.Length >= 3 && escape[0] == 'x'
            && byte.TryParse(escape[1..3], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte hex))
        {
            bytes.Add(hex);
            return 3;
        }

        return 0;
    }
}
