using LineFraming.Fuzz;
using LineFraming.Testing;
using Xunit;

namespace LineFraming.Tests.Library;

/// <summary>
/// Inputs on which a library with one small mistake differed from the correct one. Each is compared with the reference framer
/// under every policy, in the chunks that matter, whole and byte by byte, with limits around the length of every line in it.
/// </summary>
public sealed class HardInputTests
{
    public static TheoryData<string, DelimiterChoice, string, int[]> Inputs => new()
    {
        { "one fallback is not enough", DelimiterChoice.Of("aabaaab", "aabaaab"), "aabaaaabaaab", [6, 6] },
        { "a fallback of two bytes", DelimiterChoice.Of("aabaaab", "aabaaab"), "aabaabaaab", [5, 5] },
        { "a fallback into another delimiter", DelimiterChoice.Of("two", "aabaaacab", "aabaaab"), "aabaaaabaaab", [6, 6] },
        { "the shorter delimiter first", DelimiterChoice.Of("bd|abc", "bd", "abc"), Repeat(60, "xxxabc"), [61] },
        { "the longer delimiter first", DelimiterChoice.Of("abc|bd", "abc", "bd"), Repeat(60, "xxxabc"), [61] },
        { "four bytes", DelimiterChoice.Of("abcd", "abcd"), Repeat(60, "xxxabcd"), [61] },
        { "one delimiter ends with the other", DelimiterChoice.Of("aab|b", "aab", "b"), Repeat(60, "xaab"), [61] },
        { "three newlines", DelimiterChoice.Of("crlf|lf|nul", "\r\n", "\n", "\0"), Repeat(60, "x\r\0"), [61] },
        { "a delimiter with a shared last byte", DelimiterChoice.Of("ab|xyb", "ab", "xyb"), Repeat(60, "ccxyb"), [61] },
        { "a delimiter across three chunks", DelimiterChoice.Of("caq|ababcdef", "caq", "ababcdef"), "cabcdef", [1, 5, 1] },
        { "a delimiter that began in a chunk before", DelimiterChoice.Of("caq|ababcdef", "caq", "ababcdef"), "cababcdef", [1, 5, 3] },
        { "many ends after a long line", DelimiterChoice.Lf, "a\n" + new string('x', 1_100) + new string('\n', 301), [4_096] },
        { "a buffer that grows", DelimiterChoice.Lf, Different(5_000) + "\nb\n", [100] },
        { "a delimiter that begins before the line", DelimiterChoice.Of("b|aab", "b", "aab"), "aaaaxb", [1, 5] },
        { "delimiters that part at the last byte", DelimiterChoice.Of("aba|abb|abc", "aba", "abb", "abc"), "xabbxabaxabc", [3, 1] },
        { "a proof inside a delimiter", DelimiterChoice.Of("aab", "aab"), "xaaaabcaaab", [2, 3] },
        {
            "a proof that ends a delimiter whose suffix begins another", DelimiterChoice.Of("three", "ab", "bcd", "qqaz"),
            "wqqabcdxab", [5, 2]
        },
        {
            "a buffered byte after a piece, and ends found ahead", DelimiterChoice.Of("zaaaab|aaaab", "zaaaab", "aaaab"),
            "xxzyyaaaab" + Repeat(20, "qaaaab"), [3, 200]
        },
        {
            "the byte before an empty line is the optional one", DelimiterChoice.Of("ab|bab", "ab", "bab"),
            "x" + Repeat(60, "ab") + Repeat(30, "bab"), [211]
        },
        { "a content byte of 1 before the delimiter", DelimiterChoice.Lf, Repeat(60, "x\u0001\n"), [180] },
        { "an optional byte of 0", DelimiterChoice.Of("nul b|b", "\0b", "b"), Repeat(60, "x\0b"), [180] },
        { "a delimiter that is open in the buffer, and a proof that would end it", DelimiterChoice.Of("ab", "ab"), "axxbabzab", [1, 8] },
        {
            "the first delimiter of a set without vectors, after pieces", DelimiterChoice.Of("b|long", "b", new string('a', 70) + "c"),
            "xxxxxbyb", [8]
        },
        {
            "the last six bytes of a delimiter of eight", DelimiterChoice.Of("abcdefgh", "abcdefgh"),
            Repeat(30, "xxcdefgh") + "abcdefgh", [121]
        },
        { "a delimiter that begins in the one before", DelimiterChoice.Of("set", "ca", "aab", "b"), "xcaab", [2, 1, 2] },
        { "an oversized line among empty ones", DelimiterChoice.Of("five", "abcde"), "abcdeabcdexyz" + Repeat(21, "abcde"), [118] },
        {
            "an end in the queue that a delimiter across the chunk boundary goes beyond",
            DelimiterChoice.Of("ccdz|cdb|b", "ccdz", "cdb", "b"), "yccdb!", [4, 2]
        },
    };

