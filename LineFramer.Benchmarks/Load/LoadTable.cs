using System.Globalization;

namespace LineFraming.Benchmarks;

/// <summary>Prints results as rows of a table in Markdown, as they come.</summary>
internal sealed class LoadTable(TextWriter output)
{
    /// <summary>Prints the heading, for one server or for several to compare.</summary>
    public void Begin(bool isCompared)
    {
        output.WriteLine(
            "| connections x depth x bytes | server | lines a second | 50 % within | 99 % | 99.9 % "
            + "| CPU, server | CPU, generator | peak memory |"
            + (isCompared ? $" {LoadReport.Ours} to it |" : ""));
        output.WriteLine(isCompared ? "|---|---|---|---|---|---|---|---|---|---|" : "|---|---|---|---|---|---|---|---|---|");
    }

    /// <summary>Prints the rows of a shape; our result comes first.</summary>
    public void Add(IReadOnlyList<LoadResult> results)
    {
        foreach (LoadResult result in results)
        {
            string row = string.Create(
                CultureInfo.InvariantCulture,
                $"| {result.Shape} | {result.Server} | {result.LinesASecond:N0} "
                + $"| {Time(result.P50Microseconds)} | {Time(result.P99Microseconds)} | {Time(result.P999Microseconds)} "
                + $"| {result.ServerCpuSeconds:0.0} s | {result.GeneratorCpuSeconds:0.0} s | {Memory(result.PeakMemory)} |");
            output.WriteLine(results.Count == 1 ? row : $"{row} {(result == results[0] ? "" : Ratio(results[0], result))} |");
        }

        output.Flush();
    }

    /// <summary>What idle connections cost.</summary>
    public void Add(IdleResult idle) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{idle.Connections} idle connections: {idle.MemoryEach / 1024:0.00} KiB of memory each, "
        + $"under {IdleLoad.Target / 1024} KiB: {Reached(idle.MemoryEach < IdleLoad.Target)}; "
        + $"in use on the managed heap {idle.HeapEach / 1024:0.00} KiB each; "
        + $"the server {Memory(idle.EmptyMemory)} without and {Memory(idle.Memory)} with them"));

    /// <summary>How ticking connections fared.</summary>
    public void Add(TickingResult ticking) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{ticking.Connections} connections, a line a second each: {ticking.Lines} lines in {ticking.Seconds:0} s, all answered; "
        + $"50 % within {Time(ticking.P50Microseconds)}, 99 % {Time(ticking.P99Microseconds)}, "
        + $"99.9 % {Time(ticking.P999Microseconds)}, under {TickingLoad.Target.TotalMilliseconds} ms: "
        + $"{Reached(ticking.P999Microseconds < TickingLoad.Target.TotalMicroseconds)}; "
        + $"CPU {ticking.ServerCpuSeconds:0.0} s of the server, {ticking.GeneratorCpuSeconds:0.0} s of the generator; "
        + $"peak memory {Memory(ticking.PeakMemory)}"));

    /// <summary>How many times as fast as another server ours was; for Go, also whether the target was reached.</summary>
    public static string Ratio(LoadResult ours, LoadResult other)
    {
        double ratio = ours.RatioTo(other);
        return string.Create(
            CultureInfo.InvariantCulture, $"{ratio:0.00}{(other.Server == LoadReport.Go ? $", {Reached(ratio >= 1)}" : "")}");
    }

    private static string Reached(bool isReached) => isReached ? "reached" : "MISSED";

    /// <summary>A time as it stands in the tables.</summary>
    public static string Time(double microseconds) => microseconds < 1000
        ? string.Create(CultureInfo.InvariantCulture, $"{microseconds:0} µs")
        : string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1000:0.0} ms");

    private static string Memory(long? bytes) => bytes is { } known
        ? string.Create(CultureInfo.InvariantCulture, $"{known / 1048576.0:0} MiB")
        : "unknown";
}
