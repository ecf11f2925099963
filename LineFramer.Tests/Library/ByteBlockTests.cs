using Xunit;

namespace LineFraming.Tests.Library;

/// <summary>
/// Both kinds of blocks find the same ends. The hardware chooses one; the other runs in software here, so that every machine
/// tests both.
/// </summary>
public class ByteBlockTests
{
    private const string Alphabet = "\r\nabx";

    /// <summary>The shapes of delimiters that have a scanner of their own, and two that share one.</summary>
    public static TheoryData<string[]> Shapes =>
        [["\n"], ["\r\n"], ["\r\n\r\n"], ["a", "b"], ["\r\n", "ab"], ["abxab"], ["abx", "b", "\n\n"]];

    /// <summary>The ends that fill a queue, far ahead and to the next one alone.</summary>
    [SkippableTheory]
    [MemberData(nameof(Shapes))]
    public void Both_kinds_of_blocks_find_the_same_ends(string[] delimiters)
    {
        byte[][] bytes = [.. delimiters.Select(delimiter => delimiter.Select(c => (byte)c).ToArray())];
        LastByteTable lastBytes = new(bytes);
        DelimiterScanner wide = DelimiterScanner.For<WideBlock>(bytes, isAnyNewline: false, lastBytes);
        DelimiterScanner split = DelimiterScanner.For<SplitBlock>(bytes, isAnyNewline: false, lastBytes);
        Compare(wide, split, bytes);
    }

    /// <summary>The same for any newline, where an LF after a CR is no end.</summary>
    [SkippableFact]
    public void Both_kinds_of_blocks_find_the_same_newlines()
    {
        byte[][] bytes = [[(byte)'\r'], [(byte)'\n']];
        LastByteTable lastBytes = new(bytes);
        DelimiterScanner wide = DelimiterScanner.For<WideBlock>(bytes, isAnyNewline: true, lastBytes);
        DelimiterScanner split = DelimiterScanner.For<SplitBlock>(bytes, isAnyNewline: true, lastBytes);
        Compare(wide, split, [[(byte)'\r', (byte)'\n'], .. bytes]);
    }

    private static void Compare(DelimiterScanner wide, DelimiterScanner split, byte[][] delimiters)
    {
        Skip.IfNot(ByteBlock.IsFast, "No block is scanned without vectors.");
        Random random = new(1);
        int found = 0;
        for (int round = 0; round < 400; round++)
        {
            // Dense and sparse ends, in chunks of any remainder.
            byte[] chunk = new byte[random.Next(64, 1500)];
            Array.Fill(chunk, (byte)'.');
            for (int ends = random.Next(chunk.Length / 4); ends > 0; ends--)
            {
                byte[] delimiter = delimiters[random.Next(delimiters.Length)];
                int at = random.Next(chunk.Length);
                delimiter.AsSpan(0, Math.Min(delimiter.Length, chunk.Length - at)).CopyTo(chunk.AsSpan(at));
                chunk[random.Next(chunk.Length)] = (byte)Alphabet[random.Next(Alphabet.Length)];
            }

            int ahead = round % 2 == 0 ? 0 : random.Next(chunk.Length + 1);
            List<int> expected = EndsIn(chunk, wide, ahead);
            Assert.Equal(expected, EndsIn(chunk, split, ahead));
            found += expected.Count;
        }

        Assert.True(found > 1000, $"Only {found} ends were found, too few to compare.");
    }

    private static List<int> EndsIn(byte[] chunk, DelimiterScanner scanner, int ahead)
    {
        LineEndQueue queue = default;
        List<int> ends = [];
        int from = scanner.BytesBefore;
        while (queue.Scanned < chunk.Length)
        {
            scanner.Fill(chunk, from, chunk.Length, ahead, ref queue);
            while (queue.IsAny)
            {
                ends.Add(queue.Next);
                queue.Drop();
            }
        }

        return ends;
    }
}
