using LineFraming.Testing;
using Xunit;

namespace LineFraming.Tests.Library;

/// <summary>What a reader says about a line, and what it leaves unread.</summary>
public sealed class ReaderTests
{
    [Fact]
    public void A_line_within_a_chunk_is_a_slice_of_it()
    {
        byte[] chunk = [.. "abc\r\ndef\r\n"u8];
        LineReader reader = new LineFramer(LineDelimiter.CrLf, 10).Read(chunk);
        Assert.True(reader.TryRead(out ReadOnlySpan<byte> line));
        Assert.True(chunk.AsSpan().Overlaps(line, out int start) && start == 0 && line.Length == 3);
        Assert.True(chunk.AsSpan().Overlaps(reader.UnreadSpan, out start) && start == 5 && reader.UnreadSpan.Length == 5);
    }

    [Fact]
    public void Foreach_reads_every_line_and_breaking_out_leaves_the_rest()
    {
        LineFramer framer = new(LineDelimiter.Lf, 10);
        LineReader reader = framer.Read("a\nb\nc\nd"u8);
        foreach (ReadOnlySpan<byte> line in reader)
        {
            if (line.SequenceEqual("b"u8))
            {
                break;
            }
        }

        Assert.Equal("c\nd", Bytes.Text(reader.UnreadSpan));
        Assert.Equal(2, reader.Offset);
        Assert.Equal(["c"], Lines.Rest(reader));
        Assert.True(reader.UnreadSpan.IsEmpty);
        Assert.Equal(1, framer.BytesBuffered);
    }

    [Theory]
    [InlineData("", "b")]
    [InlineData("a", "b")]
    [InlineData("a", "bc")]
    [InlineData("", "\r")]
    public void Reading_again_consumes_nothing_twice(string before, string chunk)
    {
        LineFramer framer = new(LineDelimiter.CrLf, 100);
        Assert.Empty(Lines.Read(framer, before));
        LineReader reader = framer.Read(Bytes.Of(chunk));
        Assert.False(reader.TryRead(out _));
        Assert.False(reader.TryRead(out _));
        Assert.Equal([before + chunk], Lines.Read(framer, "\r\n"));
    }

    /// <summary>The delimiter of a line is determined on request, which may come after the next bytes were read.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_delimiter_of_the_last_line_stays_when_no_more_ends(bool isAskedBefore)
    {
        LineFramer framer = new(LineDelimiter.AnyNewline, 100);
        byte[] lines = Bytes.Of(string.Concat(Enumerable.Repeat("ab\r\n", 50)));
        LineReader reader = framer.Read([.. lines, .. "cd\ref"u8]);
        LineReader copy = reader;
        for (int i = 0; i <= 50; i++)
        {
            Assert.True(reader.TryRead(out _));
        }

        if (isAskedBefore)
        {
            Assert.Equal("\r", Bytes.Text(copy.MatchedDelimiter));
        }

        Assert.False(reader.TryRead(out _));
        Assert.Equal((200, "\r"), (reader.Offset, Bytes.Text(reader.MatchedDelimiter)));
        Assert.Equal("", Bytes.Text(framer.Read(lines).MatchedDelimiter));
    }

    /// <summary>Whether the reader before was abandoned or read to its end, and whether lines took the fast path.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(40)]
    [InlineData(50)]
    public void Before_the_first_line_of_a_reader_there_is_no_matched_delimiter(int linesRead)
    {
        foreach (LineDelimiter delimiter in new[] { LineDelimiter.CrLf, LineDelimiter.CrLfOrLf, LineDelimiter.AnyNewline })
        {
            LineFramer framer = new(delimiter, 100);
            LineReader reader = framer.Read(Bytes.Of(string.Concat(Enumerable.Repeat("ab\r\n", 50))));
            for (int i = 0; i < linesRead; i++)
            {
                Assert.True(reader.TryRead(out _));
            }

            Assert.NotEqual("", Bytes.Text(reader.MatchedDelimiter));
            LineReader next = framer.Read(reader.UnreadSpan);
            Assert.Equal("", Bytes.Text(next.MatchedDelimiter));
        }
    }

    /// <summary>The bytes after it are buffered, discarded, or the proof that a line is oversized.</summary>
    [Cases]
    public void The_properties_of_the_last_line_stay_when_no_line_follows(FramerCase input)
    {
        LineFramer framer = new(input.Options.Delimiter.Real, input.Options.MaxLineLength, input.Options.OversizedLineHandling);
        ChunkSizeCycle sizes = new(input.ChunkSizes);
        int fed = 0;
        while (fed < input.Stream.Length && !framer.State.Stop.IsFailed)
        {
            int size = Math.Min(sizes.Next(), input.Stream.Length - fed);
            LineReader reader = framer.Read(input.Stream.AsSpan(fed, size));
            fed += size;
            (long, string, bool, bool)? said = null;
            try
            {
                while (reader.TryRead(out _))
                {
                    said = Said(reader);
                }
            }
            catch (LineTooLongException)
            {
                Assert.True(framer.State.Stop.IsFailed);
            }

            if (said is not null)
            {
                Assert.Equal(said, Said(reader));
            }
        }

        static (long Offset, string Delimiter, bool IsTruncated, bool IsPartial) Said(LineReader reader) =>
            (reader.Offset, Bytes.Text(reader.MatchedDelimiter), reader.IsTruncated, reader.IsPartial);
    }

