using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace LineFraming.Server;

/// <summary>Runs a session for every connection, and logs and counts how it ended.</summary>
internal sealed partial class SessionHandler(
    ServerOptions options,
    Func<LineProtocol> protocol,
    SslServerAuthenticationOptions? tls,
    ServerMetrics metrics,
    ILogger<SessionHandler> logger)
{
    private long _lastId;

    /// <summary>Runs the session of a connection to its end; the caller disposes the socket.</summary>
    public async Task RunAsync(Socket socket, CancellationToken stop)
    {
        long id = Interlocked.Increment(ref _lastId);
        EndPoint? peer = Peer(socket);
        bool isBegun = false;
        try
        {
            SendAtOnce(socket);
            await using SslStream? encrypted = tls is null ? null : await Tls.AcceptAsync(socket, tls, options.Limits, stop);
            HalfCloseTransport transport = encrypted is null ? HalfCloseTransport.Over(socket) : HalfCloseTransport.Over(encrypted, socket);
            isBegun = true;
            LineSession session = new(
                NewProtocol(),
                new LineFramer(options.Delimiter, options.MaxLineLength),
                options.Limits,
                metrics,
                mode => PeerDeadline.IsReady(socket, mode));
            SessionEnd end = await session.RunAsync(transport, stop);
            Report(id, peer, end);
            if (end == SessionEnd.WriteDeadline)
            {
                Listener.Abort(socket);
            }
        }
        catch (ProtocolFailedException e)
        {
            metrics.SessionEnded(SessionEnd.ProtocolFailed);
            LogFailed(logger, id, peer, e.Loggable());
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            metrics.SessionEnded(isBegun ? SessionEnd.Lost : SessionEnd.Handshake);
            string what = !isBegun ? "never shook hands"
                : stop.IsCancellationRequested ? "was cut off by the end of the server"
                : "was lost";
            string reason = Tls.ReasonOf(e);
            LogLost(logger, id, peer, what, reason);
        }
    }

    // The peer of a Unix socket has no address of its own.
    private static EndPoint? Peer(Socket socket) =>
        socket.AddressFamily == AddressFamily.Unix ? socket.LocalEndPoint : socket.RemoteEndPoint;

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
            // The peer has disconnected; reading reports it.
        }
    }

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

    private void Report(long id, EndPoint? peer, SessionEnd end)
    {
        metrics.SessionEnded(end);
        string? reason = end switch
        {
            SessionEnd.Oversized => $"it sent a line of more than {options.MaxLineLength} bytes (--max-line)",
            SessionEnd.Idle => $"it sent nothing for {options.Limits.Idle.TotalSeconds} s (--idle)",
            SessionEnd.LineDeadline => $"it did not finish a line within {options.Limits.Line.TotalSeconds} s (--line-deadline)",
            SessionEnd.WriteDeadline => $"it did not read its answers within {options.Limits.Write.TotalSeconds} s (--write-deadline)",
            _ => null,
        };
        if (reason is not null)
        {
            LogEnded(logger, id, peer, reason);
        }
    }

    [LoggerMessage(EventId = 5, Level = LogLevel.Information, Message = "Connection {Id} from {Peer} was closed: {Reason}.")]
    private static partial void LogEnded(ILogger logger, long id, EndPoint? peer, string reason);

    [LoggerMessage(EventId = 6, Level = LogLevel.Information, Message = "Connection {Id} from {Peer} {What}: {Reason}")]
    private static partial void LogLost(ILogger logger, long id, EndPoint? peer, string what, string reason);

    [LoggerMessage(EventId = 7, Level = LogLevel.Error, Message = "Connection {Id} from {Peer} was closed: the protocol failed.")]
    private static partial void LogFailed(ILogger logger, long id, EndPoint? peer, Exception failure);
}
