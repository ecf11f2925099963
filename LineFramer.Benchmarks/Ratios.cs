using System.Globalization;
using System.IO.Pipelines;

namespace LineFraming.Benchmarks;

/// <summary>
/// The short mode: how many times as fast as its alternatives the framer is, a line for each comparison, with its target.
/// <para><c>dotnet run -c Release --project LineFramer.Benchmarks -- ratios</c></para>
/// </summary>
internal sealed class Ratios(TextWriter output)
{
    private const int TotalBytes = 64 << 20;

    private const int ChunkSize = 64 << 10;

    private const int MaxLineLength = 1 << 20;

    private const int TypicalLength = 64;

    private static readonly (int MeanLength, double Target)[] Lengths =
        [(8, 2.5), (24, 2.3), (64, 2.5), (200, 1.6), (2000, 1.2), (65536, 1.0)];

    /// <summary>What may be measured by itself: long lines in the cache, and long and many delimiters.</summary>
    public static readonly IReadOnlyList<string> Parts = [Cached, Automaton];

    private const string Cached = "cached";

    private const string Automaton = "automaton";

    private readonly RatioTable _table = new(output);

    /// <summary>Measures all, and prints it.</summary>
    public void Print()
    {
        PrintHead();
        PrintAll();
        Print(Parts);
    }

    /// <summary>Measures a part, and prints it.</summary>
    public void Print(string part)
    {
        PrintHead();
        Print([part]);
    }

    private void Print(IReadOnlyList<string> parts)
    {
        if (parts.Contains(Cached))
        {
            CachedLengths.Print(_table);
        }

        if (parts.Contains(Automaton))
        {
            AutomatonCosts.Print(_table);
        }

        output.WriteLine(_table.Count);
    }

    private void PrintHead()
    {
        output.WriteLine(Machine.Description);
        output.WriteLine("times as fast, the median of rounds in turns");
    }

    private void PrintAll()
    {
        output.WriteLine($"{TotalBytes >> 20} MiB in chunks of {ChunkSize >> 10} KiB:");
        WarmUpForAllLengths();
        foreach ((int meanLength, double target) in Lengths)
        {
            PrintLength(meanLength, target);
        }

        LineInput typical = new(TypicalLength, TotalBytes, ChunkSize);
        PrintChunkSizes(typical);
        PrintDelimiters(typical);
        PrintPolicies(typical);
        PrintAdversaries(typical);
        PrintPipe(typical, "over chunks", PipeLoops.OverChunks);
        PrintPipe(typical, "over a stream", PipeLoops.OverStream);
        PrintWriter(typical);
        PrintAllocated(typical);
    }

    // Code that the JIT compiles once must not be optimised for the first length only.
    private static void WarmUpForAllLengths()
    {
        foreach ((int meanLength, _) in Lengths)
        {
            LineInput input = new(meanLength, 1 << 20, ChunkSize);
            _ = new Race((Framer(LineDelimiter.CrLf), input), (TryReadTo, input), (IndexOf, input));
        }
    }

    private void PrintLength(int meanLength, double target)
    {
        LineInput input = new(meanLength, TotalBytes, ChunkSize);
        Race race = new((Framer(LineDelimiter.CrLf), input), (TryReadTo, input), (IndexOf, input));
        string lines = $"CRLF, lines of {meanLength}";
        _table.Add($"{lines}, against TryReadTo", race.SpeedAgainst(1), target);
        _table.Add($"{lines}, against IndexOf over one buffer", race.SpeedAgainst(2), meanLength == TypicalLength ? 2.0 : 1.0);
        if (meanLength == TypicalLength)
        {
            // A separate race, because the strings that this loop leaves are collected while others run.
            Race strings = new((Framer(LineDelimiter.CrLf), input), (ReadLine, input));
            _table.Add($"{lines}, against StreamReader.ReadLine", strings.SpeedAgainst(1), 6.0);
            LineFramer framer = new(LineDelimiter.CrLf, MaxLineLength);
            Race loops = new((each => LineLoops.Foreach(framer, each.Chunks), input), (Framer(LineDelimiter.CrLf), input));
            _table.Add($"{lines}, foreach against TryRead", loops.SpeedAgainst(1), 0.95);
        }

        double perByte = race.NanosecondsPerByte(0);
        _table.Note($"{perByte * input.Bytes.Length / input.Tally.Lines:F1} ns a line, {1 / perByte:F2} GB/s");
    }

