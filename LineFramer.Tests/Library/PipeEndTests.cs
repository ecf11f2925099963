using System.IO.Pipelines;
using System.Runtime.InteropServices;
using LineFraming.Fuzz;
using LineFraming.Testing;
using Xunit;

namespace LineFraming.Tests.Library;

/// <summary>
/// The end of a pipe, what <see cref="LineFramer.LastLine"/> says about it, and a loop that is left in the middle.
/// </summary>
public sealed class PipeEndTests
{
    [Fact]
    public async Task R5_A_command_that_was_truncated_is_reported_by_LastLine()
    {
        LineFramer framer = new(LineDelimiter.CrLf, 8, OversizedLineHandling.Truncate);
        Assert.Equal(
            [("MAIL FRO", true, false, false, 0L), ("QUIT", false, false, false, 19), ("end", false, false, true, 25)],
            await Described(PipeSegments.Of("MAIL FROM:<a@b.c>\r\nQUIT\r\nend"), framer));
        Assert.Equal(11, framer.BytesDiscarded);
    }

    [Theory]
    [InlineData("abcdefgh\r", "abcdefgh")]
    [InlineData("abcdefghi", "abcdefgh")]
    public async Task R7_A_line_that_is_oversized_at_the_end_is_reported_by_LastLine(string text, string line)
    {
        for (int boundaries = 0; boundaries < 1 << (text.Length - 1); boundaries++)
        {
            LineFramer framer = new(LineDelimiter.CrLf, 8, OversizedLineHandling.Truncate);
            Assert.Equal(
                [(line, true, false, false, 0L)],
                await Described(PipeSegments.Of(PipeSegments.Segmented(text, boundaries)), framer));
            Assert.True(framer.State.Stop.IsEnded);
        }
    }

    [Fact]
    public async Task R5_Pieces_are_reported_by_LastLine()
    {
        LineFramer framer = new(LineDelimiter.CrLf, 3, OversizedLineHandling.Split);
        Assert.Equal(
            [
                ("abc", false, true, false, 0L), ("def", false, true, false, 3), ("g", false, false, false, 6),
                ("hij", false, true, false, 9), ("k", false, false, true, 12),
            ],
            await Described(PipeSegments.Of("ab", "cdefg\r\nhi", "jk"), framer));
    }

    /// <summary>
    /// The loop is left after each event, after each second one, or never, and entered again with the same framer; reads are
    /// cancelled or not; in all segments.
    /// </summary>
    [Theory]
    [InlineData("crlf", "abcdef\r\nhi", 2)]
    [InlineData("crlf", "abc\r\r\r\nhi\r", 2)]
    [InlineData("any", "abc\r\nd\r\ne", 1)]
    [InlineData("b|aab|cab", "xaaxaabcab", 2)]
    public async Task R9_Leaving_and_entering_again_reads_the_rest_of_the_line_exactly(string delimiter, string stream, int limit)
    {
        DelimiterChoice choice = DelimiterChoice.All.Single(each => each.Name == delimiter);
        int step = CasesAttribute.IsQuick ? 5 : 1;
        foreach (OversizedLineHandling policy in Enum.GetValues<OversizedLineHandling>())
        {
            for (int boundaries = 0; boundaries < 1 << (stream.Length - 1); boundaries += step)
            {
                int[] sizes = [.. PipeSegments.Segmented(stream, boundaries).Select(segment => segment.Length)];
                int cancelEvery = boundaries % 16 == 5 ? 1 : 0;
                foreach ((int[] chunks, int[] segments) in new[]
                {
                    (Array.Empty<int>(), sizes),
                    (sizes, []),
                    (sizes, [2, 0]),
                    (sizes, [0, 1]),
                })
                {
                    FramerCase input = new(new FramerOptions(choice, limit, policy), Bytes.Of(stream), chunks, true);
                    for (int breakEvery = 0; breakEvery <= 2; breakEvery++)
                    {
                        await PipeProperty.LinesAreThoseOfTheStream(new PipeCase(input, segments, cancelEvery, breakEvery));
                    }
                }
            }
        }
    }

    [Fact]
    public async Task A_line_within_a_segment_of_the_last_result_is_a_slice_of_it()
    {
        PipeReader pipe = PipeSegments.Of("ab\ncd\n", "ef\n");
        Assert.True(pipe.TryRead(out ReadResult all));
        Assert.True(MemoryMarshal.TryGetArray(all.Buffer.First, out ArraySegment<byte> first));
        pipe.AdvanceTo(all.Buffer.Start);
        List<bool> areSlices = [];
        await foreach (ReadOnlyMemory<byte> line in pipe.ReadLinesAsync(new LineFramer(LineDelimiter.Lf, 10)))
        {
            areSlices.Add(MemoryMarshal.TryGetArray(line, out ArraySegment<byte> of) && of.Array == first.Array);
        }

        Assert.Equal([true, true, false], areSlices);
    }

