using LineFraming.Fuzz;
using LineFraming.Testing;
using Xunit;

namespace LineFraming.Tests.Library;

/// <summary>
/// Every length around those at which the library takes another path: a block of 64 bytes, a pair of blocks, a far step of
/// four, a whole scan ahead, the ends that fill the queue, the delimiters that only the automaton scans for.
/// </summary>
public sealed class BoundaryTests
{
    private const int Limit = 5_000;

    private static readonly FramerFactory OneReader = options => new RealFramer(options, throws: false);

    // Every residue around a block, a pair, a far step; around a scan ahead, and around one and the block after it.
    private static readonly int[] Lengths = [.. Enumerable.Range(0, 330).Concat(Enumerable.Range(4_020, 210)).Where(IsTried)];

    public static TheoryData<DelimiterChoice> Delimiters =>
    [
        DelimiterChoice.Lf,
        DelimiterChoice.CrLf,
        DelimiterChoice.Of("crlfcrlf", "\r\n\r\n"),
        DelimiterChoice.CrLfOrLf,
        DelimiterChoice.AnyNewline,
        DelimiterChoice.Of("ab|cb", "ab", "cb"),
        Long(5),
        Long(33),
        Long(DelimiterSet.MaxScannedLength),
        Long(DelimiterSet.MaxScannedLength + 1),
        Many(DelimiterSet.MaxScannedCount),
        Many(DelimiterSet.MaxScannedCount + 1),

        // The automaton alone, and an end that is found in the window of an oversized line.
        DelimiterChoice.Of(
            "two lengths", [.. Many(DelimiterSet.MaxScannedCount).Strings.Select(each => Bytes.Text(each)).Prepend("-----;")]),
    ];

    [Theory]
    [MemberData(nameof(Delimiters))]
    public void A_line_of_every_length_is_found(DelimiterChoice delimiter)
    {
        string end = End(delimiter);
        string before = Repeat(30, "xy" + end);
        foreach (int length in LengthsFor(delimiter))
        {
            foreach ((string first, string last) in new[] { (before, "x" + end), ("", end + "xy") })
            {
                Check(delimiter, first + new string('x', length) + end + last, [], Limit, OversizedLineHandling.Throw);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Delimiters))]
    public void A_chunk_of_every_length_changes_nothing(DelimiterChoice delimiter)
    {
        string[] ends = [.. delimiter.Strings.Select(each => Bytes.Text(each))];
        string stream = string.Concat(Enumerable.Range(0, 400).Select(i => new string('x', i * 7 % 23) + ends[i % ends.Length]));
        foreach (int length in LengthsFor(delimiter))
        {
            string part = stream[..Math.Min(stream.Length, (2 * length) + 150)];
            Check(delimiter, part, [length + 1], Limit, OversizedLineHandling.Throw);
        }
    }

    /// <summary>A limit that is met, or missed by one byte, by a line of every length; the line after it shows what was consumed.</summary>
    [Theory]
    [MemberData(nameof(Delimiters))]
    public void A_line_of_every_length_meets_a_limit_around_its_own(DelimiterChoice delimiter)
    {
        string end = End(delimiter);
        foreach (int length in LengthsFor(delimiter).Where(length => length % 3 == 0 || length is > 60 and < 70 or > 250 and < 260))
        {
            string stream = Repeat(8, "xy" + end) + new string('x', length) + end + "xy" + end + end[..^1];
            foreach (int limit in new[] { length - 1, length, length + 1 }.Where(limit => limit > 2))
            {
                OversizedLineHandling policy = (length / 3 % 2) == 0 ? OversizedLineHandling.Truncate : OversizedLineHandling.Split;
                Check(delimiter, stream, [], limit, policy);
                Check(delimiter, stream, [stream.Length - end.Length - 2], limit, OversizedLineHandling.Throw);
            }
        }
    }

    /// <summary>
    /// After a long line the scan looks only for the last byte of a delimiter, and here that byte often occurs alone.
    /// </summary>
    [Theory]
    [MemberData(nameof(Delimiters))]
    public void A_far_end_is_found_among_last_bytes_that_end_nothing(DelimiterChoice delimiter)
    {
        string end = End(delimiter);
        string first = new string('x', ReadAhead.LongLine + 76) + end;
        foreach (int period in new[] { 1, 2, 3, 63, 64, 65, 128, 255, 257 })
        {
            for (int length = 200; length < 2_600; length += period < 3 || delimiter.Longest > 8 ? 97 : 29)
            {
                char[] content = new string('x', length).ToCharArray();
                for (int at = 0; delimiter.Longest > 1 && !delimiter.IsAnyNewline && at < length; at += period)
                {
                    content[at] = end[^1];
                }

                Check(delimiter, first + new string(content) + end + "x" + end, [], Limit, OversizedLineHandling.Throw);
            }
        }
    }

    /// <summary>As many ends as two blocks can have and more, after a line so long that nothing is scanned ahead.</summary>
    [Theory]
    [MemberData(nameof(Delimiters))]
    public void Any_number_of_ends_follows_a_long_line(DelimiterChoice delimiter)
    {
        string end = End(delimiter);
        string first = new('x', ReadAhead.LongLine + 76);
        for (int ends = 1; ends < 330; ends += end.Length)
        {
            Check(delimiter, "a" + end + first + Repeat(ends, end) + "x", [], Limit, OversizedLineHandling.Throw);
        }
    }

