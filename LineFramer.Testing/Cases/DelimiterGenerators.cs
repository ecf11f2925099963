using FsCheck;
using FsCheck.Fluent;

namespace LineFraming.Testing;

/// <summary>
/// Sets of related delimiters: of few different bytes, with suffixes and last bytes in common, of one length and of lengths one
/// apart, overlapping themselves and each other. Resumed searches go wrong there.
/// </summary>
internal static class DelimiterGenerators
{
    private const int MaxLength = 13;

    // More than the library scans for with vectors, so for a few sets its automaton steps through every byte.
    private const int MaxCount = 10;

    private static readonly string[] Alphabets = ["ab", "ab", "abc", "\r\n", "\n\0", "a\u00ff\u007f"];

    /// <summary>Valid sets (R2), in which no delimiter has another one before its end.</summary>
    public static Gen<DelimiterChoice> Sets { get; } =
        from alphabet in Gen.Elements(Alphabets)
        from first in Strings(alphabet)
        from count in Gen.Frequency((8, Gen.Choose(0, 3)), (3, Gen.Choose(4, 6)), (1, Gen.Choose(9, MaxCount)))
        from others in Gen.ArrayOf(Related(alphabet, first), count)
        select DelimiterChoice.Of("drawn", [.. Valid([first, .. others])]);

    // Most are short, and one byte is frequent: "aaab" needs more than one fallback of an automaton.
    private static Gen<string> Strings(string alphabet) =>
        from length in Gen.Frequency((6, Gen.Choose(1, 4)), (1, Gen.Choose(5, MaxLength)))
        from bytes in Gen.ArrayOf(Gen.Frequency((3, Gen.Constant(alphabet[0])), (3, Gen.Elements(alphabet.ToCharArray()))), length)
        select new string(bytes);

    private static Gen<string> Related(string alphabet, string first)
    {
        Gen<string> suffix =
            from front in Strings(alphabet)
            from kept in Gen.Choose(0, first.Length - 1)
            select Short(front + first[kept..]);
        Gen<string> sameLast = from front in Strings(alphabet) select Short(front + first[^1]);
        Gen<string> sameLength = from bytes in Gen.ArrayOf(Gen.Elements(alphabet.ToCharArray()), first.Length) select new string(bytes);
        return Gen.Frequency((2, suffix), (1, sameLast), (2, sameLength), (2, Strings(alphabet)));
    }

    private static string Short(string text) => text.Length <= MaxLength ? text : text[^MaxLength..];

    private static List<string> Valid(string[] strings)
    {
        List<string> set = [];
        foreach (string each in strings)
        {
            if (!set.Exists(other => each == other || Hides(each, other) || Hides(other, each)))
            {
                set.Add(each);
            }
        }

        return set;
    }

    // Whether one occurs in the other before its end, where it would end the line first.
    private static bool Hides(string text, string other) => text.AsSpan(..^1).IndexOf(other, StringComparison.Ordinal) >= 0;
}
