using System.IO.Pipelines;
using LineFraming.Benchmarks;
using Xunit;

namespace LineFraming.Tests;

/// <summary>The loops that are compared do the same work: they find the same lines.</summary>
public sealed class LoopTests
{
    private readonly LineInput _input = new(meanLength: 20, totalBytes: 50_000, chunkSize: 333);

    private readonly LineFramer _framer = new(LineDelimiter.CrLf, 1000);

    [Fact]
    public async Task All_ways_to_read_find_all_lines()
    {
        Assert.True(_input.Tally.Lines > 1000);
        Assert.Equal(_input.Tally, LineLoops.Framer(_framer, _input.Chunks));
        Assert.Equal(_input.Tally, LineLoops.Foreach(_framer, _input.Chunks));
        Assert.Equal(_input.Tally, LineLoops.TryReadTo(_input.Chunks));
        Assert.Equal(_input.Tally, LineLoops.IndexOf(_input.Bytes));
        Assert.Equal(_input.Tally, LineLoops.ReadLine(_input.Bytes, 100));
        foreach (Func<LineInput, PipeReader> pipe in (Func<LineInput, PipeReader>[])[PipeLoops.OverChunks, PipeLoops.OverStream])
        {
            Assert.Equal(_input.Tally, await PipeLoops.ReadLinesAsync(_framer, pipe(_input)));
            Assert.Equal(_input.Tally, await PipeLoops.PositionOf(pipe(_input)));
        }
    }

    [Fact]
    public void Both_ways_to_write_write_all_lines()
    {
        LineInput lines = _input.WholeLinesOf(40_001);
        Assert.InRange(lines.Bytes.Length, 39_900, 40_001);
        WriterLoops writers = new(lines);
        Assert.Equal(lines.Tally, writers.WriteLine());
        Assert.Equal(lines.Tally, writers.Copy());
    }

    [Fact]
    public void Once_warm_no_line_and_no_chunk_allocates() =>
        Assert.Equal(0, Allocated.OnceWarm(() => _ = LineLoops.Framer(_framer, _input.Chunks)));
}
