using System.Net;
using System.Net.Sockets;
using Xunit;

namespace LineFraming.Tests.Server;

/// <summary>
/// The memory of connections that wait for their peers. The heap is the process's, so nothing else may run meanwhile.
/// </summary>
[CollectionDefinition(nameof(IdleMemoryTests), DisableParallelization = true)]
[Collection(nameof(IdleMemoryTests))]
public sealed class IdleMemoryTests
{
    private const int Connections = 1000;

    // Live objects of the server and of the runtime's sockets; the system's memory for a socket is not included.
    private const int MaxEach = 6 * 1024;

    [Fact]
    public async Task An_idle_connection_uses_less_memory_than_the_page_says()
    {
        await using TestServer server = await TestServer.StartAsync();
        List<Socket> peers = [];
        await AddAsync(server.EndPoint, peers, Connections);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        peers.ForEach(peer => peer.Dispose());
        peers = [];
        await Deadline.Eventually(() => server.Metrics.Open == 0, "the connections to be closed");
        await Deadline.Eventually(() => Each() >= MaxEach / 4, "what they held to be given back");
        Assert.InRange(Each(), MaxEach / 4, MaxEach);

        // The baseline is measured after the connections have closed, because buffers that they shared still exist then.
        long Each() => (before - GC.GetTotalMemory(forceFullCollection: true)) / Connections;
    }

    // Each has been answered a line and is at the start of the next. The test's own sockets, which do nothing
    // asynchronously, are counted with the server's.
    private static Task AddAsync(IPEndPoint endPoint, List<Socket> peers, int count) => Task.Run(() =>
    {
        byte[] answer = new byte["You sent: a\r\n".Length];
        for (int i = 0; i < count; i++)
        {
            Socket peer = new(SocketType.Stream, ProtocolType.Tcp);
            peers.Add(peer);
            peer.Connect(endPoint);
            peer.Send("a\r\n"u8);
            for (int read = 0; read < answer.Length;)
            {
                int received = peer.Receive(answer, read, answer.Length - read, SocketFlags.None);
                Assert.True(received > 0, "The server closed.");
                read += received;
            }
        }
    });
}
