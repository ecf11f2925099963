using System.Globalization;
using System.Text;

namespace LineFraming.FuzzEngine;

/// <summary>Makes text of a target, such as the message of an exception, safe to print on a terminal.</summary>
internal static class Printable
{
    /// <summary>Escapes control characters, including newlines.</summary>
    public static string Line(string text)
    {
        StringBuilder shown = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool isPlain = rune.Value == '\t' || Rune.GetUnicodeCategory(rune) is not
                (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
            shown.Append(isPlain ? rune.ToString()
                : rune.Value <= byte.MaxValue ? string.Create(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}")
                : string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"));
        }

        return shown.ToString();
    }
}
