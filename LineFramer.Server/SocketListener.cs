using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace LineFraming.Server;

/// <summary>
/// Takes connections off a listening socket for Kestrel.
/// <para>
/// Kestrel's own socket transport asks again at once when the system has no descriptor for a connection, and keeps a
/// processor busy with that for as long as there is none. This one waits and lets connections queue meanwhile. Nor does
/// it read ahead: a session reads from its socket itself, so an idle connection has no buffer and no task of its own.
/// </para>
/// </summary>
/// <param name="socket">Bound and listening; it is disposed.</param>
internal sealed class SocketListener(Socket socket) : IConnectionListener
{
    /// <inheritdoc/>
    public EndPoint EndPoint { get; } = socket.LocalEndPoint!;

    /// <inheritdoc/>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                return new SocketConnection(await socket.AcceptAsync(cancellationToken));
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.OperationAborted)
            {
                return null;
            }
            catch (ObjectDisposedException)
            {
                return null;
            }
            catch (SocketException)
            {
                // A peer that went while it was queued; the next one is no worse for it.
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => DisposeAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
