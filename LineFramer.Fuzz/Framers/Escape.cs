using System.Globalization;

namespace LineFraming.Fuzz;

/// <summary>Bytes as text that a person can read and paste into a C# string.</summary>
public static class Escape
{
    /// <summary>The bytes in double quotes, everything but printable ASCII escaped.</summary>
    /// <param name="bytes">Any bytes.</param>
    /// <param name="most">From this many bytes on, the middle is left out and counted.</param>
    /// <returns>For example <c>"abc\r\n\x00"</c>.</returns>
    public static string Quote(ReadOnlySpan<byte> bytes, int most = int.MaxValue)
    {
        if (bytes.Length <= most)
        {
            return QuotedBytes.Of(bytes);
        }

        int half = most / 2;
        return $"{QuotedBytes.Of(bytes[..half])}..({bytes.Length - (2 * half)} bytes)..{QuotedBytes.Of(bytes[^half..])}";
    }

    /// <summary>The bytes that escaped text stands for: what <see cref="Quote"/> gives, without the quotes.</summary>
    /// <param name="text">Latin-1 text with the escapes <c>\r \n \t \0 \\ \"</c> and <c>\xHH</c>.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="FormatException">An escape is none of these, or a character has no byte.</exception>
    public static byte[] Parse(string text)
    {
        List<byte> bytes = [];
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                bytes.Add(text[i] <= byte.MaxValue ? (byte)text[i] : throw new FormatException($"'{text[i]}' is not one byte; write its bytes as \\xHH."));
                continue;
            }

            string escape = text[i..Math.Min(i + 4, text.Length)];
            int simple = escape.Length > 1 ? "rnt0\\\"".IndexOf(escape[1], StringComparison.Ordinal) : -1;
            if (simple >= 0)
            {
                bytes.Add("\r\n\t\0\\\""u8[simple]);
                i++;
            }
            else if (escape.Length == 4 && escape[1] == 'x' && byte.TryParse(escape.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value))
            {
                bytes.Add(value);
                i += 3;
            }
            else
            {
                throw new FormatException($"\"{escape}\" is no escape; there are \\r \\n \\t \\0 \\\\ \\\" and \\xHH.");
            }
        }

        return [.. bytes];
    }
}
