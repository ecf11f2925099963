using System.Net;
using System.Net.Sockets;
using LineFraming.Benchmarks;
using Xunit;

namespace LineFraming.Tests.Server;

/// <summary>The memory of connections that wait for their peers, in a server of its own process, whose heap nothing else uses.</summary>
public sealed class IdleMemoryTests
{
    private const int Connections = 1000;
    private const int First = 100;

    [Fact]
    public async Task An_idle_connection_uses_less_memory_than_the_page_says()
    {
        // Live objects of the server and of the runtime's sockets; the system's memory for a socket is not included.
        long each = await Task.Run(Measure).Within("the heap of the server to be measured");
        Assert.InRange(each, IdleLoad.Target / 4, IdleLoad.Target);
    }

    private static long Measure()
    {
        using ServerUnderLoad server = ServerUnderLoad.StartOursWithHook("--max-connections", $"{Connections + First}");

        // What the runtime compiles and caches for the first connections belongs to the empty server.
        Connect(server.EndPoint, First).ForEach(Leave);
        long before = server.LiveHeap()!.Value;
        List<Socket> peers = Connect(server.EndPoint, Connections);
        long each = (server.LiveHeap()!.Value - before) / Connections;
        peers.ForEach(peer => peer.Dispose());
        return each;
    }

    // Each has been answered a line and is at the start of the next.
    private static List<Socket> Connect(IPEndPoint endPoint, int count)
    {
        List<Socket> peers = [];
        for (int i = 0; i < count; i++)
        {
            Socket peer = new(SocketType.Stream, ProtocolType.Tcp);
            peers.Add(peer);
            peer.Connect(endPoint);
            peer.Send("a\r\n"u8);
            Assert.Equal("You sent: a\r\n".Length, Receive(peer, "You sent: a\r\n".Length));
        }

        return peers;
    }

    private static void Leave(Socket peer)
    {
        peer.Send(".\r\n"u8);
        Receive(peer, int.MaxValue);
        peer.Dispose();
    }

    // Receives so many bytes, or all until the server closes.
    private static int Receive(Socket peer, int count)
    {
        byte[] buffer = new byte[64];
        int received = 0;
        int read = 1;
        while (received < count && read > 0)
        {
            read = peer.Receive(buffer);
            received += read;
        }

        return received;
    }
}
