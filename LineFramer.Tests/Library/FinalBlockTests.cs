using LineFraming.Testing;
using Xunit;

namespace LineFraming.Tests.Library;

/// <summary>R7: a last chunk that is read as a final block, and everything that is allowed after one was left early.</summary>
public sealed class FinalBlockTests
{
    [Cases]
    public void R1_The_last_chunk_may_be_the_final_block(FramerCase input)
    {
        EventLog expected = Expected(input, isEnded: true);
        EventLog actual = new();
        LineFramer framer = Framer(input);
        int start = 0;
        ChunkSizeCycle sizes = new(input.ChunkSizes);
        do
        {
            int length = Math.Min(sizes.Next(), input.Stream.Length - start);
            ReadOnlySpan<byte> chunk = input.Stream.AsSpan(start, length);
            start += length;
            ReadAll(framer, chunk, start == input.Stream.Length, actual);
        }
        while (start < input.Stream.Length && !actual.HasFailed);
        AssertSame(expected, actual);
        Assert.True(actual.HasFailed || framer.State.Stop.IsEnded);
    }

    /// <summary>After every line the rest is read again as a final block, with a new reader.</summary>
    [Cases]
    public void R7_A_final_block_may_be_left_after_any_line_and_its_rest_be_read(FramerCase input)
    {
        EventLog expected = Expected(input, isEnded: true);
        EventLog actual = new();
        LineFramer framer = Framer(input);
        ReadOnlySpan<byte> rest = input.Stream;
        while (ReadOne(framer, rest, isFinal: true, actual) && !actual.HasFailed)
        {
            rest = input.Stream.AsSpan((int)framer.BytesConsumed);
        }

        AssertSame(expected, actual);
    }

    /// <summary>As long as the end decided no line, the stream may still go on.</summary>
    [Cases]
    public void R7_The_rest_of_a_final_block_may_be_read_as_not_final(FramerCase input)
    {
        EventLog whole = Expected(input, isEnded: true);
        EventLog open = Expected(input, isEnded: false);
        for (int events = 0; events < whole.Count; events += (whole.Count / 8) + 1)
        {
            LineFramer framer = Framer(input);
            LineReader reader = framer.Read(input.Stream, isFinalBlock: true);
            EventLog actual = new();
            for (int i = 0; i < events && !actual.HasFailed; i++)
            {
                Assert.True(Report(framer, ref reader, actual));
            }

            if (actual.HasFailed)
            {
                continue;
            }

            byte[] rest = input.Stream[(int)framer.BytesConsumed..];
            if (events > open.Count)
            {
                Assert.Throws<InvalidOperationException>(() => framer.Read(rest));
                Assert.Throws<InvalidOperationException>(() => framer.Read([.. rest, (byte)'x'], isFinalBlock: true));
                ReadAll(framer, rest, isFinal: true, actual);
                AssertSame(whole, actual);
            }
            else
            {
                ReadAll(framer, rest, isFinal: false, actual);
                AssertSame(open, actual);
            }
        }
    }

    [Fact]
    public void R12_An_unterminated_last_line_is_a_slice_of_the_chunk()
    {
        LineFramer framer = new(LineDelimiter.CrLf, 1 << 20);
        byte[] chunk = Bytes.Of("ab\r\n" + new string('x', 1 << 19));
        LineReader reader = framer.Read(chunk, isFinalBlock: true);
        Assert.True(reader.TryRead(out _));
        Assert.True(reader.TryRead(out ReadOnlySpan<byte> last));
        Assert.True(chunk.AsSpan(4).Overlaps(last, out int offset) && offset == 0 && last.Length == 1 << 19);
        Assert.Equal((0L, 0), (framer.State.Buffer.BytesCopied, framer.State.Buffer.Capacity));
        Assert.True(reader.MatchedDelimiter.IsEmpty && framer.LastLine.IsUnterminated);
        Assert.False(reader.TryRead(out _));
    }

