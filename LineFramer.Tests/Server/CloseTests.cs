using LineFraming.Server;
using Xunit;

namespace LineFraming.Tests.Server;

/// <summary>How connections end: the peer receives the last answer even while it is still sending.</summary>
public class CloseTests
{
    private const string TooLong = "Line too long: the limit is 100 bytes.\r\n";

    private static readonly ServerOptions Limited = new() { MaxLineLength = 100 };

    [Fact]
    public async Task An_oversized_line_is_answered_once_and_what_follows_is_discarded()
    {
        byte[] flood = new byte[1 << 20];
        Array.Fill(flood, (byte)'\n');
        await using TestServer server = await TestServer.StartAsync(Limited);
        using TestPeer peer = await server.ConnectAsync();
        await peer.SendAsync("fine\r\n" + new string('x', 101));
        for (int i = 0; i < 32; i++)
        {
            await peer.SendAsync(flood);
        }

        await peer.SendAsync("\r\nthe tail of a long line is no line\r\n");
        peer.EndSending();
        Assert.Equal("You sent: fine\r\n" + TooLong, await peer.ReadToEndAsync());
    }

    [Theory]
    [InlineData(101, TooLong)]
    [InlineData(3, "")]
    public async Task The_end_is_sent_while_the_peer_is_still_sending(int dotsAndMore, string lastAnswer)
    {
        await using TestServer server = await TestServer.StartAsync(
            Limited with { Limits = new() { LingerBytes = long.MaxValue, Linger = Timeout.InfiniteTimeSpan } });
        using TestPeer peer = await server.ConnectAsync();
        Task<string> answers = peer.ReadToEndAsync();
        await peer.SendAsync("a\r\n" + (dotsAndMore == 3 ? ".\r\n" : new string('x', dotsAndMore)));
        byte[] more = new byte[1000];
        while (!answers.IsCompleted)
        {
            await peer.SendAsync(more);
        }

        Assert.Equal("You sent: a\r\n" + lastAnswer, await answers);
        await peer.SendAsync(more);
    }

    [Fact]
    public async Task A_peer_that_sends_without_end_is_cut_off()
    {
        await using TestServer server = await TestServer.StartAsync(
            Limited with { Limits = new() { LingerBytes = 1 << 20, Linger = Timeout.InfiniteTimeSpan } });
        using TestPeer peer = await server.ConnectAsync();
        byte[] flood = new byte[1 << 16];
        async Task SendForEverAsync()
        {
            while (true)
            {
                await peer.SendAsync(flood);
            }
        }

        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(() => SendForEverAsync().WaitAsync(Deadline.Longest));
    }

    [Theory]
    [InlineData("This line is not")]
    [InlineData("This one is.\r\nThis one is")]
    [InlineData("")]
    public async Task A_reset_ends_its_own_session_only(string sent)
    {
        await using TestServer server = await TestServer.StartAsync();
        using TestPeer other = await server.ConnectAsync();
        await other.SendAsync("begun");
        for (int i = 0; i < 20; i++)
        {
            using TestPeer peer = await server.ConnectAsync();
            await peer.SendAsync(sent);
            peer.Reset();
        }

        await other.SendAsync(" before\r\n");
        await other.ExpectAsync("You sent: begun before\r\n");
        using TestPeer next = await server.ConnectAsync();
        await next.SendAsync("after\r\n.\r\n");
        Assert.Equal("You sent: after\r\n", await next.ReadToEndAsync());
    }

    [Fact]
    public async Task A_reset_while_answers_wait_to_be_read_is_no_failure()
    {
        await using TestServer server = await TestServer.StartAsync();
        using TestPeer peer = await server.ConnectAsync();
        await peer.SendAsync(string.Concat(Enumerable.Repeat("\r\n", 100_000)));
        await peer.ExpectAsync("You sent: \r\n");
        peer.Reset();
    }

    [Fact]
    public async Task Stopping_the_server_ends_open_sessions_with_the_end_of_the_stream()
    {
        TestServer server = await TestServer.StartAsync();
        using TestPeer idle = await server.ConnectAsync();
        using TestPeer inMidLine = await server.ConnectAsync();
        await inMidLine.SendAsync("a\r\nb");
        await inMidLine.ExpectAsync("You sent: a\r\n");
        await idle.SendAsync("c\r\n");
        await idle.ExpectAsync("You sent: c\r\n");
        await server.DisposeAsync();
        Assert.Equal("", await idle.ReadToEndAsync());
        Assert.Equal("", await inMidLine.ReadToEndAsync());
    }

    [Fact]
    public async Task Stopping_the_server_does_not_wait_for_a_peer_that_never_closes()
    {
        TestServer server = await TestServer.StartAsync(Limited with { Limits = new() { Linger = Timeout.InfiniteTimeSpan } });
        using TestPeer peer = await server.ConnectAsync();
        await peer.SendAsync(".\r\n");
        Assert.Equal("", await peer.ReadToEndAsync());
        await server.DisposeAsync();
    }
}
