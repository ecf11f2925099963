using System.Net;
using System.Net.Sockets;

namespace LineFraming.Probe;

/// <summary>A running planted server, on a port of the loopback address.</summary>
internal sealed class PlantedServer : IAsyncDisposable
{
    // Less than the shortest time that the probe waits for silence.
    private static readonly TimeSpan DyingTime = TimeSpan.FromMilliseconds(100);

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly Planted _planted;
    private readonly SemaphoreSlim _served;
    private readonly PlantedState _state = new();
    private readonly Task _accepting;
    private volatile bool _isDead;

    /// <summary>Starts a planted server; port 0 is a free one.</summary>
    /// <exception cref="SocketException">The port is in use.</exception>
    public PlantedServer(Planted planted, int port = 0)
    {
        (_planted, _served) = (planted, new(planted.AtATime ?? int.MaxValue));
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        _listener.Listen(512);
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndPoint!;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _state.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested && !_isDead)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptAsync(_stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                break;
            }

            _ = ServeAsync(socket);
        }

        if (_isDead)
        {
            _listener.Dispose();
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await Task.Yield();
        socket.NoDelay = true;
        using (socket)
        {
            try
            {
                await _served.WaitAsync(_stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            PlantedSession session = _planted.Create();
            try
            {
                await session.RunAsync(socket, _state, _stop.Token);
            }
            catch (Exception e) when (e is SocketException or IOException or OperationCanceledException or ObjectDisposedException)
            {
                if (_planted.DiesOnReset && e is not OperationCanceledException)
                {
                    // Like a busy server, it answers another connection first.
                    await Task.Delay(DyingTime);
                    _isDead = true;
                    _listener.Dispose();
                }
            }
            finally
            {
                _served.Release();
            }
        }
    }
}
