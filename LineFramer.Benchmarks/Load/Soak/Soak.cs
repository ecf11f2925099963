using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LineFraming.Benchmarks;

/// <summary>
/// Peers of every kind. Each scenario is drawn from the seed and its number, and sends the same bytes with the same seed again;
/// how the system schedules the connections is not reproducible.
/// </summary>
internal sealed class Soak(IPEndPoint server, int seed, int peers)
{
    // A bound for waits that never end: the longest scenario takes one deadline of the server.
    private static readonly TimeSpan MaxScenarioTime = TimeSpan.FromSeconds(90);

    private readonly ConcurrentDictionary<string, int> _ended = new();
    private int _begun;
    private long _lines;

    /// <summary>How many scenarios ended as they must.</summary>
    public int Ended => _ended.Values.Sum();

    /// <summary>How it went so far.</summary>
    public string Summary => string.Create(
        CultureInfo.InvariantCulture,
        $"{Ended:N0} connections, {Interlocked.Read(ref _lines):N0} lines answered as they must be "
        + $"({string.Join(", ", SoakScenario.All.Select(scenario => $"{scenario.Name} {_ended.GetValueOrDefault(scenario.Name)}"))})");

    /// <summary>Begins scenarios for some time, and runs those that have begun to their end.</summary>
    /// <exception cref="LoadFailedException">An answer is not what it must be.</exception>
    public async Task RunAsync(TimeSpan time, CancellationToken stop)
    {
        GiveEachAThread();
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        long begin = Stopwatch.GetTimestamp();
        ConcurrentQueue<LoadFailedException> failures = [];
        await Task.WhenAll(Enumerable.Range(0, peers).Select(_ => Task.Run(
            async () =>
            {
                while (Stopwatch.GetElapsedTime(begin) < time && !ending.IsCancellationRequested)
                {
                    try
                    {
                        await RunScenarioAsync(Interlocked.Increment(ref _begun), ending.Token);
                    }
                    catch (LoadFailedException failure)
                    {
                        failures.Enqueue(failure);
                        await ending.CancelAsync();
                    }
                    catch (OperationCanceledException) when (ending.IsCancellationRequested)
                    {
                        // Another scenario failed, or the user interrupted the run.
                    }
                }
            },
            CancellationToken.None)));
        stop.ThrowIfCancellationRequested();
        if (failures.TryDequeue(out LoadFailedException? first))
        {
            throw first;
        }
    }

    // The server waits for a peer for a few seconds. A peer whose socket never blocks keeps its thread, and on a busy machine
    // the others would wait longer than that for one of the few threads that the pool starts with.
    private void GiveEachAThread()
    {
        ThreadPool.GetMinThreads(out int workers, out int completion);
        ThreadPool.SetMinThreads(Math.Max(workers, peers), completion);
    }

    private async Task RunScenarioAsync(int number, CancellationToken stop)
    {
        Random random = new(HashCode(seed, number));
        SoakScenario scenario = SoakScenario.Draw(random);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(MaxScenarioTime);
        try
        {
            int lines = await scenario.RunAsync(server, random, limit.Token);
            Interlocked.Add(ref _lines, lines);
            _ended.AddOrUpdate(scenario.Name, 1, static (_, count) => count + 1);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw Failed($"nothing more came for {MaxScenarioTime.TotalSeconds} s");
        }
        catch (Exception e) when (e is LoadFailedException or SocketException)
        {
            throw Failed(e.Message);
        }

        LoadFailedException Failed(string what) => new($"Connection {number} of seed {seed}, {scenario.Name}: {what.TrimEnd('.')}.");
    }

    // The same on every run, unlike the runtime's own hash code.
    private static int HashCode(int seed, int number) => unchecked((seed * 16777619) ^ (number * (int)2654435761));
}
