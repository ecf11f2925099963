using LineFraming.Testing;
using Xunit;

namespace LineFraming.Tests.Library;

/// <summary>
/// A reader that goes on from line to line reads ahead: it finds the ends of lines that were not asked for yet. The
/// properties hold for it as for readers that read one line, and what it found ahead is never used after it.
/// </summary>
public sealed class ReadAheadTests
{
    // A scan to the next end goes on to the end of the pair of blocks that has it.
    private const int BeyondTheEnd = (2 * ByteBlock.Size) - 1;

    private static readonly FramerFactory OneReader = options => new OneReaderFramer(options);

    private static readonly FramerFactory FewLinesPerReader = options => new OneReaderFramer(options, 3);

    [Cases]
    public void R1_Chunking_never_shows(FramerCase input) => EventProperties.ChunkingNeverShows(OneReader, input);

    [Cases]
    public void R2_to_R8_and_R15_The_events_are_those_of_the_reference_framer(FramerCase input) =>
        EventProperties.EqualsTheReference(OneReader, input);

    [Cases]
    public void R9_The_same_with_readers_that_are_abandoned(FramerCase input) =>
        EventProperties.EqualsTheReference(FewLinesPerReader, input);

    [Cases]
    public void R8_Nothing_is_lost_or_invented(FramerCase input) => ConservationProperty.NothingIsLostOrInvented(OneReader, input);

    [Cases]
    public void R10_Memory_is_bounded(FramerCase input) => ResourceProperties.MemoryIsBounded(OneReader, input);

    [Cases]
    public void R11_No_byte_is_scanned_twice(FramerCase input) => ResourceProperties.WorkIsLinear(OneReader, input);

    /// <summary>R11: abandoned readers have scanned no more than four times what was read, and 127 bytes each.</summary>
    [Cases]
    public void R11_Abandoned_readers_scan_little_more_than_was_read(FramerCase input)
    {
        OneReaderFramer framer = new(input.Options, 3);
        new Feeder(framer, new EventLog()).FeedAll((input with { IsEnded = false }).View);

        // Each reader four times what was read of its chunk and of the one before.
        Assert.InRange(framer.Counts!.Value.Scanned, 0, (8 * input.Stream.Length) + (2 * ByteBlock.Size * framer.Readers));
    }

    [Cases]
    public void R13_Any_byte_is_data(AnyBytesCase input) => EventProperties.EqualsTheReference(OneReader, input.Case);

    /// <summary>Sets of two bytes have a mask of their own, and <see cref="DelimiterChoice"/> has no such set.</summary>
    [Cases]
    public void R2_Either_of_two_bytes_ends_a_line(FramerCase input)
    {
        byte[] letters = [.. input.Options.Delimiter.Strings.SelectMany(bytes => bytes), (byte)'x'];
        string[] two = [.. letters.Distinct().Take(2).Select(letter => $"{(char)letter}")];
        EventProperties.EqualsTheReference(
            OneReader, input with { Options = input.Options with { Delimiter = DelimiterChoice.Of("either", two) } });
    }

    [Cases]
    public void Copies_of_a_reader_agree(FramerCase input) => ReadWithCopies(input);

    [Cases(Arbitrary = [typeof(LargeSetGenerators)])]
    public void Copies_of_a_reader_of_a_large_set_agree(LargeSetCase input) => ReadWithCopies(input.Case);

    /// <summary>The scan for the piece has queued the end of the line after it, which the other reader returns.</summary>
    [Fact]
    public void A_copy_forgets_the_ends_before_its_line()
    {
        byte[][] delimiters = [.. Enumerable.Range(0, 9).Select(i => Bytes.Of($"{i};")), Bytes.Of("-----;")];
        LineFramer framer = new(LineDelimiter.CreateAny(delimiters), 2, OversizedLineHandling.Split);
        LineReader reader = framer.Read("abc0;x0;y0;"u8);
        AssertNext(ref reader, "ab");
        LineReader copy = reader;
        AssertNext(ref reader, "c");
        AssertNext(ref reader, "x");
        AssertNext(ref copy, "y");

        static void AssertNext(ref LineReader reader, string line)
        {
            Assert.True(reader.TryRead(out ReadOnlySpan<byte> read));
            Assert.Equal(line, Bytes.Text(read));
        }
    }