    private void PrintChunkSizes(LineInput typical)
    {
        PrintAgainstTypical(typical, "chunks of 4096", LineDelimiter.CrLf, typical.InChunksOf(4096), 0.9);
        PrintAgainstTypical(typical, "chunks of 1500", LineDelimiter.CrLf, typical.InChunksOf(1500), 0.75);
        Race bytewise = new((Framer(LineDelimiter.CrLf), new LineInput(TypicalLength, 1 << 20, 1)));
        double nanoseconds = bytewise.NanosecondsPerByte(0);
        _table.AddMax("chunks of 1, nanoseconds a byte", nanoseconds.ToString("F2", CultureInfo.InvariantCulture), "15", nanoseconds < 15);
    }

    private void PrintDelimiters(LineInput typical)
    {
        foreach ((string name, LineDelimiter delimiter, byte[] written, double target) in DelimiterCase.All)
        {
            LineInput input = new(TypicalLength, TotalBytes, ChunkSize, written);
            PrintAgainstTypical(typical, name, delimiter, input, target);
        }
    }

    private void PrintPolicies(LineInput typical)
    {
        foreach (OversizedLineHandling policy in Enum.GetValues<OversizedLineHandling>())
        {
            Func<LineInput, Tally> framer = Framer(LineDelimiter.CrLf, MaxLineLength, policy);
            Race race = new((framer, typical), (Framer(LineDelimiter.CrLf), typical));
            _table.Add($"policy {policy}, against typical", race.SpeedAgainst(1), 0.95);
        }
    }

    private void PrintAdversaries(LineInput typical)
    {
        foreach (Adversary adversary in Adversary.All)
        {
            Func<LineInput, Tally> framer = Framer(adversary.Delimiter, adversary.MaxLineLength, adversary.Policy);
            LineInput input = LineInput.Repeat(adversary.Unit, TotalBytes, ChunkSize, framer);
            Race race = new((framer, input), (Framer(LineDelimiter.CrLf), typical));
            _table.Add($"{adversary}, against typical", race.SpeedAgainst(1), 0.25);
        }
    }

    private void PrintPipe(LineInput typical, string over, Func<LineInput, PipeReader> pipe)
    {
        LineFramer framer = new(LineDelimiter.CrLf, MaxLineLength);
        Race race = new(
            (input => PipeLoops.ReadLinesAsync(framer, pipe(input)).Result, typical),
            (input => PipeLoops.PositionOf(pipe(input)).Result, typical));
        _table.Add($"ReadLinesAsync {over}, against PositionOf", race.SpeedAgainst(1), 2.0);
    }

    private void PrintWriter(LineInput typical)
    {
        LineInput input = typical.WholeLinesOf(TotalBytes / 16);
        WriterLoops writers = new(input);
        Race race = new((_ => writers.WriteLine(), input), (_ => writers.Copy(), input));
        _table.Add("WriteLine, against plain copying", race.SpeedAgainst(1), 0.5);
    }

    // The allocations for each line and each chunk. What a framer allocates once has been allocated before.
    private void PrintAllocated(LineInput typical)
    {
        Func<LineInput, Tally> framer = Framer(LineDelimiter.CrLf);
        _ = framer(typical);
        long before = GC.GetAllocatedBytesForCurrentThread();
        _ = framer(typical);
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        _table.AddMax("bytes allocated for all lines and chunks", bytes.ToString(CultureInfo.InvariantCulture), "0", bytes == 0);
    }

    private void PrintAgainstTypical(LineInput typical, string name, LineDelimiter delimiter, LineInput input, double target)
    {
        Race race = new((Framer(delimiter), input), (Framer(LineDelimiter.CrLf), typical));
        _table.Add($"{name}, against CRLF in 64 KiB chunks", race.SpeedAgainst(1), target);
    }

    private static Func<LineInput, Tally> Framer(
        LineDelimiter delimiter, int maxLineLength = MaxLineLength, OversizedLineHandling policy = OversizedLineHandling.Throw)
    {
        LineFramer framer = new(delimiter, maxLineLength, policy);
        return input => LineLoops.Framer(framer, input.Chunks);
    }

    private static Tally TryReadTo(LineInput input) => LineLoops.TryReadTo(input.Chunks);

    private static Tally IndexOf(LineInput input) => LineLoops.IndexOf(input.Bytes);

    private static Tally ReadLine(LineInput input) => LineLoops.ReadLine(input.Bytes, ChunkSize);
}
