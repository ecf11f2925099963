using LineFraming.Fuzz;
using LineFraming.Testing;
using Xunit;

namespace LineFraming.Tests.Library;

/// <summary>R16: what a checkpoint says, and what a framer that is reset to one reports.</summary>
public sealed class CheckpointTests
{
    [Cases]
    public void R16_Resuming_is_exact_with_content_of_any_bytes(AnyBytesCase input) =>
        ResumeProperty.ResumingIsExact(options => new RealFramer(options), input.Case);

    [Fact]
    public void R16_Each_state_has_its_offset()
    {
        Assert.Equal(new(3, LineCheckpointState.LineStart), After("ab\ncd", LineDelimiter.Lf, 10, OversizedLineHandling.Throw));
        Assert.Equal(new(2, LineCheckpointState.InsideLine), After("abc", LineDelimiter.Lf, 2, OversizedLineHandling.Split));
        Assert.Equal(new(4, LineCheckpointState.InsideRemainder), After("abcd\r", LineDelimiter.CrLf, 2, OversizedLineHandling.Truncate));
        Assert.Equal(new(3, LineCheckpointState.LineFeedOwed), After("ab\r", LineDelimiter.AnyNewline, 10, OversizedLineHandling.Throw));
        Assert.Equal(
            new(5, LineCheckpointState.LineFeedOwed),
            After("abcd\r", LineDelimiter.AnyNewline, 2, OversizedLineHandling.Truncate));
        Assert.Equal(default, After("ab", LineDelimiter.Lf, 10, OversizedLineHandling.Throw));
    }

    /// <summary>A reader that reads ahead, unlike the suites' usual one, and a checkpoint after a line of the fast path.</summary>
    [Cases]
    public void R16_Resuming_in_the_middle_of_a_chunk_is_exact(FramerCase input) =>
        ResumeProperty.ResumingIsExact(options => new OneReaderFramer(options), input with { ChunkSizes = [] });

    /// <summary>Of a remainder, what is read again is counted as discarded; an owed LF is not.</summary>
    [Fact]
    public void R16_The_counts_after_a_restart_begin_at_0()
    {
        LineFramer remainder = new(LineDelimiter.CrLf, 2, OversizedLineHandling.Truncate);
        Assert.Equal(["ab"], Lines.Read(remainder, "abcd\r"));
        remainder.Reset(remainder.Checkpoint);
        Assert.Equal(["x"], Lines.Read(remainder, "\r\nx\r\n"));
        Assert.Equal((2L, 1L, 9L), (remainder.BytesDiscarded, remainder.LinesRead, remainder.BytesConsumed));

        LineFramer owed = new(LineDelimiter.AnyNewline, 10);
        Assert.Equal(["ab"], Lines.Read(owed, "ab\r"));
        owed.Reset(owed.Checkpoint);
        Assert.Equal(["x"], Lines.Read(owed, "\nx\n"));
        Assert.Equal((0L, 1L, 6L), (owed.BytesDiscarded, owed.LinesRead, owed.BytesConsumed));
    }

    [Fact]
    public void R16_A_failed_framer_resumes_at_its_oversized_line()
    {
        LineFramer framer = new(LineDelimiter.Lf, 2);
        Assert.Throws<LineTooLongException>(() => Lines.Read(framer, "a\nlong\nb\n"));
        Assert.Equal(new(2, LineCheckpointState.LineStart), framer.Checkpoint);
    }

