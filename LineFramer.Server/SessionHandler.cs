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
    private readonly ILogger _logger;

    /// <summary>Makes the handler of a server.</summary>
    /// <param name="options">How the server runs.</param>
    /// <param name="protocol">What it answers.</param>
    /// <param name="clock">What the time to close is measured with.</param>
    /// <param name="logger">Where a lost connection is told.</param>
    public SessionHandler(ServerOptions options, ChatProtocol protocol, TimeProvider clock, ILogger<SessionHandler> logger)
    {
        _options = options;
        _protocol = protocol;
        _closing = new LingeringClose(options.LingerTime, options.LingerBytes, clock);
        _logger = logger;
    }

    /// <inheritdoc/>
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        CancellationToken stop = connection.Features.GetRequiredFeature<IConnectionLifetimeNotificationFeature>()
            .ConnectionClosedRequested;
        Session session = _options.Protocol == ServerProtocol.Echo
            ? new EchoSession(_closing)
            : new ChatSession(_protocol, new LineFramer(_options.Delimiter, _options.MaxLineLength), _closing);
        try
        {
            await session.RunAsync(connection.Transport, stop);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            LogLost(_logger, connection.ConnectionId, connection.RemoteEndPoint, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Connection {Id} from {Peer} was lost: {Reason}")]
    private static partial void LogLost(ILogger logger, string id, System.Net.EndPoint? peer, string reason);
}
