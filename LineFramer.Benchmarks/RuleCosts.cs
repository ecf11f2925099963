using System.Globalization;

namespace LineFraming.Benchmarks;

/// <summary>
/// What a rule costs: the framer in a use that needs the rule, compared with a plain use. A ratio above 1 is faster than the plain
/// use. A ratio below 1 shows how much could be gained at most if the rule were dropped.
/// </summary>
internal static class RuleCosts
{
    private const int TotalBytes = 32 << 20;

    private const int ChunkSize = 64 << 10;

    private const int MeanLength = 64;

    private const int NoLimit = 1 << 30;

    public static void Print(TextWriter output)
    {
        LineInput input = new(MeanLength, TotalBytes, ChunkSize);
        LineFramer usual = new(LineDelimiter.CrLf, NoLimit);
        Func<LineInput, Tally> plain = each => LineLoops.Framer(usual, each.Chunks);
        (string Rule, Func<LineInput, Tally> Loop)[] rules =
        [
            ("R4, a limit just above the longest line, against 1 GiB", Limited(OversizedLineHandling.Throw)),
            ("R5, Truncate against Throw", Limited(OversizedLineHandling.Truncate)),
            ("R5, Split against Throw", Limited(OversizedLineHandling.Split)),
            ("R2, a set of delimiters against one", Over(LineDelimiter.CreateAny([.. "\r\n"u8], [.. ";;"u8]))),
            ("R8, the offset of every line read as well", each => WithOffsets(usual, each)),
            ("R9, a reader for every line, as one who may stop there", each => LineByLine(usual, each)),
            ("R2, the delimiter of every line read as well", each => WithDelimiters(usual, each)),
        ];
        output.WriteLine(Machine.Description);
        output.WriteLine(
            $"{TotalBytes >> 20} MiB of CRLF lines of {MeanLength} bytes; times as fast as the framer without, the median of "
            + "rounds in turns");
        foreach ((string rule, Func<LineInput, Tally> loop) in rules)
        {
            Race race = new((loop, input), (plain, input));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rule,-58} {race.SpeedAgainst(1),6:F2} x"));
        }
    }

    private static Func<LineInput, Tally> Limited(OversizedLineHandling policy)
    {
        LineFramer framer = new(LineDelimiter.CrLf, 2 * MeanLength, policy);
        return input => LineLoops.Framer(framer, input.Chunks);
    }

    private static Func<LineInput, Tally> Over(LineDelimiter delimiter)
    {
        LineFramer framer = new(delimiter, NoLimit);
        return input => LineLoops.Framer(framer, input.Chunks);
    }

    // What is read about each line must be right, or the tally is wrong.
    private static Tally WithOffsets(LineFramer framer, LineInput input)
    {
        Tally tally = default;
        long last = -1;
        framer.Reset();
        foreach (byte[] chunk in input.Chunks)
        {
            LineReader reader = framer.Read(chunk);
            while (reader.TryRead(out ReadOnlySpan<byte> line))
            {
                long offset = reader.Offset;
                tally = offset > last ? tally.With(line.Length) : tally;
                last = offset;
            }
        }

        return tally;
    }

    private static Tally WithDelimiters(LineFramer framer, LineInput input)
    {
        Tally tally = default;
        framer.Reset();
        foreach (byte[] chunk in input.Chunks)
        {
            LineReader reader = framer.Read(chunk);
            while (reader.TryRead(out ReadOnlySpan<byte> line))
            {
                tally = reader.MatchedDelimiter.Length == 2 ? tally.With(line.Length) : tally;
            }
        }

        return tally;
    }

    private static Tally LineByLine(LineFramer framer, LineInput input)
    {
        Tally tally = default;
        framer.Reset();
        foreach (byte[] chunk in input.Chunks)
        {
            ReadOnlySpan<byte> rest = chunk;
            LineReader reader = framer.Read(rest);
            while (reader.TryRead(out ReadOnlySpan<byte> line))
            {
                tally = tally.With(line.Length);
                rest = reader.UnreadSpan;
                reader = framer.Read(rest);
            }
        }

        return tally;
    }
}
