using System.Collections;
using System.Globalization;

namespace LineFraming.Benchmarks;

/// <summary>
/// Compares the speed of the framer and of <c>TryReadTo</c> in processes that have run neither before. There only code that was
/// compiled ahead of time is fast at once; the JIT compiles the rest meanwhile, on another core if there is one. The two take
/// turns, as in a <see cref="Race"/>.
/// </summary>
internal static class ColdRatios
{
    // How the names of those environment variables begin that change how, and when, the runtime compiles code.
    private static readonly string[] Switches = ["DOTNET_Tiered", "DOTNET_TC_", "DOTNET_OSR_", "DOTNET_ReadyToRun", "DOTNET_Enable"];

    /// <summary>
    /// Measures each shape with <paramref name="rounds"/> pairs of processes, an odd number, and prints a line for it.
    /// </summary>
    /// <exception cref="LoadFailedException">A process failed.</exception>
    public static async Task PrintAsync(
        IReadOnlyList<ColdShape> shapes, int rounds, TextWriter output, Progress progress, CancellationToken stop)
    {
        await output.WriteLineAsync($"{Machine.Description}{string.Concat(SwitchesOf(Environment.GetEnvironmentVariables()))}");
        await output.WriteLineAsync(
            $"fresh processes that frame once; times as fast as TryReadTo, the median of {rounds} pairs in turns; "
            + "making the framer is timed apart");
        foreach (ColdShape shape in shapes)
        {
            List<(ColdTimes Framer, ColdTimes TryReadTo)> pairs = [];
            for (int round = 1; round <= rounds; round++)
            {
                progress.Report($"{shape}: pair {round} of {rounds}");
                pairs.Add(await MeasurePairAsync(shape, isFramerFirst: round % 2 == 1, stop));
            }

            progress.Clear();
            await output.WriteLineAsync(LineOf(shape, pairs));
        }
    }

    /// <summary>
    /// The line for a shape: how many times as fast as <c>TryReadTo</c> the framer was, its target, and the times. An odd number of
    /// pairs has a median.
    /// </summary>
    public static string LineOf(ColdShape shape, IReadOnlyList<(ColdTimes Framer, ColdTimes TryReadTo)> pairs)
    {
        double ratio = Median(pairs.Select(pair => pair.TryReadTo.Pass / pair.Framer.Pass));
        string verdict = shape.Target is { } target
            ? string.Create(CultureInfo.InvariantCulture, $"at least {target:F2} x {(ratio >= target ? "reached" : "MISSED")}")
            : "no target";
        string name = $"{shape.Mebibytes} MiB, lines of {shape.MeanLength}, cold, against TryReadTo";
        double framer = Median(pairs.Select(pair => pair.Framer.Pass.TotalMilliseconds));
        double tryReadTo = Median(pairs.Select(pair => pair.TryReadTo.Pass.TotalMilliseconds));
        double making = Median(pairs.Select(pair => pair.Framer.Making.TotalMilliseconds));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-52} {ratio,6:F2} x {verdict,-23} {framer:F1} ms and {tryReadTo:F1} ms; the framer made in {making:F1} ms");
    }

    /// <summary>The variables of an environment that change how the runtime compiles code, for the first line of the output.</summary>
    public static IEnumerable<string> SwitchesOf(IDictionary environment) =>
        from variable in environment.Cast<DictionaryEntry>()
        let name = (string)variable.Key
        where Switches.Any(start => name.StartsWith(start, StringComparison.OrdinalIgnoreCase))
        orderby name
        select $", {name}={variable.Value}";

    // The order alternates too, because the first process may change the state of the machine for the second.
    private static async Task<(ColdTimes Framer, ColdTimes TryReadTo)> MeasurePairAsync(
        ColdShape shape, bool isFramerFirst, CancellationToken stop)
    {
        ColdTimes first = await ColdProcess.MeasureAsync(isFramerFirst ? ColdPass.Framer : ColdPass.TryReadTo, $"{shape}", stop);
        ColdTimes second = await ColdProcess.MeasureAsync(isFramerFirst ? ColdPass.TryReadTo : ColdPass.Framer, $"{shape}", stop);
        return isFramerFirst ? (first, second) : (second, first);
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
