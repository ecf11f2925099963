using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace LineFraming.Tests.Server;

/// <summary>The client's side of a connection to the server: plain bytes, in pieces of any size.</summary>
internal sealed class TestPeer : IDisposable
{
    private readonly Socket _socket;

    private TestPeer(EndPoint endPoint) => _socket = endPoint.AddressFamily == AddressFamily.Unix
        ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
        : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    public static async Task<TestPeer> ConnectAsync(EndPoint endPoint)
    {
        TestPeer peer = new(endPoint);
        await peer._socket.ConnectAsync(endPoint).Within("the connection");
        return peer;
    }

    /// <summary>The peer's own address, as the server's log names it.</summary>
    public IPEndPoint Address
    {
        get
        {
            IPEndPoint local = (IPEndPoint)_socket.LocalEndPoint!;
            return new(local.Address.IsIPv4MappedToIPv6 ? local.Address.MapToIPv4() : local.Address, local.Port);
        }
    }

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        int sent = 0;
        while (sent < bytes.Length)
        {
            sent += await _socket.SendAsync(bytes[sent..]).Within("the server to take what is sent");
        }
    }

    /// <summary>Closes the sending side; answers can still be read.</summary>
    public void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Resets the connection.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Dispose();
    }

    /// <summary>Reads until as many characters have come as <paramref name="expected"/> has, and compares them.</summary>
    public async Task ExpectAsync(string expected)
    {
        byte[] bytes = new byte[expected.Length];
        int count = 0;
        while (count < bytes.Length)
        {
            int read = await _socket.ReceiveAsync(bytes.AsMemory(count)).Within($"the answer {expected}");
            count += read;
            if (read == 0)
            {
                break;
            }
        }

        Assert.Equal(expected, Encoding.Latin1.GetString(bytes, 0, count));
    }

    /// <summary>Reads everything up to the end of the stream; a reset fails.</summary>
    public async Task<string> ReadToEndAsync()
    {
        StringBuilder text = new();
        byte[] bytes = new byte[64 * 1024];
        int read;
        do
        {
            read = await _socket.ReceiveAsync(bytes).Within($"the end of the stream, after {text.Length} bytes");
            text.Append(Encoding.Latin1.GetString(bytes, 0, read));
        }
        while (read > 0);
        return text.ToString();
    }

    /// <summary>Waits until the server has closed the connection, with an end or a reset.</summary>
    public async Task ExpectCloseAsync()
    {
        byte[] bytes = new byte[64 * 1024];
        try
        {
            while (await _socket.ReceiveAsync(bytes).Within("the server to close") > 0)
            {
            }
        }
        catch (SocketException)
        {
            // A reset closes the connection too.
        }
    }

    public void Dispose() => _socket.Dispose();
}
