using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace LineFraming.Server;

/// <summary>
/// Lets connections in up to a number, over all listening sockets. One too many is closed at once: that costs the server
/// less than any answer would, and the others do not notice.
/// </summary>
/// <param name="options">How many are let in.</param>
/// <param name="clock">What the time between two warnings is measured with.</param>
/// <param name="metrics">Where refusals are counted.</param>
/// <param name="logger">Where they are told.</param>
internal sealed partial class ConnectionGate(
    ServerOptions options, TimeProvider clock, ServerMetrics metrics, ILogger<ConnectionGate> logger)
{
    private readonly WarningInterval _warnings = new(clock);
    private int _open;

    /// <summary>Whether there is one connection and no other.</summary>
    public bool IsOneOpen => Volatile.Read(ref _open) == 1;

    /// <summary>Lets a connection in, or closes it.</summary>
    /// <param name="socket">The connection.</param>
    /// <returns>Whether it is in, and is to be told to <see cref="Leave"/>.</returns>
    public bool TryEnter(Socket socket)
    {
        if (Interlocked.Increment(ref _open) <= options.MaxConnections)
        {
            metrics.ConnectionBegan();
            return true;
        }

        Interlocked.Decrement(ref _open);
        EndPoint? peer = socket.RemoteEndPoint;
        socket.Dispose();
        metrics.SessionEnded(SessionEnd.Refused);
        LogRefused(logger, peer, options.MaxConnections);
        if (_warnings.MayWarn())
        {
            LogFull(logger, options.MaxConnections);
        }

        return false;
    }

    /// <summary>Makes room: a connection that was let in has been closed.</summary>
    public void Leave()
    {
        metrics.ConnectionEnded();
        Interlocked.Decrement(ref _open);
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Connection from {Peer} was refused: {Most} are open (--max-connections).")]
    private static partial void LogRefused(ILogger logger, EndPoint? peer, int most);

    [LoggerMessage(
        EventId = 2,
        Level = LogLevel.Warning,
        Message = "Connections are being refused: {Most} are open (--max-connections). Not told again for a minute.")]
    private static partial void LogFull(ILogger logger, int most);
}