    [Theory]
    [MemberData(nameof(Inputs))]
    public void R1_to_R8_Events_are_those_of_the_reference(string input, DelimiterChoice delimiter, string stream, int[] chunks)
    {
        foreach (FramerCase each in AgainstReference.Settings(
            delimiter, Bytes.Of(stream), chunks, AgainstReference.LimitsAround(delimiter, stream)))
        {
            AgainstReference.AssertSame(input, each);
        }
    }

    /// <summary>A restart costs a whole run, so the long streams have none.</summary>
    public static IEnumerable<object[]> ShortInputs => Inputs.Where(input => ((string)input[2]).Length < 1_000);

    [Theory]
    [MemberData(nameof(ShortInputs))]
    public void R16_Resuming_is_exact(string input, DelimiterChoice delimiter, string stream, int[] chunks)
    {
        Assert.NotEmpty(input);
        foreach (FramerCase each in AgainstReference.Settings(
            delimiter, Bytes.Of(stream), chunks, AgainstReference.LimitsAround(delimiter, stream)))
        {
            ResumeProperty.ResumingIsExact(options => new RealFramer(options, throws: false), each);
        }
    }

    /// <summary>Limits that exposed a mistake and are not the length of a line.</summary>
    [Theory]
    [InlineData("\n", 2_000, 1_100, 301)]
    [InlineData("\n", 10_000, 5_000, 1)]
    public void R3_A_limit_far_above_the_longest_line_changes_nothing(string delimiter, int limit, int length, int ends)
    {
        string stream = "a" + delimiter + Different(length) + Repeat(ends, delimiter);
        foreach (int[] chunks in new int[][] { [4_096], [100], [1] })
        {
            foreach (FramerCase each in AgainstReference.Settings(DelimiterChoice.Of("one", delimiter), Bytes.Of(stream), chunks, [limit]))
            {
                AgainstReference.AssertSame("far above", each);
            }
        }
    }

    /// <summary>R2: <c>aab</c> would begin inside the delimiter before it, <c>b</c> does not.</summary>
    [Fact]
    public void R2_A_delimiter_that_begins_in_the_one_before_ends_nothing()
    {
        LineDelimiter delimiter = LineDelimiter.CreateAny([.. "ca"u8], [.. "aab"u8], [.. "b"u8]);
        byte[] stream = Bytes.Of("xcaab");
        for (int boundaries = 0; boundaries < 1 << (stream.Length - 1); boundaries++)
        {
            LineFramer framer = new(delimiter, 100);
            List<(string Line, long Offset, string Delimiter)> lines = [];
            int start = 0;
            for (int end = 1; end <= stream.Length; end++)
            {
                if (end == stream.Length || (boundaries & (1 << (end - 1))) != 0)
                {
                    LineReader reader = framer.Read(stream.AsSpan(start, end - start));
                    while (reader.TryRead(out ReadOnlySpan<byte> line))
                    {
                        lines.Add((Bytes.Text(line), reader.Offset, Bytes.Text(reader.MatchedDelimiter)));
                    }

                    start = end;
                }
            }

            Assert.Equal([("x", 0, "ca"), ("a", 3, "b")], lines);
        }
    }

    private static string Repeat(int count, string text) => string.Concat(Enumerable.Repeat(text, count));

    // Neighbours differ, and so do bytes at the distance of any power of two: a byte in the wrong place is noticed.
    private static string Different(int length) =>
        string.Concat(Enumerable.Range(0, length).Select(i => (char)(0x20 + (((i * 7) + (i / 191)) % 191))));
}
