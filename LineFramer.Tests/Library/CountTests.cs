using Xunit;

namespace LineFraming.Tests.Library;

/// <summary>Mistakes that only a count, a checkpoint or a rejected call shows, because the lines are the same.</summary>
public sealed class CountTests
{
    // A scan to the next end goes on to the end of the pair of blocks that has it.
    private const int MaxBeyond = 2 * ByteBlock.Size;

    /// <summary>After a line of 1,024 bytes, delimiter included, the next one is expected to be long too.</summary>
    [Theory]
    [InlineData(ReadAhead.LongLine - 1, true)]
    [InlineData(ReadAhead.LongLine, false)]
    public void R11_After_a_long_line_a_scan_stops_at_the_next_end(int consumed, bool isAhead)
    {
        LineFramer framer = new(LineDelimiter.Lf, 10_000);
        LineReader reader = framer.Read(Bytes.Of(new string('x', consumed - 1) + "\n" + Ten(200)));
        Assert.True(reader.TryRead(out _));
        long before = framer.State.BytesScanned;
        Assert.True(reader.TryRead(out _));
        long scanned = framer.State.BytesScanned - before;

        // Without vectors nothing is read ahead.
        Assert.InRange(scanned, isAhead && ByteBlock.IsFast ? 3 * MaxBeyond : 1, isAhead ? 4 * ReadAhead.LongLine : MaxBeyond);
    }

    [Fact]
    public void R11_The_first_line_after_a_reset_is_scanned_no_further_than_its_end()
    {
        LineFramer framer = new(LineDelimiter.Lf, 10_000);
        Assert.Equal(100, Lines.Read(framer, Ten(100)).Count);
        framer.Reset();
        long before = framer.State.BytesScanned;
        LineReader reader = framer.Read(Bytes.Of(Ten(100)));
        Assert.True(reader.TryRead(out _));
        Assert.InRange(framer.State.BytesScanned - before, 11, MaxBeyond);
    }

    /// <summary>
    /// The LF that follows the CR of a remainder is discarded with it, in any later chunk; the LF of a line is not.
    /// </summary>
    [Fact]
    public void R5_The_LF_after_the_CR_of_a_remainder_counts_as_discarded()
    {
        foreach (string[] chunks in new string[][] { ["abcd\r\nef\r\n"], ["abcd\r", "\nef\r", "\n"], ["abcd", "\r", "", "\n", "ef\r\n"] })
        {
            LineFramer framer = new(LineDelimiter.AnyNewline, 2, OversizedLineHandling.Truncate);
            Assert.Equal(["ab", "ef"], chunks.SelectMany(chunk => Lines.Read(framer, chunk)));
            Assert.Equal((4L, 10L, 2L), (framer.BytesDiscarded, framer.BytesConsumed, framer.LinesRead));
        }
    }

    [Theory]
    [InlineData(OversizedLineHandling.Truncate, "")]
    [InlineData(OversizedLineHandling.Split, "\r")]
    public void R7_After_a_line_that_the_end_makes_oversized_only_the_rest_comes(OversizedLineHandling policy, string rest)
    {
        LineFramer framer = new(LineDelimiter.CrLf, 2, policy);
        LineReader reader = framer.Read("ab\r"u8, isFinalBlock: true);
        Assert.True(reader.TryRead(out _));
        Assert.Equal(rest, Bytes.Text(reader.UnreadSpan));
        Assert.Throws<InvalidOperationException>(() => framer.Read(Bytes.Of(rest)));
        Assert.Throws<InvalidOperationException>(() => framer.Read(Bytes.Of(rest + "x"), isFinalBlock: true));
        Assert.Equal(rest.Length == 0 ? [] : [rest], Lines.Rest(framer.Read(Bytes.Of(rest), isFinalBlock: true)));
        Assert.True(framer.State.Stop.IsEnded);
    }

    [Theory]
    [InlineData(LineCheckpointState.LineStart, OversizedLineHandling.Throw)]
    [InlineData(LineCheckpointState.InsideLine, OversizedLineHandling.Split)]
    [InlineData(LineCheckpointState.InsideRemainder, OversizedLineHandling.Truncate)]
    [InlineData(LineCheckpointState.LineFeedOwed, OversizedLineHandling.Throw)]
    public void R16_After_a_reset_the_checkpoint_is_the_one_that_was_given(LineCheckpointState state, OversizedLineHandling policy)
    {
        LineFramer framer = new(LineDelimiter.AnyNewline, 2, policy);
        framer.Reset(new LineCheckpoint(7, state));
        Assert.Equal(new LineCheckpoint(7, state), framer.Checkpoint);
        Assert.Empty(Lines.Read(framer, ""));
        Assert.Equal(new LineCheckpoint(7, state), framer.Checkpoint);
    }

    /// <summary>Once the loop has found an end, each line whose end the scan wrote with it takes the fast path.</summary>
    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("abcd")]
    public void R11_Plain_lines_take_the_fast_path(string delimiter)
    {
        byte[] chunk = Bytes.Of(string.Concat(Enumerable.Repeat("xy" + delimiter, 100)));
        LineFramer framer = new(LineDelimiter.Create(Bytes.Of(delimiter)), 100);
        LineReaderState lines = default;
        lines.Begin(framer.State, chunk.Length, isFinal: false);
        Assert.True(lines.TryReadInLoop(chunk, out _));
        Assert.True(lines.TryReadInLoop(chunk, out _));
        int taken = 0;
        while (lines.TryConsumeFast(out int start, out int length))
        {
            taken++;
            Assert.Equal(((taken + 1) * (2 + delimiter.Length), 2), (start, length));
        }

        // Two blocks were scanned for the first line, after the bytes that must come before a block. Without vectors, one line.
        Assert.InRange(taken, ByteBlock.IsFast ? (MaxBeyond / (2 + delimiter.Length)) - 2 : 0, 100);
    }

    /// <summary>
    /// The step that finds an end differs: the automaton at a chunk's start, the bytes of a short chunk, the automaton alone.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(63)]
    public void R11_Every_byte_counts_once_as_scanned(int size)
    {
        foreach (string delimiter in (string[])["\n", "\r\n", new string('-', DelimiterSet.MaxScannedLength) + "b"])
        {
            LineFramer framer = new(LineDelimiter.Create(Bytes.Of(delimiter)), 100);
            byte[] stream = Bytes.Of(string.Concat(Enumerable.Repeat("abc" + delimiter + delimiter, 50)));
            Assert.Equal(100, stream.Chunk(size).Sum(chunk => Lines.Read(framer, Bytes.Text(chunk)).Count));
            Assert.Equal(stream.Length, framer.State.BytesScanned);
        }
    }

    private static string Ten(int lines) => string.Concat(Enumerable.Repeat("0123456789\n", lines));
}
