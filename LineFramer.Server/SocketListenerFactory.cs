using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace LineFraming.Server;

/// <summary>Gives Kestrel the listener of a socket that is bound already.</summary>
/// <param name="sockets">The listening sockets by their addresses.</param>
internal sealed class SocketListenerFactory(IReadOnlyDictionary<EndPoint, Socket> sockets) : IConnectionListenerFactory
{
    /// <inheritdoc/>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new(new SocketListener(sockets[endpoint]));
}
