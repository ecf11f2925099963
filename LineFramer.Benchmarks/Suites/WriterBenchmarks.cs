using BenchmarkDotNet.Attributes;

namespace LineFraming.Benchmarks;

/// <summary>Writing lines of 64 bytes, beside copying them without a look at what is in them.</summary>
[MemoryDiagnoser]
public class WriterBenchmarks
{
    private const int TotalBytes = 64 << 20;

    private const int ChunkSize = 64 << 10;

    private const int MeanLength = 64;

    private WriterLoops _writers = null!;

    [GlobalSetup]
    public void Setup() => _writers = new WriterLoops(new LineInput(MeanLength, TotalBytes / 16, ChunkSize).WholeLinesOf(TotalBytes / 16));

    [Benchmark]
    public Tally WriteLine() => _writers.WriteLine();

    [Benchmark(Baseline = true)]
    public Tally Copy() => _writers.Copy();
}
