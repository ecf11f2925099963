using System.Globalization;
using LineFraming.Fuzz;
using LineFraming.FuzzEngine;

namespace LineFraming.Benchmarks;

/// <summary>
/// How often a second the fuzzing targets run without an engine, over the inputs of up to 64 bytes in a folder: without
/// instrumentation, and with instrumentation whose counters are not read. A session also runs the inputs that it does not keep.
/// </summary>
internal static class TargetSpeeds
{
    private const int MaxBytes = 64;

    public static void Print(TextWriter output, string corpus)
    {
        output.WriteLine(Machine.Description);
        output.WriteLine($"inputs of up to {MaxBytes} bytes, one thread; runs a second, the median of {RunRates.Rounds} rounds in turns");
        (string Name, TargetAction Run, byte[][] Inputs)[] targets =
        [
            .. LineTarget.All.Select(target => (target.Name, target.Run, Inputs(corpus, target.Name))),
            .. LineTarget.All.Select(target => (target.Name + ", counting", Counting(target), Inputs(corpus, target.Name))),
            ($"chunking, {nameof(ChunkingTarget.RunWholeAndInChunks)}", ChunkingTarget.RunWholeAndInChunks, Inputs(corpus, "chunking")),
        ];
        targets = [.. targets.Where(target => target.Inputs.Length > 0)];
        double[] rates = RunRates.Medians([.. targets.Select(target => (Action)(() => RunAll(target.Run, target.Inputs)))]);
        for (int i = 0; i < targets.Length; i++)
        {
            byte[][] inputs = targets[i].Inputs;
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{targets[i].Name,-26} {rates[i] * inputs.Length,10:N0} a second over {inputs.Length} inputs of "
                + $"{inputs.Average(input => input.Length):F1} bytes"));
        }
    }

    private static TargetAction Counting(LineTarget target) => target.Instrumented();

    private static byte[][] Inputs(string corpus, string target)
    {
        string folder = Path.Combine(corpus, target);
        return Directory.Exists(folder)
            ? [
                .. Directory.GetFiles(folder)
                    .Order(StringComparer.Ordinal)
                    .Select(File.ReadAllBytes)
                    .Where(input => input.Length <= MaxBytes),
            ]
            : [];
    }

    private static void RunAll(TargetAction run, byte[][] inputs)
    {
        foreach (byte[] input in inputs)
        {
            run(input);
        }
    }
}