    /// <summary>The rest stays in the pipe, though the framer already knows that the stream ends.</summary>
    [Theory]
    [InlineData(1, "b\nc")]
    [InlineData(2, "c")]
    [InlineData(3, "")]
    public async Task R9_A_final_block_may_be_left_after_any_line(int lines, string rest)
    {
        string[] all = ["a", "b", "c"];
        PipeReader pipe = PipeSegments.Of("a\nb\nc");
        LineFramer framer = new(LineDelimiter.Lf, 10);
        Assert.Equal(all[..lines], await PipeSegments.ReadAsync(pipe, framer, max: lines));
        Assert.Equal(rest, PipeSegments.Rest(pipe));
        Assert.Equal((5 - rest.Length, lines == 3), (framer.BytesConsumed, framer.LastLine.IsUnterminated));
        Assert.Equal(all[lines..], await PipeSegments.ReadAsync(pipe, framer));
        Assert.True(framer.State.Stop.IsEnded);
    }

    /// <summary>Only the end proves the piece to be one, and what follows it is still in the pipe.</summary>
    [Fact]
    public async Task R9_A_final_block_may_be_left_after_a_piece_that_the_end_decided()
    {
        foreach (string[] segments in new string[][] { ["ab\r"], ["ab", "\r"], ["a", "b\r"], ["ab\r", ""], ["a", "b", "\r"] })
        {
            PipeReader pipe = PipeSegments.Of(segments);
            LineFramer framer = new(LineDelimiter.CrLf, 2, OversizedLineHandling.Split);
            Assert.Equal(["ab"], await PipeSegments.ReadAsync(pipe, framer, max: 1));
            Assert.True(framer.LastLine.IsPartial);
            Assert.Equal(["\r"], await PipeSegments.ReadAsync(pipe, framer));
            Assert.Equal((2L, true, 3L), (framer.LastLine.Offset, framer.LastLine.IsUnterminated, framer.BytesConsumed));
        }
    }

    /// <summary>A pipe may return the rest in other segments than before.</summary>
    [Fact]
    public async Task R9_The_rest_after_a_decided_piece_may_come_in_other_segments()
    {
        foreach (string[] rest in new string[][] { ["ca"], ["c", "a"], ["", "c", "a"], ["c", "", "a", ""] })
        {
            LineFramer framer = new(
                LineDelimiter.CreateAny("b"u8.ToArray(), "aab"u8.ToArray(), "cab"u8.ToArray()), 1, OversizedLineHandling.Split);
            Assert.Equal(["a"], await PipeSegments.ReadAsync(PipeSegments.Of("aca"), framer, max: 1));
            Assert.Equal(["c", "a"], await PipeSegments.ReadAsync(PipeSegments.Of(rest), framer));
            Assert.Equal((3L, true, 1L), (framer.BytesConsumed, framer.LastLine.IsUnterminated, framer.LinesRead));
        }
    }

    [Theory]
    [InlineData("ab\nc", "", "")]
    [InlineData("ab", "\nc", "")]
    [InlineData("", "ab\n", "c", "", "")]
    public async Task R7_A_final_segment_may_be_followed_by_empty_ones(params string[] segments)
    {
        LineFramer framer = new(LineDelimiter.Lf, 10);
        Assert.Equal([("ab", false, false, false, 0L), ("c", false, false, true, 3)], await Described(PipeSegments.Of(segments), framer));
        Assert.True(framer.State.Stop.IsEnded);
    }

    [Fact]
    public async Task R7_An_empty_pipe_is_an_empty_stream()
    {
        LineFramer framer = new(LineDelimiter.Lf, 10);
        Assert.Empty(await Described(PipeSegments.Of(""), framer));
        Assert.True(framer.State.Stop.IsEnded);
    }

    [Fact]
    public async Task R12_An_unterminated_last_line_is_a_slice_of_the_last_segment()
    {
        byte[] bytes = Bytes.Of("ab\r\n" + new string('x', 5_000));
        LineFramer framer = new(LineDelimiter.CrLf, 10_000);
        ReadOnlyMemory<byte> last = default;
        await foreach (ReadOnlyMemory<byte> line in PipeReader.Create(new(bytes)).ReadLinesAsync(framer))
        {
            last = line;
        }

        Assert.True(MemoryMarshal.TryGetArray(last, out ArraySegment<byte> slice));
        Assert.Same(bytes, slice.Array);
        Assert.Equal((4, 5_000, 0L), (slice.Offset, slice.Count, framer.State.Buffer.BytesCopied));
    }

    private static async Task<List<(string Line, bool IsTruncated, bool IsPartial, bool IsUnterminated, long Offset)>> Described(
        PipeReader pipe, LineFramer framer)
    {
        List<(string, bool, bool, bool, long)> lines = [];
        await foreach (ReadOnlyMemory<byte> line in pipe.ReadLinesAsync(framer))
        {
            LineInfo last = framer.LastLine;
            lines.Add((Bytes.Text(line.Span), last.IsTruncated, last.IsPartial, last.IsUnterminated, last.Offset));
        }

        return lines;
    }
}
