using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace LineFraming.Server;

/// <summary>Gives Kestrel the listener of a socket that is bound already.</summary>
/// <param name="sockets">The listening sockets by their addresses.</param>
/// <param name="gate">Who is let in.</param>
/// <param name="clock">What the listeners measure time with.</param>
/// <param name="logger">Where the listeners log.</param>
internal sealed class SocketListenerFactory(
    IReadOnlyDictionary<EndPoint, Socket> sockets, ConnectionGate gate, TimeProvider clock, ILogger<SocketListener> logger)
    : IConnectionListenerFactory
{
    /// <inheritdoc/>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new(new SocketListener(sockets[endpoint], gate, clock, logger));
}
