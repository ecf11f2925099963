using System.Net.Sockets;

namespace LineFraming.Server;

/// <summary>
/// A deadline for a peer. Bytes that have arrived count as in time, even if they are not read yet: time also passes while the
/// process itself does not run (SIGSTOP, a frozen container, a suspended machine), and then the timer fires before the bytes
/// that arrived meanwhile are read.
/// </summary>
internal sealed class PeerDeadline : IDisposable
{
    /// <summary>When to check again, if bytes have arrived at a deadline.</summary>
    public static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(10);

    private readonly CancellationTokenSource _expired = new();
    private readonly TimeSpan _time;
    private readonly ITimer _timer;
    private volatile Socket? _socket;

    /// <summary>Begins to wait. <paramref name="socket"/> is the connection whose bytes count; null if there is none yet.</summary>
    public PeerDeadline(TimeSpan time, TimeProvider clock, Socket? socket = null)
    {
        _time = time;
        _socket = socket;
        _timer = clock.CreateTimer(static deadline => ((PeerDeadline)deadline!).Alarm(), this, time, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Cancelled at the deadline.</summary>
    public CancellationToken Expired => _expired.Token;

    /// <summary>Whether a socket can be read (also to its end), or written, at once.</summary>
    public static bool IsReady(Socket socket, SelectMode mode)
    {
        try
        {
            return socket.Poll(0, mode);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Begins to wait again; the bytes of this connection count.</summary>
    public void Follow(Socket socket)
    {
        _socket = socket;
        Restart();
    }

    /// <summary>Begins to wait again.</summary>
    public void Restart() => _timer.Change(_time, Timeout.InfiniteTimeSpan);

    public void Dispose() => _timer.Dispose();

    private void Alarm()
    {
        if (_socket is { } socket && IsReady(socket, SelectMode.SelectRead))
        {
            _timer.Change(LookAgain, Timeout.InfiniteTimeSpan);
        }
        else
        {
            _expired.Cancel();
        }
    }
}
