using System.Globalization;

namespace LineFraming.Benchmarks;

/// <summary>
/// The short mode: how many times as fast as what else there is, a line for each comparison, with its target beside it.
/// <para><c>dotnet run -c Release --project LineFramer.Benchmarks -- ratios</c></para>
/// </summary>
internal static class Ratios
{
    private const int TotalBytes = 64 << 20;

    private const int ChunkSize = 64 << 10;

    private const int MaxLineLength = 1 << 20;

    private const int TypicalLength = 64;

    private static readonly (int MeanLength, double Target)[] Lengths =
        [(8, 2.5), (24, 2.3), (64, 2.5), (200, 1.6), (2000, 1.2), (65536, 1.0)];

    public static void Print()
    {
        Console.WriteLine($"{TotalBytes >> 20} MiB in chunks of {ChunkSize >> 10} KiB; times as fast, the median of rounds in turns");
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

    private static void PrintLength(int meanLength, double target)
    {
        LineInput input = new(meanLength, TotalBytes, ChunkSize);
        Race race = new((Framer(LineDelimiter.CrLf), input), (TryReadTo, input), (IndexOf, input), (ReadLine, input));
        string lines = $"CRLF, lines of {meanLength}";
        PrintLine($"{lines}, against TryReadTo", race.SpeedAgainst(1), target);
        PrintLine($"{lines}, against IndexOf over one buffer", race.SpeedAgainst(2), meanLength == TypicalLength ? 2.0 : 1.0);
        if (meanLength == TypicalLength)
        {
            PrintLine($"{lines}, against StreamReader.ReadLine", race.SpeedAgainst(3), 6.0);
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{"",2}{race.NanosecondsPerByte(0) * input.Bytes.Length / input.Tally.Lines:F1} ns a line, {1 / race.NanosecondsPerByte(0):F2} GB/s"));
    }

    private static void PrintChunkSizes(LineInput typical)
    {
        PrintAgainstTypical(typical, "chunks of 4096", LineDelimiter.CrLf, typical.InChunksOf(4096), 0.9);
        PrintAgainstTypical(typical, "chunks of 1500", LineDelimiter.CrLf, typical.InChunksOf(1500), 0.75);
        Race bytewise = new((Framer(LineDelimiter.CrLf), new LineInput(TypicalLength, 1 << 20, 1)));
        double nanoseconds = bytewise.NanosecondsPerByte(0);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{"chunks of 1, nanoseconds a byte",-52} {nanoseconds,6:F2}   at most 15    {Verdict(nanoseconds < 15)}"));
    }

    private static void PrintDelimiters(LineInput typical)
    {
        (string Name, LineDelimiter Delimiter, byte[] Written, double Target)[] delimiters =
        [
            ("Lf", LineDelimiter.Lf, [.. "\n"u8], 1.0),
            ("CrLfOrLf", LineDelimiter.CrLfOrLf, [.. "\r\n"u8], 1.0),
            ("Nul", LineDelimiter.Nul, [0], 1.0),
            ("AnyNewline", LineDelimiter.AnyNewline, [.. "\r\n"u8], 1 / 1.6),
            ("four bytes", LineDelimiter.Of("\r\n\r\n"u8), [.. "\r\n\r\n"u8], 1 / 1.6),
            ("a set of two", LineDelimiter.AnyOf([.. ";;"u8], [.. "\r\n"u8]), [.. "\r\n"u8], 1 / 1.6),
        ];
        foreach ((string name, LineDelimiter delimiter, byte[] written, double target) in delimiters)
        {
            LineInput input = new(TypicalLength, TotalBytes, ChunkSize, written);
            PrintAgainstTypical(typical, name, delimiter, input, target);
        }
    }

    private static void PrintPolicies(LineInput typical)
    {
        foreach (OversizedLine policy in Enum.GetValues<OversizedLine>())
        {
            Func<LineInput, Tally> framer = Framer(LineDelimiter.CrLf, MaxLineLength, policy);
            Race race = new((framer, typical), (Framer(LineDelimiter.CrLf), typical));
            PrintLine($"policy {policy}, against typical", race.SpeedAgainst(1), 0.95);
        }
    }

    private static void PrintAdversaries(LineInput typical)
    {
        PrintAdversary(typical, "all CR", "\r"u8, LineDelimiter.CrLf);
        PrintAdversary(typical, "all LF", "\n"u8, LineDelimiter.CrLf);
        PrintAdversary(typical, "the last byte everywhere", "x\n"u8, LineDelimiter.CrLf);
        PrintAdversary(typical, "almost a delimiter everywhere", "\r\n\rx"u8, LineDelimiter.Of("\r\n\r\n"u8));
        byte[] content = new byte[TypicalLength];
        foreach (OversizedLine policy in Enum.GetValues<OversizedLine>())
        {
            PrintAdversary(typical, $"lines of the limit, {policy}", [.. content, .. "\r\n"u8], LineDelimiter.CrLf, TypicalLength, policy);
            if (policy != OversizedLine.Throw)
            {
                PrintAdversary(typical, $"lines of the limit + 1, {policy}", [0, .. content, .. "\r\n"u8], LineDelimiter.CrLf, TypicalLength, policy);
            }
        }
    }

    private static void PrintAdversary(
        LineInput typical,
        string name,
        ReadOnlySpan<byte> unit,
        LineDelimiter delimiter,
        int maxLineLength = TotalBytes,
        OversizedLine policy = OversizedLine.Truncate)
    {
        Func<LineInput, Tally> framer = Framer(delimiter, maxLineLength, policy);
        LineInput input = LineInput.Repeat(unit, TotalBytes, ChunkSize, framer);
        Race race = new((framer, input), (Framer(LineDelimiter.CrLf), typical));
        PrintLine($"{name}, against typical", race.SpeedAgainst(1), 0.25);
    }

    private static void PrintAgainstTypical(LineInput typical, string name, LineDelimiter delimiter, LineInput input, double target)
    {
        Race race = new((Framer(delimiter), input), (Framer(LineDelimiter.CrLf), typical));
        PrintLine($"{name}, against CRLF in 64 KiB chunks", race.SpeedAgainst(1), target);
    }

    private static void PrintLine(string name, double ratio, double target) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{name,-52} {ratio,6:F2} x at least {target:F2} x {Verdict(ratio >= target)}"));

    private static string Verdict(bool isReached) => isReached ? "reached" : "MISSED";

    private static Func<LineInput, Tally> Framer(
        LineDelimiter delimiter, int maxLineLength = MaxLineLength, OversizedLine policy = OversizedLine.Throw)
    {
        LineFramer framer = new(delimiter, maxLineLength, policy);
        return input => Contenders.Framer(framer, input.Chunks);
    }

    private static Tally TryReadTo(LineInput input) => Contenders.TryReadTo(input.Chunks);

    private static Tally IndexOf(LineInput input) => Contenders.IndexOf(input.Bytes);

    private static Tally ReadLine(LineInput input) => Contenders.ReadLine(input.Bytes, ChunkSize);
}
