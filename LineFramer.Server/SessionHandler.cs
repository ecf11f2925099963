using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace LineFraming.Server;

/// <summary>Holds a session with every connection that Kestrel accepts, and tells and counts how it ended.</summary>
/// <param name="options">How the server runs.</param>
/// <param name="protocol">What it answers.</param>
/// <param name="limits">How much time a peer has.</param>
/// <param name="metrics">Where sessions are counted.</param>
/// <param name="logger">Where ends are told that the peer did not choose.</param>
internal sealed partial class SessionHandler(
    ServerOptions options, ChatProtocol protocol, SessionLimits limits, ServerMetrics metrics, ILogger<SessionHandler> logger)
    : ConnectionHandler
{
    /// <inheritdoc/>
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        CancellationToken stop = connection.Features.GetRequiredFeature<IConnectionLifetimeNotificationFeature>()
            .ConnectionClosedRequested;
        try
        {
            SessionEnd end = await NewSession().RunAsync(connection.Transport, stop);
            Tell(connection, end);
            if (end == SessionEnd.WriteDeadline)
            {
                connection.Abort();
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            metrics.SessionEnded(SessionEnd.Lost);
            if (stop.IsCancellationRequested)
            {
                LogCutOff(logger, connection.ConnectionId, connection.RemoteEndPoint, e.Message);
            }
            else
            {
                LogLost(logger, connection.ConnectionId, connection.RemoteEndPoint, e.Message);
            }
        }
    }

    private Session NewSession() => options.Protocol == ServerProtocol.Echo
        ? new EchoSession(limits, metrics)
        : new ChatSession(protocol, new LineFramer(options.Delimiter, options.MaxLineLength), limits, metrics);

    private void Tell(ConnectionContext connection, SessionEnd end)
    {
        metrics.SessionEnded(end);
        string? reason = end switch
        {
            SessionEnd.TooLong => $"it sent a line of more than {options.MaxLineLength} bytes (--max-line)",
            SessionEnd.Idle => $"it sent nothing for {limits.Idle.TotalSeconds} s (--idle)",
            SessionEnd.LineDeadline => $"it did not finish a line within {limits.Line.TotalSeconds} s (--line-deadline)",
            SessionEnd.WriteDeadline => $"it did not read its answers within {limits.Write.TotalSeconds} s (--write-deadline)",
            _ => null,
        };
        if (reason is not null)
        {
            LogEnded(logger, connection.ConnectionId, connection.RemoteEndPoint, reason);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Connection {Id} from {Peer} was closed: {Reason}.")]
    private static partial void LogEnded(ILogger logger, string id, EndPoint? peer, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Connection {Id} from {Peer} was cut off by the end of the server: {Reason}")]
    private static partial void LogCutOff(ILogger logger, string id, EndPoint? peer, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Connection {Id} from {Peer} was lost: {Reason}")]
    private static partial void LogLost(ILogger logger, string id, EndPoint? peer, string reason);
}
