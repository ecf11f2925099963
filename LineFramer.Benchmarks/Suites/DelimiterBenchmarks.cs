using BenchmarkDotNet.Attributes;

namespace LineFraming.Benchmarks;

/// <summary>The framer by delimiter, beside itself with CR LF: lines of 64 bytes in chunks of 64 KiB.</summary>
[MemoryDiagnoser]
public class DelimiterBenchmarks
{
    private const int TotalBytes = 64 << 20;

    private const int ChunkSize = 64 << 10;

    private const int MeanLength = 64;

    private const int MaxLineLength = 64 << 10;

    private readonly LineFramer _crLf = new(LineDelimiter.CrLf, MaxLineLength);

    private LineFramer _framer = null!;

    private LineInput _input = null!;

    private LineInput _crLfInput = null!;

    [ParamsSource(nameof(All))]
    public DelimiterCase Delimiter { get; set; } = null!;

    public static IEnumerable<DelimiterCase> All => DelimiterCase.All;

    [GlobalSetup]
    public void Setup()
    {
        _framer = new LineFramer(Delimiter.Delimiter, MaxLineLength);
        _input = new LineInput(MeanLength, TotalBytes, ChunkSize, Delimiter.Written);
        _crLfInput = new LineInput(MeanLength, TotalBytes, ChunkSize);
    }

    [Benchmark]
    public Tally Framer() => LineLoops.Framer(_framer, _input.Chunks);

    [Benchmark(Baseline = true)]
    public Tally CrLf() => LineLoops.Framer(_crLf, _crLfInput.Chunks);
}
