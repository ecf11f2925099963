using System.Diagnostics;

namespace LineFraming.Benchmarks;

/// <summary>
/// Loops that run in turns in one process. Anything else that the machine does slows them alike, so the ratios of one round are
/// meaningful where times of different runs are not. The results are medians over the rounds.
/// </summary>
internal sealed class Race
{
    private const int MinRounds = 7;

    private static readonly TimeSpan Warming = TimeSpan.FromMilliseconds(700);

    private static readonly TimeSpan Racing = TimeSpan.FromMilliseconds(1500);

    // Of each round the nanoseconds that each loop took for a byte.
    private readonly List<double[]> _rounds = [];

    /// <summary>Races the loops over their inputs; the others are compared with the first.</summary>
    /// <exception cref="InvalidOperationException">A loop found other lines than there are.</exception>
    public Race(params (Func<LineInput, Tally> Loop, LineInput Input)[] entries)
    {
        WarmUp(entries);
        long start = Stopwatch.GetTimestamp();
        while (_rounds.Count < MinRounds || Stopwatch.GetElapsedTime(start) < Racing)
        {
            _rounds.Add([.. entries.Select(entry => Time(entry.Loop, entry.Input))]);
        }
    }

    /// <summary>How many times as fast the first loop is as another: bytes a second, the median of the rounds.</summary>
    public double SpeedAgainst(int other) => Median(_rounds.Select(round => round[other] / round[0]));

    /// <summary>Nanoseconds that a loop takes for a byte.</summary>
    public double NanosecondsPerByte(int loop) => Median(_rounds.Select(round => round[loop]));

    // The JIT recompiles a method that is called often, in the background: until then times mean nothing.
    private static void WarmUp((Func<LineInput, Tally> Loop, LineInput Input)[] entries)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < Warming)
        {
            foreach ((Func<LineInput, Tally> loop, LineInput input) in entries)
            {
                _ = loop(input.Beginning);
            }
        }
    }

    private static double Time(Func<LineInput, Tally> loop, LineInput input)
    {
        long start = Stopwatch.GetTimestamp();
        Tally found = loop(input);
        double elapsed = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        return found == input.Tally
            ? elapsed / input.Bytes.Length
            : throw new InvalidOperationException($"A loop found {found} where there is {input.Tally}.");
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
