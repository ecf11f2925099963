using BenchmarkDotNet.Attributes;

namespace LineFraming.Benchmarks;

/// <summary>The framer by size of chunk, beside itself in chunks of 64 KiB: lines of 64 bytes.</summary>
[MemoryDiagnoser]
public class ChunkSizeBenchmarks
{
    private const int TotalBytes = 64 << 20;

    private const int ChunkSize = 64 << 10;

    private const int MeanLength = 64;

    private const int MaxLineLength = 64 << 10;

    private readonly LineFramer _framer = new(LineDelimiter.CrLf, MaxLineLength);

    private LineInput _chunks = null!;

    private LineInput _large = null!;

    /// <summary>In bytes; 1,500 is about a TCP segment's.</summary>
    [Params(1, 64, 1500, 4096)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _large = new LineInput(MeanLength, TotalBytes / 64, ChunkSize);
        _chunks = _large.InChunksOf(Size);
    }

    [Benchmark]
    public Tally Chunks() => LineLoops.Framer(_framer, _chunks.Chunks);

    [Benchmark(Baseline = true, Description = "chunks of 64 KiB")]
    public Tally LargeChunks() => LineLoops.Framer(_framer, _large.Chunks);
}
