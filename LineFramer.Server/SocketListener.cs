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
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _unbound = new();
    private readonly WarningInterval _warnings = new(clock);
    private bool _isLow;

    /// <inheritdoc/>
    public EndPoint EndPoint { get; } = socket.LocalEndPoint!;

    /// <inheritdoc/>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (!_unbound.IsCancellationRequested)
        {
            try
            {
                await WaitForDescriptorsAsync();
                Socket accepted = await socket.AcceptAsync(_unbound.Token);
                _isLow = Descriptors.AreLow(accepted);
                if (gate.TryEnter(accepted))
                {
                    return new SocketConnection(accepted, gate);
                }
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable)
            {
                // The whole system has none.
                _isLow = true;
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

    private async Task WaitForDescriptorsAsync()
    {
        if (!_isLow)
        {
            return;
        }

        bool isTold = _warnings.MayWarn();
        if (isTold)
        {
            LogOutOfDescriptors(logger, EndPoint);
        }

        do
        {
            await Task.Delay(RetryAfter, clock, _unbound.Token);
        }
        while (Descriptors.AreLow());
        _isLow = false;
        if (isTold)
        {
            LogDescriptorsAreBack(logger, EndPoint);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Connections to {EndPoint} wait: there are no descriptors for more (ulimit -n). Not told again for a minute.")]
    private static partial void LogOutOfDescriptors(ILogger logger, EndPoint endPoint);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Connections to {EndPoint} are accepted again.")]
    private static partial void LogDescriptorsAreBack(ILogger logger, EndPoint endPoint);
}
