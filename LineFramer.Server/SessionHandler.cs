using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace LineFraming.Server;

/// <summary>Holds a session with every connection that Kestrel accepts, and tells and counts how it ended.</summary>
/// <param name="options">How the server runs.</param>
/// <param name="protocol">Gives a session what it answers with.</param>
/// <param name="tls">What the server shows its peers; null for no TLS.</param>
/// <param name="metrics">Where sessions are counted.</param>
/// <param name="logger">Where ends are told that the peer did not choose.</param>
internal sealed partial class SessionHandler(
    ServerOptions options,
    Func<LineProtocol> protocol,
    SslServerAuthenticationOptions? tls,
    ServerMetrics metrics,
    ILogger<SessionHandler> logger)
    : ConnectionHandler
{
    /// <inheritdoc/>
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        CancellationToken stop = connection.Features.GetRequiredFeature<IConnectionLifetimeNotificationFeature>()
            .ConnectionClosedRequested;
        bool isBegun = false;
        Socket socket = connection.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket;
        try
        {
            await using SslStream? encrypted = tls is null ? null : await ServerTls.AcceptAsync(socket, tls, options.Limits, stop);
            connection.Transport = encrypted is null ? connection.Transport : HalfCloseTransport.Over(encrypted, socket);
            isBegun = true;
            SessionEnd end = await NewSession().RunAsync(connection.Transport, stop);
            Tell(connection, end);
            if (end == SessionEnd.WriteDeadline)
            {
                connection.Abort();
            }
        }
        catch (ProtocolFailedException e)
        {
            metrics.SessionEnded(SessionEnd.ProtocolFailed);
            LogFailed(logger, connection.ConnectionId, connection.RemoteEndPoint, e.InnerException);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            metrics.SessionEnded(isBegun ? SessionEnd.Lost : SessionEnd.Handshake);
            string what = !isBegun ? "never shook hands" : stop.IsCancellationRequested ? "was cut off by the end of the server" : "was lost";
            LogLost(logger, connection.ConnectionId, connection.RemoteEndPoint, what, e.Message);
        }
    }

    private Session NewSession() => options.Protocol == ServerProtocol.Echo
        ? new EchoSession(options.Limits, metrics)
        : new ChatSession(NewProtocol(), new LineFramer(options.Delimiter, options.MaxLineLength), options.Limits, metrics);

    private LineProtocol NewProtocol()
    {
        try
        {
            return protocol();
        }
        catch (Exception e)
        {
            throw new ProtocolFailedException(e);
        }
    }

    private void Tell(ConnectionContext connection, SessionEnd end)
    {
        metrics.SessionEnded(end);
        string? reason = end switch
        {
            SessionEnd.TooLong => $"it sent a line of more than {options.MaxLineLength} bytes (--max-line)",
            SessionEnd.Idle => $"it sent nothing for {options.Limits.Idle.TotalSeconds} s (--idle)",
            SessionEnd.LineDeadline => $"it did not finish a line within {options.Limits.Line.TotalSeconds} s (--line-deadline)",
            SessionEnd.WriteDeadline => $"it did not read its answers within {options.Limits.Write.TotalSeconds} s (--write-deadline)",
            _ => null,
        };
        if (reason is not null)
        {
            LogEnded(logger, connection.ConnectionId, connection.RemoteEndPoint, reason);
        }
    }

    [LoggerMessage(EventId = 5, Level = LogLevel.Information, Message = "Connection {Id} from {Peer} was closed: {Reason}.")]
    private static partial void LogEnded(ILogger logger, string id, EndPoint? peer, string reason);

    [LoggerMessage(EventId = 6, Level = LogLevel.Information, Message = "Connection {Id} from {Peer} {What}: {Reason}")]
    private static partial void LogLost(ILogger logger, string id, EndPoint? peer, string what, string reason);

    [LoggerMessage(EventId = 7, Level = LogLevel.Error, Message = "Connection {Id} from {Peer} was closed: the protocol failed.")]
    private static partial void LogFailed(ILogger logger, string id, EndPoint? peer, Exception? failure);
}
