using System.Diagnostics;
using System.Net;

namespace LineFraming.Benchmarks;

/// <summary>
/// A closed loop: on every connection as many lines wait for an answer as the shape is deep, and the next line is sent as soon
/// as one is answered. It runs on one thread, so that the server has the other cores. Bytes that a socket does not accept at
/// once are sent after the next answer. There is always one, because the system buffers many times the longest line: if it
/// accepts no more, whole lines are under way.
/// </summary>
internal sealed class ClosedLoop : IDisposable
{
    private const int ReceiveSize = 64 * 1024;
    private const int LongestWait = 100;

    private readonly Epoll _epoll = new();
    private readonly List<LoadConnection> _connections = [];
    private readonly byte[] _buffer = new byte[ReceiveSize];
    private readonly LoadShape _shape;
    private readonly TimeSpan _patience;
    private long _progress;

    /// <summary>Connects. A round fails once no answer at all has come for as long as <paramref name="patience"/>.</summary>
    /// <exception cref="LoadFailedException">It cannot.</exception>
    public ClosedLoop(IPEndPoint server, LoadShape shape, TimeSpan patience)
    {
        _shape = shape;
        _patience = patience;
        try
        {
            for (int i = 0; i < shape.Connections; i++)
            {
                LoadConnection connection = new(server, i, shape.Depth, shape.Length);
                _connections.Add(connection);
                _epoll.Watch(connection.Socket, i);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>How many lines were sent.</summary>
    public long Asked => _connections.Sum(connection => connection.Asked);

    /// <summary>How many were answered.</summary>
    public long Answered => _connections.Sum(connection => connection.Answered);

    /// <summary>
    /// Runs the load: first a warm-up, then the time that counts. At the end every line that was sent is answered.
    /// </summary>
    /// <returns>What counts.</returns>
    /// <exception cref="LoadFailedException">An answer is wrong or does not come.</exception>
    public LoadRound Run(TimeSpan warmUp, TimeSpan time, Latencies latencies, Func<TimeSpan> serverCpu, CancellationToken stop)
    {
        _progress = Stopwatch.GetTimestamp();
        foreach (LoadConnection connection in _connections)
        {
            connection.Ask(_shape.Depth, Stopwatch.GetTimestamp());
        }

        RunFor(warmUp, null, stop);
        long begin = Stopwatch.GetTimestamp();
        TimeSpan serverBefore = serverCpu();
        TimeSpan generatorBefore = Environment.CpuUsage.TotalTime;
        long lines = RunFor(time, latencies, stop);
        LoadRound round = new(
            lines,
            Stopwatch.GetElapsedTime(begin).TotalSeconds,
            (serverCpu() - serverBefore).TotalSeconds,
            (Environment.CpuUsage.TotalTime - generatorBefore).TotalSeconds);
        while (Answered < Asked)
        {
            _ = Turn(null, isGoingOn: false);
        }

        return round;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _connections.ForEach(connection => connection.Dispose());
        _epoll.Dispose();
    }

    private long RunFor(TimeSpan time, Latencies? latencies, CancellationToken stop)
    {
        long begin = Stopwatch.GetTimestamp();
        long lines = 0;
        while (Stopwatch.GetElapsedTime(begin) < time)
        {
            lines += Turn(latencies, isGoingOn: true);
            stop.ThrowIfCancellationRequested();
        }

        return lines;
    }

    private long Turn(Latencies? latencies, bool isGoingOn)
    {
        int ready = _epoll.Wait(LongestWait);
        long lines = 0;
        for (int i = 0; i < ready; i++)
        {
            LoadConnection connection = _connections[_epoll.Ready(i)];
            int answers = connection.Receive(_buffer, latencies, out long now);
            lines += answers;
            if (isGoingOn && answers > 0)
            {
                connection.Ask(answers, now);
            }
            else
            {
                connection.Flush();
            }
        }

        ThrowIfStalled(lines);
        return lines;
    }

    private void ThrowIfStalled(long lines)
    {
        if (lines > 0)
        {
            _progress = Stopwatch.GetTimestamp();
        }
        else if (Stopwatch.GetElapsedTime(_progress) > _patience)
        {
            throw new LoadFailedException(
                $"No answer came for {_patience.TotalSeconds} s: {Answered} of {Asked} lines are answered.");
        }
    }
}