    [Fact]
    public void A_reader_knows_where_a_line_began_and_what_ended_it()
    {
        LineFramer framer = new(LineDelimiter.CrLfOrLf, 10);
        LineReader reader = framer.Read("ab\ncd\r\nef"u8);
        Assert.Equal((0, 0), (reader.Offset, reader.MatchedDelimiter.Length));
        Assert.True(reader.TryRead(out _));
        Assert.Equal((0, "\n"), (reader.Offset, Bytes.Text(reader.MatchedDelimiter)));
        Assert.True(reader.TryRead(out _));
        Assert.Equal((3, "\r\n"), (reader.Offset, Bytes.Text(reader.MatchedDelimiter)));
        Assert.False(reader.TryRead(out ReadOnlySpan<byte> none));
        Assert.True(none.IsEmpty);
        LineReader rest = framer.Read(default, isFinalBlock: true);
        Assert.True(rest.TryRead(out ReadOnlySpan<byte> last));
        Assert.Equal((7, "", "ef"), (rest.Offset, Bytes.Text(rest.MatchedDelimiter), Bytes.Text(last)));
        Assert.Equal((9, 3), (framer.BytesConsumed, framer.LinesRead));
    }

    [Fact]
    public void Between_CR_and_LF_of_any_newline_hand_off_leaves_the_LF()
    {
        LineFramer whole = new(LineDelimiter.AnyNewline, 10);
        LineReader reader = whole.Read("a\r\nb"u8);
        Assert.True(reader.TryRead(out _));
        Assert.Equal(("\nb", "\r"), (Bytes.Text(reader.UnreadSpan), Bytes.Text(reader.MatchedDelimiter)));
        Assert.Equal(2, whole.BytesConsumed);

        LineFramer apart = new(LineDelimiter.AnyNewline, 10);
        Assert.Equal(["a"], Lines.Read(apart, "a\r"));
        Assert.Equal(2, apart.BytesConsumed);

        // A caller who goes on with the framer never sees that LF.
        Assert.Empty(Lines.Read(apart, "\n"));
        Assert.Equal((3, 0), (apart.BytesConsumed, apart.BytesBuffered));
        Assert.Equal(["", "b"], Lines.Read(apart, "\nb\r"));
    }

    [Fact]
    public void A_truncated_line_is_flagged_and_its_remainder_is_counted()
    {
        LineFramer framer = new(LineDelimiter.CrLf, 2, OversizedLineHandling.Truncate);
        LineReader reader = framer.Read("abcdef\r\ngh\r\n"u8);
        Assert.True(reader.TryRead(out ReadOnlySpan<byte> line));
        Assert.Equal(("ab", true, false, 0), (Bytes.Text(line), reader.IsTruncated, reader.IsPartial, reader.MatchedDelimiter.Length));
        Assert.Equal((3, 1, 1), (framer.BytesConsumed, framer.BytesDiscarded, framer.LinesRead));
        Assert.True(reader.TryRead(out line));
        Assert.Equal(("gh", false, 8), (Bytes.Text(line), reader.IsTruncated, reader.Offset));
        Assert.Equal((12, 6, 2), (framer.BytesConsumed, framer.BytesDiscarded, framer.LinesRead));
    }

    [Fact]
    public void Pieces_are_partial_and_count_as_one_line()
    {
        LineFramer framer = new(LineDelimiter.CrLf, 2, OversizedLineHandling.Split);
        byte[] chunk = [.. "abcde\r\n"u8];
        LineReader reader = framer.Read(chunk);
        Assert.True(reader.TryRead(out ReadOnlySpan<byte> piece));
        Assert.Equal(("ab", true, 0, 0), (Bytes.Text(piece), reader.IsPartial, reader.Offset, reader.MatchedDelimiter.Length));
        Assert.Equal((2, 0, 0), (framer.BytesConsumed, framer.BytesBuffered, framer.LinesRead));
        Assert.True(reader.TryRead(out piece));
        Assert.True(chunk.AsSpan().Overlaps(piece, out int start) && start == 2 && reader.IsPartial);
        Assert.True(reader.TryRead(out piece));
        Assert.Equal(("e", false, 4, "\r\n"), (Bytes.Text(piece), reader.IsPartial, reader.Offset, Bytes.Text(reader.MatchedDelimiter)));
        Assert.Equal((7, 1, 0), (framer.BytesConsumed, framer.LinesRead, framer.State.Buffer.BytesCopied));
    }

    [Fact]
    public void Another_delimiter_takes_over_in_the_middle_of_a_chunk()
    {
        LineReader header = new LineFramer(LineDelimiter.CrLf, 10).Read("DATA\r\na\0b\0"u8);
        Assert.True(header.TryRead(out _));
        Assert.Equal(["a", "b"], Lines.Rest(new LineFramer(LineDelimiter.Nul, 10).Read(header.UnreadSpan)));
    }

    [Theory]
    [InlineData("aa", "aaa", "|a")]
    [InlineData("aab", "aaab", "a|")]
    [InlineData("\r\n", "a\r\r\n\n\r\n", "a\r|\n|")]
    [InlineData("\r\n", "a\n.\nb\rc\r\r\n", "a\n.\nb\rc\r|")]
    public void The_earliest_ending_match_ends_the_line(string delimiter, string stream, string expected)
    {
        LineFramer framer = new(LineDelimiter.Create(Bytes.Of(delimiter)), 100);
        List<string> lines = [.. Lines.Read(framer, stream), .. Lines.Rest(framer.Read(default, isFinalBlock: true))];
        string joined = string.Join('|', lines) + (stream.EndsWith(delimiter, StringComparison.Ordinal) && delimiter != "aa" ? "|" : "");
        Assert.Equal(expected, joined);
    }
}
