using System.IO.Pipelines;
using BenchmarkDotNet.Attributes;

namespace LineFraming.Benchmarks;

/// <summary>Reading the lines of a pipe, over chunks or over a stream, beside the loop in the documentation of pipelines.</summary>
[MemoryDiagnoser]
public class PipeBenchmarks
{
    private const int TotalBytes = 64 << 20;

    private const int ChunkSize = 64 << 10;

    private const int MeanLength = 64;

    private readonly LineFramer _framer = new(LineDelimiter.CrLf, ChunkSize);

    private LineInput _input = null!;

    [Params(false, true)]
    public bool IsOverStream { get; set; }

    [GlobalSetup]
    public void Setup() => _input = new LineInput(MeanLength, TotalBytes, ChunkSize);

    [Benchmark]
    public Task<Tally> ReadLinesAsync() => PipeLoops.ReadLinesAsync(_framer, Reader());

    [Benchmark(Baseline = true)]
    public Task<Tally> PositionOf() => PipeLoops.PositionOf(Reader());

    private PipeReader Reader() => IsOverStream ? PipeLoops.OverStream(_input) : PipeLoops.OverChunks(_input);
}
