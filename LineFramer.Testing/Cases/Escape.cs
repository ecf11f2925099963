using System.Globalization;
using System.Text;

namespace LineFraming.Testing;

/// <summary>Bytes as text that a person can read and paste into a C# string.</summary>
internal static class Escape
{
    /// <summary>
    /// The bytes in double quotes, everything but printable ASCII escaped; of more than <paramref name="max"/> bytes the
    /// middle is left out and counted.
    /// </summary>
    /// <returns>For example <c>"abc\r\n\x00"</c>.</returns>
    public static string Quote(ReadOnlySpan<byte> bytes, int max = int.MaxValue)
    {
        if (bytes.Length <= max)
        {
            return Quoted(bytes);
        }

        int half = max / 2;
        return $"{Quoted(bytes[..half])}..({bytes.Length - (2 * half)} bytes)..{Quoted(bytes[^half..])}";
    }

    /// <summary>
    /// The bytes that Latin-1 text stands for. Its escapes are <c>\r \n \t \0 \\ \"</c> and <c>\xHH</c>, as
    /// <see cref="Quote"/> writes them.
    /// </summary>
    /// <returns>The bytes.</returns>
    /// <exception cref="FormatException">An escape is none of these, or a character has no byte.</exception>
    public static byte[] Parse(string text)
    {
        List<byte> bytes = [];
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                bytes.Add(
                    text[i] <= byte.MaxValue
                        ? (byte)text[i]
                        : throw new FormatException($"'{text[i]}' is not one byte; write its bytes as \\xHH."));
                continue;
            }

            string escape = text[i..Math.Min(i + 4, text.Length)];
            int simple = escape.Length > 1 ? "rnt0\\\"".IndexOf(escape[1], StringComparison.Ordinal) : -1;
            if (simple >= 0)
            {
                bytes.Add("\r\n\t\0\\\""u8[simple]);
                i++;
            }
            else if (escape.Length == 4 && escape[1] == 'x'
                && byte.TryParse(escape.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value))
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

    private static string Quoted(ReadOnlySpan<byte> bytes)
    {
        StringBuilder text = new("\"");
        foreach (byte value in bytes)
        {
            text.Append(value switch
            {
                (byte)'\r' => @"\r",
                (byte)'\n' => @"\n",
                (byte)'"' => "\\\"",
                (byte)'\\' => @"\\",
                >= 0x20 and < 0x7f => ((char)value).ToString(),
                _ => $@"\x{value:x2}",
            });
        }

        return text.Append('"').ToString();
    }
}