    /// <summary>Every place that a delimiter can have in a block of 64 bytes and across two, and every number of lines in one.</summary>
    [Fact]
    public void Lines_of_every_length_are_found_wherever_they_fall()
    {
        foreach (DelimiterChoice delimiter in DelimiterChoice.All)
        {
            for (int length = 0; length < 200; length++)
            {
                byte[] line = [.. Enumerable.Repeat((byte)'x', length), .. delimiter.Strings[0]];
                byte[] stream = [.. Enumerable.Repeat(line, (1000 / line.Length) + 3).SelectMany(bytes => bytes)];
                FramerOptions options = new(delimiter, 200, OversizedLineHandling.Throw);
                EventProperties.EqualsTheReference(OneReader, new FramerCase(options, stream, [], true));
            }
        }
    }

    /// <summary>A chunk so long that many scans go ahead, as far as one goes, with few ends and with many.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(20)]
    [InlineData(70)]
    [InlineData(200)]
    [InlineData(700)]
    public void Lines_are_found_in_a_long_chunk(int maxLength)
    {
        foreach (DelimiterChoice delimiter in DelimiterChoice.All)
        {
            Random random = new(maxLength);
            List<byte> stream = [];
            while (stream.Count < 20_000)
            {
                stream.AddRange(Enumerable.Repeat((byte)'x', random.Next(maxLength + 1)));
                stream.AddRange(delimiter.Strings[random.Next(delimiter.Strings.Length)]);
            }

            FramerOptions options = new(delimiter, 700, OversizedLineHandling.Throw);
            EventProperties.EqualsTheReference(OneReader, new FramerCase(options, [.. stream], [], true));
        }
    }

    [Fact]
    public void The_first_scan_of_a_reader_stops_at_the_end_of_its_line()
    {
        LineFramer framer = new(LineDelimiter.CrLf, 1000);
        byte[] chunk = Bytes.Of(string.Concat(Enumerable.Repeat("0123456789\r\n", 1000)));
        LineReader reader = framer.Read(chunk);
        Assert.True(reader.TryRead(out _));
        Assert.InRange(framer.State.BytesScanned, 12, 12 + BeyondTheEnd);
        Assert.True(reader.TryRead(out _));
        Assert.InRange(framer.State.BytesScanned, 12 + 12, 12 + BeyondTheEnd);
        while (reader.TryRead(out _))
        {
        }

        Assert.Equal(chunk.Length, framer.State.BytesScanned);
    }

    /// <summary>R11: a scan for the end of an oversized line stops with the blocks that prove it oversized.</summary>
    [Fact]
    public void An_oversized_line_is_scanned_little_further_than_its_limit()
    {
        LineFramer framer = new(LineDelimiter.CrLf, 100, OversizedLineHandling.Split);
        LineReader reader = framer.Read(Bytes.Of("ab\r\n" + new string('x', 10_000)));
        Assert.True(reader.TryRead(out _));
        Assert.True(reader.TryRead(out ReadOnlySpan<byte> piece));
        Assert.Equal(100, piece.Length);
        Assert.InRange(framer.State.BytesScanned, 4 + 101, 4 + 101 + BeyondTheEnd);
    }

    /// <summary>Ends are stored as 16 bits from where the scan began: one that is further away is found all the same.</summary>
    [Theory]
    [InlineData(65_536)]
    [InlineData(131_072)]
    public void The_end_of_a_line_is_found_however_far_it_is(int around)
    {
        LineFramer framer = new(LineDelimiter.CrLf, 1 << 20);
        byte[] chunk = Bytes.Of("ab\r\n" + new string('x', around + 200) + "cd\r\n");
        for (int length = around - 200; length < around + 200; length++)
        {
            "\r\n"u8.CopyTo(chunk.AsSpan(4 + length));
            LineReader reader = framer.Read(chunk);
            Assert.True(reader.TryRead(out _));
            Assert.True(reader.TryRead(out ReadOnlySpan<byte> line));
            Assert.Equal(length, line.Length);
            Assert.True(reader.TryRead(out line));
            Assert.Equal(chunk.Length - 8 - length, line.Length);
            Assert.False(reader.TryRead(out _));
            "xx"u8.CopyTo(chunk.AsSpan(4 + length));
        }
    }

