using System.Globalization;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace LineFraming.Server;

/// <summary>An accepted connection as Kestrel handles it: the pipes over its socket, and its end.</summary>
internal sealed class SocketConnection : DefaultConnectionContext, IConnectionSocketFeature
{
    private static long _lastId;

    /// <summary>Makes the connection of a socket.</summary>
    /// <param name="socket">Connected; it is disposed with the connection.</param>
    public SocketConnection(Socket socket)
        : base(Interlocked.Increment(ref _lastId).ToString(CultureInfo.InvariantCulture))
    {
        Socket = socket;
        if (socket.ProtocolType == ProtocolType.Tcp)
        {
            // An answer must not wait for the acknowledgement of the one before it.
            socket.NoDelay = true;
        }

        LocalEndPoint = socket.LocalEndPoint;
        RemoteEndPoint = socket.RemoteEndPoint;
        Transport = HalfCloseTransport.Over(socket);
        Features.Set<IConnectionSocketFeature>(this);
    }

    /// <inheritdoc/>
    public Socket Socket { get; }

    /// <summary>Ends the connection at once: what waits to be sent is dropped, and whoever waits for the peer fails.</summary>
    /// <param name="abortReason">Why.</param>
    public override void Abort(ConnectionAbortedException abortReason)
    {
        // Without it, the system would keep for minutes what a peer does not read.
        Socket.Close(timeout: 0);
        base.Abort(abortReason);
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        Socket.Dispose();
        return base.DisposeAsync();
    }
}
