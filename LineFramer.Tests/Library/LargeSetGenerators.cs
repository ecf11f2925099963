using FsCheck;
using FsCheck.Fluent;
using LineFraming.Testing;

namespace LineFraming.Tests;

/// <summary>
/// Sets of more than 8 delimiters, and delimiters of more than 64 bytes: the automaton alone scans for them. They are of few
/// letters, so that they overlap themselves and each other, and the streams are of what almost ends a line.
/// </summary>
public static class LargeSetGenerators
{
    private const string Letters = "abcd";

    private static readonly int[] Limits = [0, 1, 1, 1, 2, 3, 4, 5, 8, 63, 64, 65, 100, 300];
    private static readonly int[] Sizes = [0, 1, 1, 2, 3, 5, 8, 17, 64, 65, 81, 200];

    // Periodic ones are where a fallback goes back by one byte a step.
    private static readonly DelimiterChoice[] Periodic =
    [
        DelimiterChoice.Of("80 a, b", new string('a', 80) + "b"),
        DelimiterChoice.Of("b, 80 a", "b" + new string('a', 80)),
        DelimiterChoice.Of("65 a", new string('a', 65)),
        DelimiterChoice.Of("40 ab, c", string.Concat(Enumerable.Repeat("ab", 40)) + "c"),
        DelimiterChoice.Of("20 aab, aac | c", string.Concat(Enumerable.Repeat("aab", 22)) + "aac", "c"),
        DelimiterChoice.Of("70 a, b | b", new string('a', 70) + "b", "b"),
    ];

    // Random strings, each of which is kept if every delimiter can still end a line (R2).
    private static readonly Gen<DelimiterChoice> Random =
        from isMany in Gen.Elements(true, false)
        from seed in Gen.Choose(0, int.MaxValue - 1)
        select isMany ? Many(new Random(seed)) : Long(new Random(seed));

    private static readonly Gen<int[]> ChunkSizes = Gen.OneOf(
        Gen.Constant(Array.Empty<int>()),
        Gen.Constant<int[]>([1]),
        from count in Gen.Choose(1, 6) from sizes in Gen.ArrayOf(Gen.Elements(Sizes), count) select sizes);

    /// <summary>Large sets with small limits, every policy, and chunks of few bytes.</summary>
    public static Arbitrary<LargeSetCase> Cases() => Arb.From(
        from delimiter in Gen.OneOf(Gen.Elements(Periodic), Random)
        from policy in Gen.Elements(Enum.GetValues<OversizedLineHandling>())
        from limit in Gen.Elements(Limits)
        from parts in Gen.Sized(size => Gen.ArrayOf(Part(delimiter, limit), 1 + (size / 20)))
        from sizes in ChunkSizes
        from isEnded in Gen.Elements(true, false)
        let options = new FramerOptions(delimiter, policy == OversizedLineHandling.Split ? Math.Max(limit, 1) : limit, policy)
        select new LargeSetCase(new FramerCase(options, [.. parts.SelectMany(part => part)], sizes, isEnded)),
        input => Shrinker.Shrink(input.Case).Select(smaller => new LargeSetCase(smaller)));

    private static Gen<byte[]> Part(DelimiterChoice delimiter, int limit)
    {
        Gen<byte[]> whole = Gen.Elements<byte[]>(delimiter.Strings);
        Gen<byte[]> begun = from bytes in whole from length in Gen.Choose(0, bytes.Length) select bytes[..length];
        Gen<byte[]> ended = from bytes in whole from length in Gen.Choose(0, bytes.Length) select bytes[^length..];
        Gen<byte[]> mess =
            from length in Gen.Choose(0, 12) from bytes in Gen.ArrayOf(Gen.Elements("abcdx"u8.ToArray()), length) select bytes;
        Gen<byte[]> run = from letter in Gen.Elements("aab"u8.ToArray()) from length in Gen.Choose(0, 170) select Repeat(letter, length);
        Gen<byte[]> aroundLimit = from difference in Gen.Choose(-1, 2) select Repeat((byte)'x', Math.Max(limit + difference, 0));
        return Gen.Frequency((3, whole), (3, begun), (1, ended), (2, mess), (2, run), (2, aroundLimit));
    }

    private static DelimiterChoice Many(Random random)
    {
        List<string> kept = [];
        int count = random.Next(DelimiterSet.MaxScannedCount + 1, 24);
        while (kept.Count < count)
        {
            AddIfValid(kept, Text(random, random.Next(3, 9)));
        }

        return DelimiterChoice.Of($"{count} of few letters", [.. kept]);
    }

    private static DelimiterChoice Long(Random random)
    {
        string unit = Text(random, random.Next(1, 4));
        string repeated = string.Concat(Enumerable.Repeat(unit, 100));
        List<string> kept = [repeated[..random.Next(DelimiterSet.MaxScannedLength, 100)] + Text(random, 1)];
        for (int tries = random.Next(4); tries > 0; tries--)
        {
            AddIfValid(kept, Text(random, random.Next(2, 90)));
        }

        return DelimiterChoice.Of("long of few letters", [.. kept]);
    }

    private static void AddIfValid(List<string> kept, string text)
    {
        bool isValid = kept.TrueForAll(
            other => other != text
                && !other[..^1].Contains(text, StringComparison.Ordinal)
                && !text[..^1].Contains(other, StringComparison.Ordinal));
        if (isValid)
        {
            kept.Add(text);
        }
    }

    private static string Text(Random random, int length) => new(random.GetItems<char>(Letters, length));

    private static byte[] Repeat(byte value, int count) => [.. Enumerable.Repeat(value, count)];
}

/// <summary>A case whose delimiters the automaton alone scans for.</summary>
public sealed record LargeSetCase(FramerCase Case);