    [Fact]
    public void R7_After_the_end_the_reader_goes_on_returning_false_and_Read_throws()
    {
        LineFramer framer = new(LineDelimiter.Lf, 10);
        LineReader reader = framer.Read("a\nb"u8, isFinalBlock: true);
        Assert.Equal(["a", "b"], Lines.Rest(reader));
        Assert.False(reader.TryRead(out _));
        Assert.False(reader.TryRead(out _));
        Assert.Contains("Reset", Assert.Throws<InvalidOperationException>(() => framer.Read(default)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "Reset",
            Assert.Throws<InvalidOperationException>(() => framer.Read(default, isFinalBlock: true)).Message,
            StringComparison.Ordinal);
        Assert.Equal(new LineCheckpoint(3, LineCheckpointState.LineStart), framer.Checkpoint);
    }

    [Fact]
    public void R7_After_an_unterminated_line_only_the_empty_rest_is_accepted()
    {
        LineFramer framer = new(LineDelimiter.Lf, 10);
        LineReader reader = framer.Read("ab"u8, isFinalBlock: true);
        Assert.True(reader.TryRead(out _));
        string message = Assert.Throws<InvalidOperationException>(() => framer.Read("c\n"u8)).Message;
        Assert.Contains("at byte 2.", message, StringComparison.Ordinal);
        Assert.Contains("final block of 0 bytes", message, StringComparison.Ordinal);
        Assert.Contains("this one has 2 bytes and is not final. Call Reset to begin a new stream.", message, StringComparison.Ordinal);
        message = Assert.Throws<InvalidOperationException>(() => framer.Read("c"u8, isFinalBlock: true)).Message;
        Assert.Contains("this one has 1 bytes and is final. Call Reset", message, StringComparison.Ordinal);
        Assert.Empty(Lines.Rest(framer.Read(default, isFinalBlock: true)));
        framer.Reset();
        Assert.Equal(["c"], Lines.Read(framer, "c\n"));
    }

    private static EventLog Expected(FramerCase input, bool isEnded)
    {
        EventLog log = new();
        ReferenceFramer.Read(input.Stream, isEnded, input.Options, log);
        return log;
    }

    private static LineFramer Framer(FramerCase input) =>
        new(input.Options.Delimiter.Real, input.Options.MaxLineLength, input.Options.OversizedLineHandling);

    private static void ReadAll(LineFramer framer, ReadOnlySpan<byte> chunk, bool isFinal, EventLog log)
    {
        LineReader reader = framer.Read(chunk, isFinal);
        while (Report(framer, ref reader, log) && !log.HasFailed)
        {
        }
    }

    private static bool ReadOne(LineFramer framer, ReadOnlySpan<byte> chunk, bool isFinal, EventLog log)
    {
        LineReader reader = framer.Read(chunk, isFinal);
        return Report(framer, ref reader, log);
    }

    private static bool Report(LineFramer framer, ref LineReader reader, EventLog log)
    {
        if (!reader.TryReadUnlessFailed(out ReadOnlySpan<byte> line))
        {
            if (framer.State.Stop.IsFailed)
            {
                log.Oversized(framer.State.Stop.FailedAt);
            }

            return framer.State.Stop.IsFailed;
        }

        LineInfo info = framer.LastLine;
        Assert.Equal((reader.Offset, reader.IsTruncated, reader.IsPartial), (info.Offset, info.IsTruncated, info.IsPartial));
        Assert.Equal(info.IsUnterminated, reader.MatchedDelimiter.IsEmpty && !info.IsTruncated && !info.IsPartial);
        if (info.IsTruncated)
        {
            log.Truncated(info.Offset, line);
        }
        else if (info.IsPartial)
        {
            log.Piece(info.Offset, line);
        }
        else
        {
            log.Line(info.Offset, line, reader.MatchedDelimiter);
        }

        return true;
    }

    private static void AssertSame(EventLog expected, EventLog actual)
    {
        int index = expected.FirstDifference(actual);
        Assert.True(
            index < 0,
            $"event {index}: expected {expected.Describe(Math.Max(index, 0))}, got {actual.Describe(Math.Max(index, 0))}");
    }
}
