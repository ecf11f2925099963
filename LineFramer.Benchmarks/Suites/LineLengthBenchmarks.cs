using BenchmarkDotNet.Attributes;

namespace LineFraming.Benchmarks;

/// <summary>
/// The framer beside what a .NET programmer would use instead, by length of line: 64 MiB of CR LF lines in chunks of
/// 64 KiB, one thread, lines counted and their lengths summed.
/// </summary>
[MemoryDiagnoser]
public class LineLengthBenchmarks
{
    private const int TotalBytes = 64 << 20;

    private const int ChunkSize = 64 << 10;

    private const int MaxLineLength = 1 << 20;

    private readonly LineFramer _framer = new(LineDelimiter.CrLf, MaxLineLength);

    private LineInput _input = null!;

    /// <summary>In bytes, without the delimiter.</summary>
    [Params(8, 24, 64, 200, 2000, 65536)]
    public int MeanLength { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _input = new LineInput(MeanLength, TotalBytes, ChunkSize);
        ThrowIfWrong(nameof(LineFramer), LineFramer());
        ThrowIfWrong(nameof(TryReadTo), TryReadTo());
        ThrowIfWrong(nameof(IndexOf), IndexOf());
        ThrowIfWrong(nameof(ReadLine), ReadLine());
    }

    [Benchmark]
    public Tally LineFramer() => LineLoops.Framer(_framer, _input.Chunks);

    [Benchmark(Baseline = true, Description = "SequenceReader.TryReadTo")]
    public Tally TryReadTo() => LineLoops.TryReadTo(_input.Chunks);

    [Benchmark(Description = "IndexOf over one buffer")]
    public Tally IndexOf() => LineLoops.IndexOf(_input.Bytes);

    [Benchmark(Description = "StreamReader.ReadLine")]
    public Tally ReadLine() => LineLoops.ReadLine(_input.Bytes, ChunkSize);

    private void ThrowIfWrong(string loop, Tally found)
    {
        if (found != _input.Tally)
        {
            throw new InvalidOperationException($"{loop} found {found} where there is {_input.Tally}.");
        }
    }
}