    [Fact]
    public void A_large_buffer_is_released_before_the_fast_path_is_taken()
    {
        LineFramer framer = new(LineDelimiter.Lf, 1 << 20);
        Assert.Empty(Lines.Read(framer, new string('x', 10_000)));
        LineReader reader = framer.Read(Bytes.Of(string.Concat(Enumerable.Repeat("a\n", 100))));
        Assert.True(reader.TryRead(out _) && reader.TryRead(out _));
        Assert.Equal(0, framer.State.Buffer.Capacity);
    }

    /// <summary>
    /// Within a chunk a small buffer stays for the next line that crosses a chunk boundary; between lines there is none (R10).
    /// </summary>
    [Theory]
    [InlineData("a\n", 0, 3)]
    [InlineData("a\nbc", 2, 3)]
    [InlineData("a\nbc", 2, 1000)]
    public void A_small_buffer_stays_for_the_rest_of_the_chunk(string end, int buffered, int begun)
    {
        LineFramer framer = new(LineDelimiter.Lf, 2000);
        Assert.Empty(Lines.Read(framer, new string('x', begun)));
        int capacity = framer.State.Buffer.Capacity;
        LineReader reader = framer.Read(Bytes.Of(string.Concat(Enumerable.Repeat("a\n", 100)) + end));
        for (int i = 0; i < 90; i++)
        {
            Assert.True(reader.TryRead(out _));
        }

        Assert.Equal(capacity, framer.State.Buffer.Capacity);
        Assert.Equal(11, Lines.Rest(reader).Count);
        Assert.Equal((buffered, buffered > 0 ? capacity : 0), (framer.BytesBuffered, framer.State.Buffer.Capacity));
    }

    /// <summary>A chunk that was read to its end counts for the read-ahead of the next; one that was left early does not.</summary>
    [Fact]
    public void After_a_chunk_read_to_its_end_the_first_scan_goes_four_times_as_far()
    {
        const int ReadBefore = 60;
        LineFramer framer = new(LineDelimiter.CrLf, 1000);
        byte[] chunk = Bytes.Of(string.Concat(Enumerable.Repeat("0123456789\r\n", 1000)));
        Assert.Equal(ReadBefore / 12, Lines.Read(framer, Bytes.Text(chunk.AsSpan(0, ReadBefore))).Count);
        long before = framer.State.BytesScanned;
        LineReader reader = framer.Read(chunk);
        Assert.True(reader.TryRead(out _));

        // Without vectors nothing is read ahead.
        Assert.InRange(framer.State.BytesScanned - before, ByteBlock.IsFast ? (4 * ReadBefore) - 64 : 12, (4 * ReadBefore) + 64);
        before = framer.State.BytesScanned;
        reader = framer.Read(chunk);
        Assert.True(reader.TryRead(out _));
        Assert.InRange(framer.State.BytesScanned - before, 12, 12 + BeyondTheEnd);
    }

    // Copies of a reader that take turns return each line once, whichever of them read ahead.
    private static void ReadWithCopies(FramerCase input)
    {
        LineFramer framer = new(input.Options.Delimiter.Real, input.Options.MaxLineLength, input.Options.OversizedLineHandling);
        EventLog expected = new();
        ReferenceFramer.Read(input.Stream, false, input.Options, expected);
        LineReader reader = framer.Read(input.Stream);
        LineReader copy = reader;
        int events = 0;
        try
        {
            while ((events % 5) < 3 ? reader.TryRead(out ReadOnlySpan<byte> line) : copy.TryRead(out line))
            {
                Assert.True(expected.Content(events).SequenceEqual(line));
                Assert.Equal((expected.Offset(events), reader.UnreadSpan.Length), (reader.Offset, copy.UnreadSpan.Length));
                events++;
            }
        }
        catch (LineTooLongException)
        {
            Assert.True(expected.IsOversized(events++));
        }

        Assert.Equal(expected.Count, events);
    }
}
