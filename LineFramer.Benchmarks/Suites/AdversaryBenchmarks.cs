using BenchmarkDotNet.Attributes;

namespace LineFraming.Benchmarks;

/// <summary>The framer over content that is meant to make it slow, beside itself over typical lines of 64 bytes.</summary>
[MemoryDiagnoser]
public class AdversaryBenchmarks
{
    private const int TotalBytes = 64 << 20;

    private const int ChunkSize = 64 << 10;

    private const int MeanLength = 64;

    private readonly LineFramer _crLf = new(LineDelimiter.CrLf, TotalBytes);

    private LineFramer _framer = null!;

    private LineInput _input = null!;

    private LineInput _typical = null!;

    [ParamsSource(nameof(All))]
    public object Content { get; set; } = null!;

    public static IEnumerable<object> All => Adversary.All;

    [GlobalSetup]
    public void Setup()
    {
        Adversary adversary = (Adversary)Content;
        _framer = new LineFramer(adversary.Delimiter, adversary.MaxLineLength, adversary.Policy);
        _input = LineInput.Repeat(adversary.Unit, TotalBytes, ChunkSize, input => LineLoops.Framer(_framer, input.Chunks));
        _typical = new LineInput(MeanLength, TotalBytes, ChunkSize);
    }

    [Benchmark]
    public Tally Adverse() => LineLoops.Framer(_framer, _input.Chunks);

    [Benchmark(Baseline = true)]
    public Tally Typical() => LineLoops.Framer(_crLf, _typical.Chunks);
}
