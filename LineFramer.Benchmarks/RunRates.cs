using System.Diagnostics;

namespace LineFraming.Benchmarks;

/// <summary>
/// How often a second some actions run, in turns, so that anything else that the machine does slows them alike.
/// </summary>
internal static class RunRates
{
    /// <summary>How many rounds count.</summary>
    public const int Rounds = 5;

    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(500);

    /// <summary>Measures how often each of the runs runs in a second.</summary>
    /// <returns>How often each ran a second, the median of the rounds.</returns>
    public static double[] Medians(Action[] runs)
    {
        double[][] rates = [.. runs.Select(_ => new double[Rounds])];

        // The first round does not count: the JIT compiles during it.
        for (int round = -1; round < Rounds; round++)
        {
            for (int i = 0; i < runs.Length; i++)
            {
                rates[i][Math.Max(round, 0)] = Rate(runs[i]);
            }
        }

        return [.. rates.Select(rounds => rounds.Order().ElementAt(Rounds / 2))];
    }

    private static double Rate(Action run)
    {
        long runs = 0;
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < Round)
        {
            run();
            runs++;
        }

        return runs / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
