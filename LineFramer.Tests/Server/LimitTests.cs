using System.Net.Sockets;
using LineFraming.Server;
using Xunit;

namespace LineFraming.Tests.Server;

/// <summary>How a server treats peers that exceed a limit, over TCP: what they see, what it logs and what it counts.</summary>
public class LimitTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task One_connection_too_many_is_closed_at_once()
    {
        await using TestServer server = await TestServer.StartAsync(new ServerOptions { MaxConnections = 2 });
        using TestPeer first = await server.ConnectAsync();
        using TestPeer second = await server.ConnectAsync();
        await first.SendAsync("begun");
        await second.SendAsync("a\r\n");
        await second.ExpectAsync("You sent: a\r\n");
        for (int i = 0; i < 10; i++)
        {
            using TestPeer tooMany = await server.ConnectAsync();
            await tooMany.ExpectCloseAsync();
            Assert.Contains(
                $"Information: Connection from {tooMany.Address} was rejected: 2 are open",
                await server.ExpectLogAsync("was rejected"), StringComparison.Ordinal);
            if (i == 0)
            {
                await server.ExpectLogAsync("Warning: Connections are rejected: 2 are open");
            }
        }

        await first.SendAsync(" before\r\n.\r\n");
        Assert.Equal("You sent: begun before\r\n", await first.ReadToEndAsync());
        first.Dispose();
        await Deadline.Eventually(() => server.Metrics.Open == 1, "the server to notice that there is room");
        using TestPeer third = await server.ConnectAsync();
        await third.SendAsync("b\r\n");
        await third.ExpectAsync("You sent: b\r\n");
        Assert.Equal(10, server.Metrics.Ended(SessionEnd.Rejected));
        Assert.Equal(3, server.Metrics.Connections);
    }

    [Fact]
    public async Task A_peer_that_sends_nothing_is_closed()
    {
        await using TestServer server = await TestServer.StartAsync(With(new() { Idle = Short }));
        using TestPeer peer = await server.ConnectAsync();
        await peer.SendAsync("a\r\n");
        Assert.Equal("You sent: a\r\n", await peer.ReadToEndAsync());
        peer.EndSending();
        await ExpectEndAsync(server, peer, "it sent nothing for 0.2 s (--idle)", SessionEnd.Idle);
    }

    [Fact]
    public async Task A_peer_that_sends_a_byte_now_and_then_but_no_line_is_closed()
    {
        await using TestServer server = await TestServer.StartAsync(With(new() { Line = Short }));
        using TestPeer peer = await server.ConnectAsync();
        Task<string> answers = peer.ReadToEndAsync();
        await peer.SendAsync("a\r\n");
        while (!answers.IsCompleted)
        {
            await peer.SendAsync("x");

            // The peer sends too slowly to finish a line, but a byte now and then.
            await Task.WhenAny(answers, Task.Delay(Short / 100));
        }

        Assert.Equal("You sent: a\r\n", await answers);
        peer.EndSending();
        await ExpectEndAsync(server, peer, "it did not finish a line within 0.2 s (--line-deadline)", SessionEnd.LineDeadline);
    }

    [Fact]
    public async Task A_peer_that_sends_and_never_reads_is_cut_off()
    {
        await using TestServer server = await TestServer.StartAsync(With(new() { Write = Short }));
        using TestPeer other = await server.ConnectAsync();
        using TestPeer peer = await server.ConnectAsync();
        Task ended = ExpectEndAsync(server, peer, "it did not read its answers within 0.2 s (--write-deadline)", SessionEnd.WriteDeadline);
        SocketException reset = await Assert.ThrowsAsync<SocketException>(() => SendForEverAsync(peer));
        Assert.True(reset.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown, reset.Message);
        await ended;
        await other.SendAsync("a\r\n");
        await other.ExpectAsync("You sent: a\r\n");
    }

    [Fact]
    public async Task A_peer_that_sends_nothing_more_and_never_reads_is_reset_too()
    {
        // An answer that no system buffers. All that was sent has been read by then, so that to close would reset nothing
        // and leave the system with what it has of the answer.
        const int Length = 32 << 20;
        await using TestServer server = await TestServer.StartAsync(
            new ServerOptions { MaxLineLength = Length, Limits = new() { Write = Short } });
        using TestPeer peer = await server.ConnectAsync();
        await peer.SendAsync(new string('x', Length) + "\r\n");
        await ExpectEndAsync(server, peer, "it did not read its answers within 0.2 s (--write-deadline)", SessionEnd.WriteDeadline);
        SocketException reset = await Assert.ThrowsAsync<SocketException>(peer.ReadToEndAsync);
        Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
    }

    [Fact]
    public async Task An_oversized_line_is_logged()
    {
        await using TestServer server = await TestServer.StartAsync(new ServerOptions { MaxLineLength = 5 });
        using TestPeer peer = await server.ConnectAsync();
        await peer.SendAsync("123456");
        Assert.Equal("Line too long: the limit is 5 bytes.\r\n", await peer.ReadToEndAsync());
        peer.EndSending();
        await ExpectEndAsync(server, peer, "it sent a line of more than 5 bytes (--max-line)", SessionEnd.Oversized);
    }

    [Fact]
    public async Task A_reset_is_logged_and_nothing_of_the_connection_is_left()
    {
        await using TestServer server = await TestServer.StartAsync();
        using TestPeer peer = await server.ConnectAsync();
        await peer.SendAsync("a\r\nb");
        await peer.ExpectAsync("You sent: a\r\n");
        string address = $"{peer.Address}";
        peer.Reset();
        Assert.Contains($" from {address} was lost: ", await server.ExpectLogAsync("was lost"), StringComparison.Ordinal);
        Assert.Equal(1, server.Metrics.Ended(SessionEnd.Lost));
        await Deadline.Eventually(() => server.Metrics.Open == 0, "the connection to be closed");
    }

    private static ServerOptions With(SessionLimits limits) => new() { Limits = limits };

    private static async Task ExpectEndAsync(TestServer server, TestPeer peer, string reason, SessionEnd end)
    {
        Assert.EndsWith($" from {peer.Address} was closed: {reason}.", await server.ExpectLogAsync("was closed"), StringComparison.Ordinal);
        Assert.Equal(1, server.Metrics.Ended(end));
    }

    private static async Task SendForEverAsync(TestPeer peer)
    {
        byte[] lines = [.. Enumerable.Repeat("a line\r\n"u8.ToArray(), 8192).SelectMany(line => line)];
        while (true)
        {
            await peer.SendAsync(lines);
        }
    }
}