    /// <summary>Scans ahead that stop at one end less than a full queue, at a full one, and at one that has no room left.</summary>
    [Theory]
    [InlineData("lf")]
    [InlineData("any")]
    [InlineData("crlf-or-lf")]
    public void A_queue_that_is_just_full_loses_no_end(string name)
    {
        DelimiterChoice delimiter = DelimiterChoice.All.Single(choice => choice.Name == name);
        string read = Repeat(100, "xxxx\n");
        int[] counts = [0, 1, 32, 33, 63, 64];
        foreach (int first in counts)
        {
            foreach (int second in counts)
            {
                foreach (int third in counts)
                {
                    string blocks = Block(first) + Block(second) + Block(third) + Block(64) + Block(1);
                    Check(delimiter, read + blocks, [read.Length, blocks.Length], Limit, OversizedLineHandling.Throw);
                }
            }
        }

        static string Block(int ends) => new string('x', ByteBlock.Size - ends) + new string('\n', ends);
    }

    [Theory]
    [MemberData(nameof(Delimiters))]
    public void A_reader_may_be_left_after_each_line_and_its_copy_goes_on(DelimiterChoice delimiter)
    {
        string[] ends = [.. delimiter.Strings.Select(each => Bytes.Text(each))];
        Random random = new(delimiter.Longest);
        string text = string.Concat(
            Enumerable.Range(0, 150).Select(i => new string('x', random.Next(i % 40 == 39 ? 2_000 : 30)) + ends[i % ends.Length]));
        FramerOptions options = new(delimiter, Limit, OversizedLineHandling.Throw);
        EventLog expected = new();
        ReferenceFramer.Read(Bytes.Of(text), true, options, expected);
        foreach (int everyLine in new[] { 1, 2, 5 })
        {
            AgainstReference.AssertSame(
                "left", new FramerCase(options, Bytes.Of(text), [], true), each => new OneReaderFramer(each, everyLine));
            ReadWithCopies(expected, options, Bytes.Of(text), everyLine);
        }
    }

    // An old copy of the reader reads the next line, and then the newest one does: the queue of each has ends that the other
    // has returned.
    private static void ReadWithCopies(EventLog expected, FramerOptions options, byte[] stream, int copyEvery)
    {
        LineFramer framer = new(options.Delimiter.Real, options.MaxLineLength);
        LineReader reader = framer.Read(stream, isFinalBlock: true);
        LineReader copy = reader;
        for (int line = 0; line < expected.Count; line++)
        {
            bool isCopys = line % (copyEvery + 1) == 0;
            Assert.True(isCopys ? copy.TryRead(out ReadOnlySpan<byte> content) : reader.TryRead(out content));
            Assert.True(expected.Content(line).SequenceEqual(content));
            Assert.True(expected.Delimiter(line).SequenceEqual(copy.MatchedDelimiter));
            Assert.Equal((expected.Offset(line), reader.UnreadSpan.Length), (reader.Offset, copy.UnreadSpan.Length));
            if (line % copyEvery == 0 && !isCopys)
            {
                copy = reader;
            }
        }

        Assert.False(copy.TryRead(out _) || reader.TryRead(out _));
    }

    private static void Check(DelimiterChoice delimiter, string stream, int[] chunks, int limit, OversizedLineHandling policy)
    {
        FramerCase input = new(new FramerOptions(delimiter, limit, policy), Bytes.Of(stream), chunks, true);
        EventLog expected = new();
        ReferenceFramer.Read(input.Stream, true, input.Options, expected);
        EventLog actual = new();
        new Feeder(OneReader(input.Options), actual).FeedAll(input.View);
        int difference = expected.FirstDifference(actual);
        Assert.True(
            difference < 0,
            $"event {difference}: {expected.Describe(Math.Max(difference, 0))} became {actual.Describe(Math.Max(difference, 0))}: {input}");
    }

    // The reference framer takes quadratic time in the delimiter. A step of five reaches all residues of 64 too.
    private static IEnumerable<int> LengthsFor(DelimiterChoice delimiter) =>
        delimiter.Longest > 8 ? Lengths.Where((_, i) => i % 5 == 0) : Lengths;

    // In a quick run, lengths at which a line or its delimiter ends with a block, and a few others.
    private static bool IsTried(int length) =>
        !CasesAttribute.IsQuick || length % ByteBlock.Size is 0 or 1 or 2 or >= ByteBlock.Size - 3 || length % 37 == 0;

    private static string End(DelimiterChoice delimiter) => Bytes.Text(delimiter.Strings[^1]);

    private static string Repeat(int count, string text) => string.Concat(Enumerable.Repeat(text, count));

    // Its last byte occurs nowhere else in it, and no byte of it occurs in a line.
    private static DelimiterChoice Long(int length) => DelimiterChoice.Of($"{length} bytes", new string('-', length - 1) + "b");

    private static DelimiterChoice Many(int count) =>
        DelimiterChoice.Of($"{count} delimiters", [.. Enumerable.Range(0, count).Select(i => $"{(char)('0' + i)};")]);
}
