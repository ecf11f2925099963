using LineFraming.Server;
using Xunit;

namespace LineFraming.Tests.Server;

public class ConversationTests
{
    private const string TwoLines = "This is a line.\r\nThis is another line.\r\n";
    private const string TwoAnswers = "You sent: This is a line.\r\nYou sent: This is another line.\r\n";

    [Fact]
    public async Task Chat_answers_every_line_as_it_comes_and_closes_at_a_lone_dot()
    {
        await using TestServer server = await TestServer.StartAsync();
        using TestPeer peer = await server.ConnectAsync();
        await peer.SendAsync("This is a line.\r\n");
        await peer.ExpectAsync("You sent: This is a line.\r\n");
        await peer.SendAsync("This is another line.\r\n");
        await peer.ExpectAsync("You sent: This is another line.\r\n");
        await peer.SendAsync(".\r\n");
        Assert.Equal("", await peer.ReadToEndAsync());
    }

    [Fact]
    public async Task Echo_sends_the_first_bytes_back_as_they_are_and_closes()
    {
        await using TestServer server = await TestServer.StartEchoAsync();
        using TestPeer peer = await server.ConnectAsync();
        await peer.SendAsync("no line\0\xff");
        Assert.Equal("no line\0\xff", await peer.ReadToEndAsync());
    }

    [Fact]
    public async Task Echo_of_a_peer_that_sends_nothing_is_nothing()
    {
        await using TestServer server = await TestServer.StartEchoAsync();
        using TestPeer peer = await server.ConnectAsync();
        peer.EndSending();
        Assert.Equal("", await peer.ReadToEndAsync());
    }

    [Fact]
    public async Task Many_lines_in_one_packet_are_all_answered()
    {
        string[] lines = [.. Enumerable.Range(0, 5000).Select(i => new string('x', i % 80) + i)];
        await using TestServer server = await TestServer.StartAsync();
        using TestPeer peer = await server.ConnectAsync();
        Task<string> answers = peer.ReadToEndAsync();
        await peer.SendAsync(string.Concat(lines.Select(line => line + "\r\n")) + ".\r\n");
        Assert.Equal(string.Concat(lines.Select(line => $"You sent: {line}\r\n")), await answers);
    }

    [Fact]
    public async Task A_peer_that_closes_its_sending_side_still_gets_every_answer()
    {
        await using TestServer server = await TestServer.StartAsync();
        using TestPeer peer = await server.ConnectAsync();
        await peer.SendAsync(TwoLines);
        peer.EndSending();
        Assert.Equal(TwoAnswers, await peer.ReadToEndAsync());
    }

    [Theory]
    [InlineData("rest")]
    [InlineData("rest\r")]
    [InlineData(".")]
    [InlineData(".\r")]
    public async Task An_unterminated_rest_is_not_answered(string rest)
    {
        await using TestServer server = await TestServer.StartAsync();
        using TestPeer peer = await server.ConnectAsync();
        await peer.SendAsync(TwoLines + rest);
        peer.EndSending();
        Assert.Equal(TwoAnswers, await peer.ReadToEndAsync());
    }

    [Fact]
    public async Task Nothing_is_answered_after_a_dot_in_the_middle_of_a_packet()
    {
        await using TestServer server = await TestServer.StartAsync();
        using TestPeer peer = await server.ConnectAsync();
        await peer.SendAsync(TwoLines + ".\r\nafter\r\nthe\r\nend\r\n");
        Assert.Equal(TwoAnswers, await peer.ReadToEndAsync());
    }

    [Theory]
    [InlineData("..", "You sent: ..\r\n")]
    [InlineData(" .", "You sent:  .\r\n")]
    [InlineData("", "You sent: \r\n")]
    [InlineData(".\n", "You sent: .\n\r\n")]
    [InlineData("\0\xff\x80\r", "You sent: \0\xff\x80\r\r\n")]
    public async Task Any_line_but_a_lone_dot_is_answered(string line, string answer)
    {
        await using TestServer server = await TestServer.StartAsync();
        using TestPeer peer = await server.ConnectAsync();
        await peer.SendAsync(line + "\r\n.\r\n");
        Assert.Equal(answer, await peer.ReadToEndAsync());
    }

    [Theory]
    [InlineData("lf", "a\r\n.\n", "You sent: a\r\n")]
    [InlineData("crlf-or-lf", "a\nb\r\n.\n", "You sent: a\r\nYou sent: b\r\n")]
    [InlineData("any", "a\rb\nc\r\n.\r", "You sent: a\r\nYou sent: b\r\nYou sent: c\r\n")]
    [InlineData("nul", "a\0b\n\0.\0", "You sent: a\0You sent: b\n\0")]
    [InlineData(@"\r\n\r\n", "a\r\nb\r\n\r\n.\r\n\r\n", "You sent: a\r\nb\r\n\r\n")]
    [InlineData(@"\x1e", "a\x1e.\x1e", "You sent: a\x1e")]
    public async Task An_answer_ends_the_way_the_peer_frames(string delimiter, string sent, string answers)
    {
        await using TestServer server = await TestServer.StartAsync(DelimiterOption.Parse(delimiter));
        using TestPeer peer = await server.ConnectAsync();
        await peer.SendAsync(sent);
        Assert.Equal(answers, await peer.ReadToEndAsync());
    }

    [Fact]
    public async Task Two_hundred_clients_at_once_each_get_their_own_answers()
    {
        await using TestServer server = await TestServer.StartAsync();
        TestPeer[] peers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => server.ConnectAsync()));
        try
        {
            await Task.WhenAll(peers.Select(HoldAsync));
        }
        finally
        {
            Array.ForEach(peers, peer => peer.Dispose());
        }

        static async Task HoldAsync(TestPeer peer, int number)
        {
            for (int i = 0; i < 20; i++)
            {
                await peer.SendAsync($"line {i} of client");
                await peer.SendAsync($" {number}\r\n");
                await peer.ExpectAsync($"You sent: line {i} of client {number}\r\n");
            }

            await peer.SendAsync(".\r\n");
            Assert.Equal("", await peer.ReadToEndAsync());
        }
    }
}