    [Theory]
    [InlineData(1L << 31)]
    [InlineData(1L << 32)]
    [InlineData(1L << 62)]
    public void R8_Offsets_are_those_of_the_stream_however_large(long begin)
    {
        foreach (int around in new[] { -100, -3, 0 })
        {
            LineFramer framer = new(LineDelimiter.CrLf, 10, OversizedLineHandling.Truncate);
            framer.Reset(new LineCheckpoint(begin + around, LineCheckpointState.LineStart));
            Assert.Equal((begin + around, 0L, 0L), (framer.BytesConsumed, framer.LinesRead, framer.BytesDiscarded));
            long expected = begin + around;
            string text = string.Concat(Enumerable.Repeat("abc\r\n", 60)) + "0123456789abc\r\nde";
            foreach (char[] chunk in text.Chunk(7))
            {
                LineReader reader = framer.Read(Bytes.Of(new string(chunk)));
                while (reader.TryRead(out _))
                {
                    Assert.Equal(expected, reader.Offset);
                    expected += 5;
                }
            }

            Assert.Equal((begin + around + text.Length, 61L, 5L), (framer.BytesConsumed, framer.LinesRead, framer.BytesDiscarded));
            Assert.Equal(new(begin + around + text.Length - 2, LineCheckpointState.LineStart), framer.Checkpoint);
        }
    }

    [Fact]
    public void R16_After_a_reset_to_a_checkpoint_there_is_no_last_line()
    {
        LineFramer framer = new(LineDelimiter.Lf, 2, OversizedLineHandling.Split);
        Assert.Equal(["ab", "c"], Lines.Read(framer, "abc\nd"));
        Assert.Equal((2L, true), (framer.LastLine.Offset, framer.LinesRead == 1));
        framer.Reset(new LineCheckpoint(2, LineCheckpointState.InsideLine));
        Assert.Equal(default, framer.LastLine);
        Assert.Equal(["c"], Lines.Read(framer, "c\n"));
        Assert.Equal((2L, false, 1L), (framer.LastLine.Offset, framer.LastLine.IsPartial, framer.LinesRead));
    }

    [Theory]
    [InlineData(LineCheckpointState.InsideLine, OversizedLineHandling.Truncate, "OversizedLineHandling.Split")]
    [InlineData(LineCheckpointState.InsideRemainder, OversizedLineHandling.Split, "OversizedLineHandling.Truncate")]
    [InlineData(LineCheckpointState.LineFeedOwed, OversizedLineHandling.Throw, "LineDelimiter.AnyNewline")]
    public void A_state_that_the_settings_cannot_have_is_rejected(LineCheckpointState state, OversizedLineHandling handling, string needed)
    {
        LineFramer framer = new(LineDelimiter.CrLf, 10, handling);
        Assert.Equal(["a"], Lines.Read(framer, "a\r\n"));
        string message = Assert.Throws<ArgumentException>(() => framer.Reset(new LineCheckpoint(5, state))).Message;
        Assert.Contains(
            $"the state {state} needs {needed}, and this framer has {handling} and \"\\r\\n\".",
            message,
            StringComparison.Ordinal);
        Assert.Equal((3L, 1L), (framer.BytesConsumed, framer.LinesRead));
    }

    [Fact]
    public void A_checkpoint_that_cannot_be_is_rejected_and_the_message_says_what_can()
    {
        Says<ArgumentOutOfRangeException>("must be 0 or more", -1, LineCheckpointState.LineStart);
        Says<ArgumentOutOfRangeException>("one of the four of LineCheckpointState", 1, (LineCheckpointState)4);
        Says<ArgumentOutOfRangeException>("one of the four of LineCheckpointState", 1, (LineCheckpointState)(-1));
        Says<ArgumentException>("the state cannot be InsideLine at offset 0", 0, LineCheckpointState.InsideLine);
        Assert.Equal(default, new LineCheckpoint(0, LineCheckpointState.LineStart));

        static void Says<TException>(string expected, long offset, LineCheckpointState state)
            where TException : ArgumentException =>
            Assert.Contains(expected, Assert.Throws<TException>(() => new LineCheckpoint(offset, state)).Message, StringComparison.Ordinal);
    }

    private static LineCheckpoint After(string text, LineDelimiter delimiter, int limit, OversizedLineHandling handling)
    {
        LineFramer framer = new(delimiter, limit, handling);
        _ = Lines.Read(framer, text);
        return framer.Checkpoint;
    }
}
