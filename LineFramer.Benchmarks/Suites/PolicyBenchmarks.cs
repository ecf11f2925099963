using BenchmarkDotNet.Attributes;

namespace LineFraming.Benchmarks;

/// <summary>
/// The framer by policy, a quarter of the lines oversized, beside itself without a limit that matters: lines of 64 bytes.
/// </summary>
[MemoryDiagnoser]
public class PolicyBenchmarks
{
    private const int TotalBytes = 64 << 20;

    private const int ChunkSize = 64 << 10;

    private const int MeanLength = 64;

    private LineFramer _framer = null!;

    private readonly LineFramer _unlimited = new(LineDelimiter.CrLf, TotalBytes);

    private LineInput _input = null!;

    /// <summary>Throw is left out, because it ends with the first oversized line.</summary>
    [Params(OversizedLineHandling.Truncate, OversizedLineHandling.Split)]
    public OversizedLineHandling Policy { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _framer = new LineFramer(LineDelimiter.CrLf, MeanLength * 3 / 2, Policy);
        _input = new LineInput(MeanLength, TotalBytes, ChunkSize);
    }

    [Benchmark]
    public Tally Limited() => LineLoops.Framer(_framer, _input.Chunks);

    [Benchmark(Baseline = true)]
    public Tally Unlimited() => LineLoops.Framer(_unlimited, _input.Chunks);
}
