using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace LineFraming.Server;

/// <summary>Holds a session with every connection that Kestrel accepts.</summary>
internal sealed partial class SessionHandler : ConnectionHandler
{
    private readonly ServerOptions _options;
    private readonly ChatProtocol _protocol;
    private readonly LingeringClose _closing;

    /// <summary>Makes the handler of a server.</summary>
    /// <param name="options">How the server runs.</param>
    /// <param name="protocol">What it answers.</param>
    /// <param name="clock">What the time to close is measured with.</param>
    public SessionHandler(ServerOptions options, ChatProtocol protocol, TimeProvider clock)
    {
        _options = options;
        _protocol = protocol;
        _closing = new LingeringClose(options.LingerTime, options.LingerBytes, clock);
    }

    /// <summary>
    /// Gives a connection a transport that can be half-closed, for the session or for what is put between, and ends
    /// quietly what the peer or a stop cut off.
    /// </summary>
    /// <param name="connection">A connection as Kestrel accepted it.</param>
    /// <param name="next">What runs on it.</param>
    /// <param name="logger">Where a lost connection is told.</param>
    /// <returns>A task that ends when Kestrel may close the connection.</returns>
    public static async Task GuardAsync(ConnectionContext connection, ConnectionDelegate next, ILogger logger)
    {
        try
        {
            Socket socket = connection.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket;
            connection.Transport = new HalfCloseTransport(connection.Transport.Input, socket);
            await next(connection);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            LogLost(logger, connection.ConnectionId, connection.RemoteEndPoint, e.Message);
        }
    }

    /// <inheritdoc/>
    public override Task OnConnectedAsync(ConnectionContext connection)
    {
        CancellationToken stop = connection.Features.GetRequiredFeature<IConnectionLifetimeNotificationFeature>()
            .ConnectionClosedRequested;
        Session session = _options.Protocol == ServerProtocol.Echo
            ? new EchoSession(_closing)
            : new ChatSession(_protocol, new LineFramer(_options.Delimiter, _options.MaxLineLength), _closing);
        return session.RunAsync(connection.Transport, stop);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Connection {Id} from {Peer} was lost: {Reason}")]
    private static partial void LogLost(ILogger logger, string id, System.Net.EndPoint? peer, string reason);
}
