using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace LineFraming.Server;

/// <summary>
/// Accepts connections from the listening sockets, up to a maximum over all of them, and knows which are open. A further
/// connection is closed at once: that costs the server less than any answer would, and other connections are not affected.
/// </summary>
internal sealed partial class Listener(
    IReadOnlyList<Socket> listening, ServerOptions options, Func<Socket, CancellationToken, Task> serve,
    ServerMetrics metrics, ILogger<Listener> logger)
    : IDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(100);

    // How long a stop waits after the cut-off for sessions whose protocol does not return.
    private static readonly TimeSpan MaxAfterCutOff = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _clock = options.Limits.Clock;
    private readonly CancellationTokenSource _unlistening = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _allEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private readonly HashSet<Socket> _open = [];
    private long? _fullWarned;
    private Task _accepting = Task.CompletedTask;

    /// <summary>
    /// How many queued connections a stop accepts from each socket: as many as the system queues by default, so that peers that
    /// keep connecting do not delay the stop.
    /// </summary>
    public int MaxQueued { get; init; } = 4096;

    /// <summary>Begins to accept.</summary>
    public void Start() => _accepting = Task.WhenAll(listening.Select(socket => Task.Run(() => AcceptAsync(socket))));

    /// <summary>
    /// Accepts the connections that are queued and no more, and asks every session to end. Those that have not ended by the end of
    /// the drain time, or when <paramref name="cutOff"/> is cancelled, are cut off.
    /// </summary>
    public async Task StopAsync(CancellationToken cutOff)
    {
        await _unlistening.CancelAsync();
        await _accepting;
        await _stopping.CancelAsync();
        EndIfNoneIsOpen();
        await WaitAsync(options.Drain, cutOff);
        Socket[] late;
        lock (_lock)
        {
            late = [.. _open];
        }

        Array.ForEach(late, Abort);
        await WaitAsync(MaxAfterCutOff, CancellationToken.None);

        async Task WaitAsync(TimeSpan time, CancellationToken cutOff)
        {
            using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(cutOff);
            await Task.WhenAny(_allEnded.Task, Task.Delay(time, _clock, over.Token));
            await over.CancelAsync();
        }
    }

    public void Dispose()
    {
        foreach (Socket socket in listening)
        {
            socket.Dispose();
        }

        _unlistening.Dispose();
        _stopping.Dispose();
    }

    /// <summary>
    /// Ends a connection at once, with a reset: what waits to be sent is dropped, and the system keeps none of it for minutes.
    /// </summary>
    public static void Abort(Socket socket) => socket.Close(timeout: 0);

    private async Task AcceptAsync(Socket socket)
    {
        EndPoint endPoint = socket.LocalEndPoint!;
        long? warned = null;
        string? lack = null;
        while (!_unlistening.IsCancellationRequested)
        {
            try
            {
                if (lack is not null)
                {
                    await WaitForDescriptorsAsync(endPoint, lack, isLogged: IsDue(ref warned));
                    lack = null;
                }

                Socket accepted = await socket.AcceptAsync(_unlistening.Token);
                lack = Descriptors.AreLow(accepted) ? "there are no descriptors for more (ulimit -n)" : null;
                Begin(accepted);
            }
            catch (SocketException e) when (!IsOfPeer(e.SocketErrorCode) && e.SocketErrorCode != SocketError.OperationAborted)
            {
                // For example, the whole system has no descriptor left: an immediate retry would fail in the same way.
                lack = e.Message;
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                // Either the server stops, or a peer disconnected while it was queued: then the next one is accepted.
            }
        }

        AcceptQueued(socket, lack is not null);
        socket.Dispose();
    }

    // Closing a listening socket resets what it has queued, though another process may listen on the port (--reuse-port).
    private void AcceptQueued(Socket socket, bool isLacking)
    {
        for (int i = 0; i < MaxQueued && !isLacking && PeerDeadline.IsReady(socket, SelectMode.SelectRead); i++)
        {
            try
            {
                Socket accepted = socket.Accept();
                isLacking = Descriptors.AreLow(accepted);
                Begin(accepted);
            }
            catch (SocketException e)
            {
                // If the peer disconnected while it was queued, the next one is accepted.
                isLacking = !IsOfPeer(e.SocketErrorCode);
            }
        }
    }

    private static bool IsOfPeer(SocketError error) => error is SocketError.ConnectionReset or SocketError.ConnectionAborted;

    private void Begin(Socket socket)
    {
        bool isIn;
        lock (_lock)
        {
            isIn = _open.Count < options.MaxConnections && _open.Add(socket);
        }

        if (!isIn)
        {
            Reject(socket);
            return;
        }

        // The session does not run here: more connections may wait to be accepted, and this may be a thread that runs sessions
        // (SocketThreads).
        metrics.ConnectionBegan();
        ThreadPool.UnsafeQueueUserWorkItem(
            static connection => _ = connection.Listener.ServeAsync(connection.Socket),
            (Listener: this, Socket: socket),
            preferLocal: false);
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            await serve(socket, _stopping.Token);
        }
        catch (Exception e)
        {
            LogBroken(logger, e);
        }

        socket.Dispose();
        metrics.ConnectionEnded();
        lock (_lock)
        {
            _open.Remove(socket);
        }

        if (_stopping.IsCancellationRequested)
        {
            EndIfNoneIsOpen();
        }
    }

    private void EndIfNoneIsOpen()
    {
        lock (_lock)
        {
            if (_open.Count == 0)
            {
                _allEnded.TrySetResult();
            }
        }
    }

    private void Reject(Socket socket)
    {
        EndPoint? peer = socket.RemoteEndPoint;
        socket.Dispose();
        metrics.SessionEnded(SessionEnd.Rejected);
        LogRejected(logger, peer, options.MaxConnections);
        bool isDue;
        lock (_lock)
        {
            isDue = IsDue(ref _fullWarned);
        }

        if (isDue)
        {
            LogFull(logger, options.MaxConnections);
        }
    }

    // One warning a minute: a server that rejects thousands of connections a second must not write as many lines.
    private bool IsDue(ref long? last)
    {
        bool isDue = last is null || _clock.GetElapsedTime(last.Value) >= TimeSpan.FromMinutes(1);
        last = isDue ? _clock.GetTimestamp() : last;
        return isDue;
    }

    private async Task WaitForDescriptorsAsync(EndPoint endPoint, string lack, bool isLogged)
    {
        if (isLogged)
        {
            LogLack(logger, endPoint, lack);
        }

        do
        {
            await Task.Delay(RetryAfter, _clock, _unlistening.Token);
        }
        while (Descriptors.AreLow());
        if (isLogged)
        {
            LogGoesOn(logger, endPoint);
        }
    }

    [LoggerMessage(
        EventId = 1, Level = LogLevel.Information,
        Message = "Connection from {Peer} was rejected: {Max} are open (--max-connections).")]
    private static partial void LogRejected(ILogger logger, EndPoint? peer, int max);

    [LoggerMessage(
        EventId = 2, Level = LogLevel.Warning,
        Message = "Connections are rejected: {Max} are open (--max-connections). Not logged again for a minute.")]
    private static partial void LogFull(ILogger logger, int max);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "Connections to {EndPoint} are accepted again.")]
    private static partial void LogGoesOn(ILogger logger, EndPoint endPoint);

    [LoggerMessage(
        EventId = 4, Level = LogLevel.Warning,
        Message = "Connections to {EndPoint} wait: {Reason}. Not logged again for a minute.")]
    private static partial void LogLack(ILogger logger, EndPoint endPoint, string reason);

    [LoggerMessage(EventId = 8, Level = LogLevel.Error, Message = "A connection was closed: this is a fault of the server.")]
    private static partial void LogBroken(ILogger logger, Exception failure);
}
