using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace LineFraming.Server;

/// <summary>
/// Takes connections off a listening socket for Kestrel.
/// <para>
/// Kestrel's own socket transport asks again at once when the system has no descriptor for a connection, and keeps a
/// processor busy with that for as long as there is none. This one waits before the last are gone
/// (<see cref="Descriptors"/>) and lets connections queue meanwhile. Nor does it read ahead: a session reads from its socket itself, so an idle connection has no buffer and no task of its own.
/// </para>
/// </summary>
/// <param name="socket">Bound and listening; it is disposed.</param>
/// <param name="gate">Who is let in.</param>
/// <param name="clock">What the wait for a descriptor is measured with.</param>
/// <param name="logger">Where a lack of descriptors is told.</param>
internal sealed partial class SocketListener(Socket socket, ConnectionGate gate, TimeProvider clock, ILogger<SocketListener> logger)
    : IConnectionListener
{
    private const string NoDescriptors = "there are no descriptors for more (ulimit -n)";

    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _unbound = new();
    private readonly WarningInterval _warnings = new(clock);
    private string? _lack;

    /// <inheritdoc/>
    public EndPoint EndPoint { get; } = socket.LocalEndPoint!;

    /// <inheritdoc/>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (!_unbound.IsCancellationRequested)
        {
            try
            {
                await WaitForLackAsync();
                ValueTask<Socket> accepting = socket.AcceptAsync(_unbound.Token);
                bool isWaited = !accepting.IsCompleted;
                Socket accepted = await accepting;
                if (isWaited)
                {
                    // Many may be waiting: not on a thread that runs sessions (SocketThreads).
                    await Task.Yield();
                }

                _lack = Descriptors.AreLow(accepted) ? NoDescriptors : null;
                if (gate.TryEnter(accepted))
                {
                    return new SocketConnection(accepted, gate);
                }
            }
            catch (SocketException e) when (e.SocketErrorCode is not (SocketError.ConnectionReset or SocketError.ConnectionAborted
                or SocketError.OperationAborted))
            {
                // Such as no descriptor in the whole system: to ask again at once would be answered the same.
                _lack = e.Message;
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // Either this listener is no longer bound, or a peer went while it was queued: the next one is no
                // worse for it.
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        await _unbound.CancelAsync();
        socket.Dispose();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        _unbound.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task WaitForLackAsync()
    {
        if (_lack is null)
        {
            return;
        }

        bool isTold = _warnings.MayWarn();
        if (isTold)
        {
            LogLack(logger, EndPoint, _lack);
        }

        do
        {
            await Task.Delay(RetryAfter, clock, _unbound.Token);
        }
        while (Descriptors.AreLow());
        _lack = null;
        if (isTold)
        {
            LogGoesOn(logger, EndPoint);
        }
    }

    [LoggerMessage(
        EventId = 4,
        Level = LogLevel.Warning,
        Message = "Connections to {EndPoint} wait: {Reason}. Not told again for a minute.")]
    private static partial void LogLack(ILogger logger, EndPoint endPoint, string reason);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "Connections to {EndPoint} are accepted again.")]
    private static partial void LogGoesOn(ILogger logger, EndPoint endPoint);
}
