using System.Net;
using System.Net.Sockets;
using LineFraming.Server;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace LineFraming.Tests.Server;

/// <summary>What a listener does with the connections that the system has queued when it stops.</summary>
public class ListenerTests
{
    [Theory]
    [InlineData(2, 2)]
    [InlineData(100, 5)]
    public async Task A_stop_accepts_no_more_of_the_queue_than_it_may(int max, int expected)
    {
        const int Queued = 5;
        using Socket listening = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listening.Listen();
        EndPoint endPoint = listening.LocalEndPoint!;
        List<TestPeer> peers = [];
        for (int i = 0; i < Queued; i++)
        {
            peers.Add(await TestPeer.ConnectAsync(endPoint));
        }

        int served = 0;
        using ServerMetrics metrics = new();
        Func<Socket, CancellationToken, Task> serve = (_, _) =>
        {
            Interlocked.Increment(ref served);
            return Task.CompletedTask;
        };
        using Listener listener = new([listening], new ServerOptions(), serve, metrics, NullLogger<Listener>.Instance) { MaxQueued = max };

        // Stopped before it has begun, the listener accepts queued connections and no others; the second stop waits for that.
        await listener.StopAsync(CancellationToken.None).Within("the listener to stop");
        listener.Start();
        await listener.StopAsync(CancellationToken.None).Within("the queue to be accepted");
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref served) == expected, Deadline.Longest), $"{served} were served.");
        Assert.Equal(expected, metrics.Connections);
        peers.ForEach(peer => peer.Dispose());
    }
}
