using System.Diagnostics;
using System.Globalization;

namespace LineFraming.Benchmarks;

/// <summary>Frames typical lines for a while, so that a profiler can see where the time goes.</summary>
internal static class Profiling
{
    private const int TotalBytes = 4 << 20;

    private const int ChunkSize = 64 << 10;

    private const int MeanLength = 64;

    public static void Run(int seconds, TextWriter output)
    {
        LineInput input = new(MeanLength, TotalBytes, ChunkSize);
        LineFramer framer = new(LineDelimiter.CrLf, TotalBytes);
        output.WriteLine(
            "The runtime names its code to perf if started with DOTNET_PerfMapEnabled=3 and DOTNET_EnableWriteXorExecute=0. Meanwhile:");
        output.WriteLine(
            $"  perf record -g -p {Environment.ProcessId} -- sleep {Math.Max(seconds / 2, 1)} && perf report --no-children -g "
            + "none --sort symbol");
        output.WriteLine("It is nearly all one method then, the others being inlined in it; DOTNET_TieredPGO=0 keeps more of them apart.");
        output.Flush();
        long start = Stopwatch.GetTimestamp();
        long bytes = 0;
        while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(seconds))
        {
            _ = LineLoops.Framer(framer, input.Chunks);
            bytes += TotalBytes;
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{bytes / Stopwatch.GetElapsedTime(start).TotalSeconds / 1e9:F2} GB/s"));
    }
}
