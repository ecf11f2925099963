using System.Globalization;
using System.IO.Pipelines;

namespace LineFraming.Benchmarks;

/// <summary>
/// The short mode: how many times as fast as what else there is, a line for each comparison, with its target beside it.
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

    private int _reached;

    private int _missed;

    public void Print()
    {
        output.WriteLine(Machine.Description);
        output.WriteLine($"{TotalBytes >> 20} MiB in chunks of {ChunkSize >> 10} KiB; times as fast, the median of rounds in turns");
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
        PrintPipe(typical, "over chunks", PipeContenders.OverChunks);
        PrintPipe(typical, "over a stream", PipeContenders.OverStream);
        PrintWriter(typical);
        PrintAllocated(typical);
        output.WriteLine($"{_reached} reached, {_missed} missed");
    }

    // What is compiled once must not be compiled for the first length alone.
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
        PrintLine($"{lines}, against TryReadTo", race.SpeedAgainst(1), target);
        PrintLine($"{lines}, against IndexOf over one buffer", race.SpeedAgainst(2), meanLength == TypicalLength ? 2.0 : 1.0);
        if (meanLength == TypicalLength)
        {
            // A race of its own: the strings that it leaves are collected while others run.
            Race strings = new((Framer(LineDelimiter.CrLf), input), (ReadLine, input));
            PrintLine($"{lines}, against StreamReader.ReadLine", strings.SpeedAgainst(1), 6.0);
            LineFramer framer = new(LineDelimiter.CrLf, MaxLineLength);
            Race loops = new((each => Contenders.Foreach(framer, each.Chunks), input), (Framer(LineDelimiter.CrLf), input));
            PrintLine($"{lines}, foreach against TryRead", loops.SpeedAgainst(1), 0.95);
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{"",2}{race.NanosecondsPerByte(0) * input.Bytes.Length / input.Tally.Lines:F1} ns a line, {1 / race.NanosecondsPerByte(0):F2} GB/s"));
    }

    private void PrintChunkSizes(LineInput typical)
    {
        PrintAgainstTypical(typical, "chunks of 4096", LineDelimiter.CrLf, typical.InChunksOf(4096), 0.9);
        PrintAgainstTypical(typical, "chunks of 1500", LineDelimiter.CrLf, typical.InChunksOf(1500), 0.75);
        Race bytewise = new((Framer(LineDelimiter.CrLf), new LineInput(TypicalLength, 1 << 20, 1)));
        double nanoseconds = bytewise.NanosecondsPerByte(0);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{"chunks of 1, nanoseconds a byte",-52} {nanoseconds,6:F2}   at most 15    {Verdict(nanoseconds < 15)}"));
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
            PrintLine($"policy {policy}, against typical", race.SpeedAgainst(1), 0.95);
        }
    }

    private void PrintAdversaries(LineInput typical)
    {
        foreach (Adversary adversary in Adversary.All)
        {
            Func<LineInput, Tally> framer = Framer(adversary.Delimiter, adversary.MaxLineLength, adversary.Policy);
            LineInput input = LineInput.Repeat(adversary.Unit, TotalBytes, ChunkSize, framer);
            Race race = new((framer, input), (Framer(LineDelimiter.CrLf), typical));
            PrintLine($"{adversary}, against typical", race.SpeedAgainst(1), 0.25);
        }
    }

    private void PrintPipe(LineInput typical, string over, Func<LineInput, PipeReader> pipe)
    {
        LineFramer framer = new(LineDelimiter.CrLf, MaxLineLength);
        Race race = new(
            (input => PipeContenders.ReadLinesAsync(framer, pipe(input)).Result, typical),
            (input => PipeContenders.PositionOf(pipe(input)).Result, typical));
        PrintLine($"ReadLinesAsync {over}, against PositionOf", race.SpeedAgainst(1), 2.0);
    }

    private void PrintWriter(LineInput typical)
    {
        LineInput input = typical.WholeLinesOf(TotalBytes / 16);
        WriterContenders writers = new(input);
        Race race = new((_ => writers.WriteLine(), input), (_ => writers.Copy(), input));
        PrintLine("LineWriter.WriteLine, against plain copying", race.SpeedAgainst(1), 0.5);
    }

    // Of all that runs once for each line and each chunk. What a framer takes for good it has by then.
    private void PrintAllocated(LineInput typical)
    {
        Func<LineInput, Tally> framer = Framer(LineDelimiter.CrLf);
        _ = framer(typical);
        long before = GC.GetAllocatedBytesForCurrentThread();
        _ = framer(typical);
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{"bytes allocated for all lines and chunks",-52} {bytes,6}   at most 0     {Verdict(bytes == 0)}"));
    }

    private void PrintAgainstTypical(LineInput typical, string name, LineDelimiter delimiter, LineInput input, double target)
    {
        Race race = new((Framer(delimiter), input), (Framer(LineDelimiter.CrLf), typical));
        PrintLine($"{name}, against CRLF in 64 KiB chunks", race.SpeedAgainst(1), target);
    }

    private void PrintLine(string name, double ratio, double target) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{name,-52} {ratio,6:F2} x at least {target:F2} x {Verdict(ratio >= target)}"));

    private string Verdict(bool isReached)
    {
        _ = isReached ? _reached++ : _missed++;
        return isReached ? "reached" : "MISSED";
    }

    private static Func<LineInput, Tally> Framer(
        LineDelimiter delimiter, int maxLineLength = MaxLineLength, OversizedLineHandling policy = OversizedLineHandling.Throw)
    {
        LineFramer framer = new(delimiter, maxLineLength, policy);
        return input => Contenders.Framer(framer, input.Chunks);
    }

    private static Tally TryReadTo(LineInput input) => Contenders.TryReadTo(input.Chunks);

    private static Tally IndexOf(LineInput input) => Contenders.IndexOf(input.Bytes);

    private static Tally ReadLine(LineInput input) => Contenders.ReadLine(input.Bytes, ChunkSize);
}
