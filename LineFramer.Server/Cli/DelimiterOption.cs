using System.Globalization;
using System.Text;

namespace LineFraming.Server;

/// <summary>Reads the value of <c>--delimiter</c>: a name, or the bytes themselves with escapes.</summary>
internal static class DelimiterOption
{
    /// <summary>What the value may be.</summary>
    public const string Allowed =
        @"crlf, lf, crlf-or-lf, any, nul, or the bytes themselves, with the escapes \r \n \t \0 \\ and \xHH";

    /// <summary>
    /// Reads one of the names, in any case, or a string of at least one byte, in UTF-8 with escapes. A word of two or more
    /// letters and hyphens that is no name is rejected, because it is probably a typing error; with one letter escaped it is
    /// accepted.
    /// </summary>
    /// <exception cref="FormatException">It is invalid; the message goes on after the option and its value.</exception>
    public static LineDelimiter Parse(string value) => value.ToUpperInvariant() switch
    {
        "CRLF" => LineDelimiter.CrLf,
        "LF" => LineDelimiter.Lf,
        "CRLF-OR-LF" => LineDelimiter.CrLfOrLf,
        "ANY" => LineDelimiter.AnyNewline,
        "NUL" => LineDelimiter.Nul,
        "" => throw Invalid("is empty"),
        { Length: > 1 } word when word.All(c => char.IsAsciiLetter(c) || c == '-') =>
            throw Invalid("is no name of a delimiter; escape a letter of it to mean the word itself"),
        _ => LineDelimiter.Create(Unescape(value)),
    };

    private static FormatException Invalid(string problem) => new($"{problem}. It may be {Allowed}.");

    private static byte[] Unescape(string value)
    {
        List<byte> bytes = [];
        for (int i = 0; i < value.Length;)
        {
            if (value[i] == '\\')
            {
                i += 1 + UnescapeOne(value.AsSpan(i + 1), bytes);
                continue;
            }

            int end = value.IndexOf('\\', i);
            end = end < 0 ? value.Length : end;
            bytes.AddRange(Encoding.UTF8.GetBytes(value[i..end]));
            i = end;
        }

        return [.. bytes];
    }

    // How many characters after the backslash belong to the escape.
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

        throw Invalid("has an escape that is not known or not complete");
    }
}
