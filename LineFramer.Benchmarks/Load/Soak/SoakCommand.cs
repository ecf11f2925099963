using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace LineFraming.Benchmarks;

/// <summary>The command that runs a mixed load with faults against the server, and checks every answer.</summary>
internal static class SoakCommand
{
    private const int DefaultPeers = 64;

    /// <summary>The command.</summary>
    public static Command Create(TextWriter output, Progress progress)
    {
        Option<double> minutes = BenchmarkCommandLine.Number("--minutes", "How long.", 10.0);
        Option<int?> seed = new("--seed") { Description = "What draws the peers and their lines. [default: another one every time]" };
        Option<int> peers = BenchmarkCommandLine.Number("--peers", "How many connections at once.", DefaultPeers);
        Command soak = new("soak", "Runs a mixed load with faults, and checks every answer byte for byte.") { minutes, seed, peers };
        soak.SetAction(async (parsed, stop) =>
        {
            int drawn = parsed.GetValue(seed) ?? Random.Shared.Next();
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"seed {drawn}"));
            await RunAsync(TimeSpan.FromMinutes(parsed.GetValue(minutes)), drawn, parsed.GetValue(peers), output, progress, stop);
            return 0;
        });
        return soak;
    }

    /// <summary>How often memory is sampled in a run: each second, or more often in a short one, as far as a timer goes.</summary>
    public static TimeSpan IntervalOf(TimeSpan time) => TimeSpan.FromSeconds(Math.Clamp(time.TotalSeconds / 60, 0.001, 1));

    private static async Task RunAsync(TimeSpan time, int seed, int peers, TextWriter output, Progress progress, CancellationToken stop)
    {
        using ServerUnderLoad server = ServerUnderLoad.StartOursWithHook(
            "--max-line", SoakScript.MaxLine.ToString(CultureInfo.InvariantCulture),
            "--line-deadline", SoakScenario.LineDeadline.TotalSeconds.ToString(CultureInfo.InvariantCulture),
            "--write-deadline", SoakScenario.WriteDeadline.TotalSeconds.ToString(CultureInfo.InvariantCulture));
        Soak soak = new(server.EndPoint, seed, peers);
        MemoryWatch memory = new();
        using CancellationTokenSource sampling = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task sampled = SampleAsync(server, soak, memory, time, progress, sampling.Token);
        try
        {
            await soak.RunAsync(time, stop);
        }
        catch (LoadFailedException e) when (server.HasEnded)
        {
            throw new LoadFailedException($"The server has ended by itself. {e.Message}");
        }
        finally
        {
            await sampling.CancelAsync();
            await sampled;
            progress.Clear();
        }

        await output.WriteLineAsync($"{soak.Summary}");
        await output.WriteLineAsync(memory.Judge(server.LiveHeap()!.Value));
        int exitCode = server.Stop();
        if (exitCode != 0)
        {
            throw new LoadFailedException($"The server ended with exit code {exitCode} when it was asked to stop.");
        }

        await output.WriteLineAsync("nothing lost, nothing invented");
    }

    // Samples end with the load: scenarios that outlast the time are not sampled.
    private static async Task SampleAsync(
        ServerUnderLoad server, Soak soak, MemoryWatch memory, TimeSpan time, Progress progress, CancellationToken stop)
    {
        TimeSpan interval = IntervalOf(time);
        TimeSpan seldom = TimeSpan.FromSeconds(10);
        long begin = Stopwatch.GetTimestamp();
        TimeSpan next = TimeSpan.Zero;
        using PeriodicTimer timer = new(interval);
        try
        {
            while (await timer.WaitForNextTickAsync(stop) && !server.HasEnded)
            {
                TimeSpan elapsed = Stopwatch.GetElapsedTime(begin);
                if (elapsed < time)
                {
                    memory.Add(
                        server.ResidentMemory ?? throw new LoadFailedException(
                            "This system does not say how much memory a process has: there is no /proc."));
                }

                if (elapsed >= next)
                {
                    next = elapsed + (progress.IsTerminal ? interval : seldom);
                    progress.Report(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{elapsed.TotalSeconds:0} s of {time.TotalSeconds:0}: {memory.Last / 1048576.0:0} MiB, {soak.Summary}"));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The load is over.
        }
    }
}
