using System.Globalization;
using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace LineFraming.Server;

/// <summary>An accepted connection as Kestrel handles it: the pipes over its socket, and its end.</summary>
internal sealed class SocketConnection : ConnectionContext, IConnectionSocketFeature
{
    // The socket's, and those that Kestrel adds to it.
    private const int FeaturesExpected = 5;

    private static long _lastId;

    private readonly ConnectionGate _gate;
    private IDictionary<object, object?>? _items;
    private int _isDisposed;

    /// <summary>Makes the connection of a socket.</summary>
    /// <param name="socket">Connected; it is disposed with the connection.</param>
    /// <param name="gate">Who let it in, and is told when it is closed.</param>
    public SocketConnection(Socket socket, ConnectionGate gate)
    {
        Socket = socket;
        _gate = gate;
        SendAtOnce(socket);

        // The peer of a Unix socket has no address of its own.
        RemoteEndPoint = socket.AddressFamily == AddressFamily.Unix ? socket.LocalEndPoint : socket.RemoteEndPoint;
        Transport = HalfCloseTransport.Over(new SocketStream(socket, gate), socket);
        Features.Set<IConnectionSocketFeature>(this);
    }

    /// <inheritdoc/>
    public override string ConnectionId { get; set; } = Interlocked.Increment(ref _lastId).ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override IFeatureCollection Features { get; } = new FeatureCollection(FeaturesExpected);

    /// <inheritdoc/>
    public override IDictionary<object, object?> Items
    {
        get => _items ??= new ConnectionItems();
        set => _items = value;
    }

    /// <inheritdoc/>
    public override IDuplexPipe Transport { get; set; }

    /// <inheritdoc/>
    public Socket Socket { get; }

    /// <summary>Ends the connection at once: what waits to be sent is dropped, and whoever waits for the peer fails.</summary>
    /// <param name="abortReason">Why.</param>
    public override void Abort(ConnectionAbortedException abortReason) =>

        // With a time of 0 the system forgets what the peer did not read; it would keep that for minutes.
        Socket.Close(timeout: 0);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            Socket.Dispose();
            _gate.Leave();
        }

        await base.DisposeAsync();
    }

    // An answer must not wait for the acknowledgement of the one before it.
    private static void SendAtOnce(Socket socket)
    {
        try
        {
            if (socket.ProtocolType == ProtocolType.Tcp)
            {
                socket.NoDelay = true;
            }
        }
        catch (SocketException)
        {
            // The peer is gone already, and reading says so.
        }
    }
}
