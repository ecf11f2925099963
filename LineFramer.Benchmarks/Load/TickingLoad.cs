using System.Diagnostics;

namespace LineFraming.Benchmarks;

/// <summary>
/// Connections that each send a line a second, evenly spread over the second. A time counts from when the line was due, not
/// from when it was sent, so that a server that delays the generator does not look faster.
/// </summary>
internal sealed class TickingLoad : IDisposable
{
    /// <summary>How many connections.</summary>
    public const int Connections = 10_000;

    /// <summary>What 99.9 % of the answers may take.</summary>
    public static readonly TimeSpan Target = TimeSpan.FromMilliseconds(250);

    // The maximum number of unanswered lines of a connection; with more, the server counts as failed.
    private const int Window = 16;

    private readonly Epoll _epoll = new();
    private readonly List<LoadConnection> _connections = [];
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly long _begin;

    // A line is due to be sent on each connection in turn, so many ticks apart.
    private readonly double _interval;
    private long _asked;
    private long _answered;

    private TickingLoad(ServerUnderLoad server, int connections, CancellationToken stop)
    {
        for (int i = 0; i < connections; i++)
        {
            stop.ThrowIfCancellationRequested();
            _connections.Add(new LoadConnection(server.EndPoint, i, Window, LoadShape.TypicalLength));
            _epoll.Watch(_connections[i].Socket, i);
        }

        _interval = (double)Stopwatch.Frequency / connections;
        _begin = Stopwatch.GetTimestamp();
    }

    /// <summary>Measures connections that each send a line a second, after a warm-up.</summary>
    /// <exception cref="LoadFailedException">An answer is wrong or does not come.</exception>
    public static TickingResult Run(int connections, TimeSpan warmUp, TimeSpan time, CancellationToken stop)
    {
        Descriptors.ThrowIfFewerThan(connections);
        using ServerUnderLoad server = ServerUnderLoad.StartOurs();
        using TickingLoad load = new(server, connections, stop);
        load.TickUntil(warmUp, null, stop);
        Latencies latencies = new();
        long askedBefore = load._asked;
        TimeSpan serverBefore = server.Cpu;
        TimeSpan generatorBefore = Environment.CpuUsage.TotalTime;
        load.TickUntil(warmUp + time, latencies, stop);
        double serverCpu = (server.Cpu - serverBefore).TotalSeconds;
        double generatorCpu = (Environment.CpuUsage.TotalTime - generatorBefore).TotalSeconds;
        load.AwaitAnswers(latencies);
        return new TickingResult(
            connections,
            load._asked - askedBefore,
            time.TotalSeconds,
            latencies.Microseconds(50),
            latencies.Microseconds(99),
            latencies.Microseconds(99.9),
            serverCpu,
            generatorCpu,
            server.PeakMemory);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _connections.ForEach(connection => connection.Dispose());
        _epoll.Dispose();
    }

    private void TickUntil(TimeSpan end, Latencies? latencies, CancellationToken stop)
    {
        long lines = (long)(end.TotalSeconds * _connections.Count);
        while (_asked < lines)
        {
            stop.ThrowIfCancellationRequested();
            long now = Stopwatch.GetTimestamp();
            while (_asked < lines && Due(_asked) <= now)
            {
                Ask(_connections[(int)(_asked % _connections.Count)], Due(_asked));
                _asked++;
            }

            Receive(1, latencies);
        }
    }

    private long Due(long line) => _begin + (long)(line * _interval);

    private static void Ask(LoadConnection connection, long due)
    {
        if (connection.Asked - connection.Answered == Window)
        {
            throw new LoadFailedException($"Connection {connection.Number + 1}: {Window} lines, a second apart, are unanswered.");
        }

        connection.Ask(1, due);
        if (connection.IsBlocked)
        {
            throw new LoadFailedException($"Connection {connection.Number + 1}: the server does not read.");
        }
    }

    private void AwaitAnswers(Latencies latencies)
    {
        long begin = Stopwatch.GetTimestamp();
        while (_answered < _asked)
        {
            Receive(100, latencies);
            if (Stopwatch.GetElapsedTime(begin) > LoadRun.Patience)
            {
                throw new LoadFailedException(
                    $"{_asked - _answered} of {_asked} lines are not answered after {LoadRun.Patience.TotalSeconds} s.");
            }
        }
    }

    private void Receive(int milliseconds, Latencies? latencies)
    {
        int ready = _epoll.Wait(milliseconds);
        for (int i = 0; i < ready; i++)
        {
            _answered += _connections[_epoll.Ready(i)].Receive(_buffer, latencies, out _);
        }
    }
}
