using System.Diagnostics;
using System.Globalization;
using LineFraming.Fuzz;

namespace LineFraming.Benchmarks;

/// <summary>
/// How often a second the fuzzing targets run without any engine, over the inputs of up to 64 bytes in a folder: on code
/// that counts nothing, and on code that counts for nobody. A session also runs the inputs that it does not keep.
/// </summary>
internal static class TargetSpeeds
{
    private const int MostBytes = 64;

    private const int Rounds = 5;

    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(500);

    public static void Print(TextWriter output, string corpus)
    {
        output.WriteLine(Machine.Description);
        output.WriteLine($"inputs of up to {MostBytes} bytes, one thread; runs a second, the median of {Rounds} rounds in turns");
        (string Name, TargetAction Run, byte[][] Inputs)[] targets =
        [
            .. FuzzTarget.All.Select(target => (target.Name, target.Run, Inputs(corpus, target.Name))),
            .. FuzzTarget.All.Select(target => (target.Name + ", counting", Counting(target), Inputs(corpus, target.Name))),
            ($"chunking, {nameof(ChunkingTarget.RunWholeAndCut)}", ChunkingTarget.RunWholeAndCut, Inputs(corpus, "chunking")),
        ];
        targets = [.. targets.Where(target => target.Inputs.Length > 0)];
        double[][] rates = [.. targets.Select(_ => new double[Rounds])];

        // The first round, which is not counted, is for the compiler.
        for (int round = -1; round < Rounds; round++)
        {
            for (int i = 0; i < targets.Length; i++)
            {
                double rate = Rate(targets[i].Run, targets[i].Inputs);
                rates[i][Math.Max(round, 0)] = rate;
            }
        }

        for (int i = 0; i < targets.Length; i++)
        {
            Array.Sort(rates[i]);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{targets[i].Name,-26} {rates[i][Rounds / 2],10:N0} a second over {targets[i].Inputs.Length} inputs of {targets[i].Inputs.Average(input => input.Length):F1} bytes"));
        }
    }

    private static TargetAction Counting(FuzzTarget target) => new InstrumentedTarget(AppContext.BaseDirectory, target.Name).Run;

    private static byte[][] Inputs(string corpus, string target)
    {
        string folder = Path.Combine(corpus, target);
        return Directory.Exists(folder)
            ? [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select(File.ReadAllBytes).Where(input => input.Length <= MostBytes)]
            : [];
    }

    private static double Rate(TargetAction run, byte[][] inputs)
    {
        long runs = 0;
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < Round)
        {
            foreach (byte[] input in inputs)
            {
                run(input);
            }

            runs += inputs.Length;
        }

        return runs / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
