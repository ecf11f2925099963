using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace LineFraming.Tests.Server;

/// <summary>The client, run within this process against a server, or against a peer that misbehaves.</summary>
public class ClientTests
{
    [Fact]
    public async Task In_a_pipe_it_sends_every_line_and_prints_every_answer()
    {
        await using TestServer server = await TestServer.StartAsync();
        ProgramRun client = ProgramRun.Start("client", server.EndPoint.ToString());
        await client.TypeAsync("This is a line.\nThis is another line.\r\n\n\xff\0\nunterminated");
        await client.Input.CompleteAsync();
        Assert.Equal(0, await client.ExitCode.Within("the client to end"));
        Assert.Equal(
            "You sent: This is a line.\nYou sent: This is another line.\nYou sent: \nYou sent: \xff\0\nYou sent: unterminated\n",
            client.Output);
        Assert.Equal("", client.Error);
    }

    [Fact]
    public async Task At_a_terminal_each_answer_comes_before_the_next_line_is_typed()
    {
        await using TestServer server = await TestServer.StartAsync();
        ProgramRun client = ProgramRun.StartTyped("client", server.EndPoint.ToString());
        await client.TypeAsync("This is a line.\n");
        Assert.Equal("You sent: This is a line.", await client.OutputLine());
        await client.TypeAsync("This is another line.\n");
        Assert.Equal("You sent: This is another line.", await client.OutputLine());
        await client.TypeAsync(".\n");
        Assert.Equal(0, await client.ExitCode.Within("the client to end, though its input goes on"));
    }

    [Fact]
    public async Task More_lines_than_fit_into_any_buffer_go_both_ways()
    {
        const int Lines = 200_000;
        await using TestServer server = await TestServer.StartAsync();
        ProgramRun client = ProgramRun.Start("client", server.EndPoint.ToString());
        Task typing = Task.Run(async () =>
        {
            await client.TypeAsync(string.Concat(Enumerable.Range(0, Lines).Select(i => $"line {i}\n")));
            await client.Input.CompleteAsync();
        });
        for (int i = 0; i < Lines; i++)
        {
            string line = await client.OutputLine();
            if (line != $"You sent: line {i}")
            {
                Assert.Fail($"\"{line}\" instead of the answer to line {i}.");
            }
        }

        await typing.Within("the input to be taken");
        Assert.Equal(0, await client.ExitCode.Within("the client to end"));
    }

    [Theory]
    [InlineData("nul", "a\nb\0c\nd\n", "You sent: a\n", "Line 2 of the input was not sent")]
    [InlineData("any", "a\nb\rc\nd\n", "You sent: a\n", "Line 2 of the input was not sent")]
    [InlineData(";", "a\n.\n;\n", "You sent: a\n", "Line 3 of the input was not sent")]
    [InlineData(";;", "a\nb;\nc\n", "You sent: a\n", "Line 2 of the input was not sent")]
    public async Task A_line_that_would_be_read_as_two_is_rejected(string delimiter, string typed, string printed, string reported)
    {
        await using TestServer server = await TestServer.StartAsync(LineFraming.Server.DelimiterOption.Parse(delimiter));
        ProgramRun client = ProgramRun.Start("client", server.EndPoint.ToString(), "--delimiter", delimiter, "--input-delimiter", "lf");
        await client.TypeAsync(typed);
        int exitCode = await client.ExitCode.Within("the client to end");
        Assert.Equal(printed, client.Output);
        Assert.Contains(reported, client.ErrorLine(), StringComparison.Ordinal);
        Assert.Equal(1, exitCode);
    }

    [Fact]
    public async Task A_line_over_the_limit_is_not_sent()
    {
        await using TestServer server = await TestServer.StartAsync();
        ProgramRun client = ProgramRun.Start("client", server.EndPoint.ToString(), "--max-line", "15");
        await client.TypeAsync("abcde\n0123456789abcdef\nb\n");
        Assert.Equal(1, await client.ExitCode.Within("the client to end"));
        Assert.Equal("You sent: abcde\n", client.Output);
        Assert.Contains("Line 2 of the input was not sent", client.ErrorLine(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_over_the_limit_is_a_failure()
    {
        await using TestServer server = await TestServer.StartAsync();
        ProgramRun client = ProgramRun.Start("client", server.EndPoint.ToString(), "--max-line", "15");
        await client.TypeAsync("abcde\nabcdef\nb\n");
        Assert.Equal(1, await client.ExitCode.Within("the client to end"));
        Assert.Equal("You sent: abcde\n", client.Output);
        Assert.Contains("longer than 15 bytes", client.ErrorLine(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_after_the_last_line_are_printed_unchanged()
    {
        using Socket listener = Listen(out string address);
        ProgramRun client = ProgramRun.Start("client", address);
        using (Socket peer = await listener.AcceptAsync().Within("the client to connect"))
        {
            await peer.SendAsync(Encoding.ASCII.GetBytes("line\r\nrest"));
        }

        await client.Input.CompleteAsync();

        Assert.Equal(0, await client.ExitCode.Within("the client to end"));
        Assert.Equal("line\nrest", client.Output);
    }

    [Fact]
    public async Task A_reset_is_one_line_and_exit_code_1()
    {
        using Socket listener = Listen(out string address);
        ProgramRun client = ProgramRun.Start("client", address);
        await client.TypeAsync("the client knows that it is connected\n");
        Socket peer = await listener.AcceptAsync().Within("the client to connect");
        await peer.ReceiveAsync(new byte[100]).Within("the client's line");
        peer.LingerState = new LingerOption(true, 0);
        peer.Dispose();
        Assert.Equal(1, await client.ExitCode.Within("the client to end"));
        Assert.StartsWith("The connection was lost", client.ErrorLine(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rejected_connection_is_one_line_and_exit_code_1()
    {
        // The socket is bound and does not listen: no other process gets the port, and connections are rejected.
        using Socket bound = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        bound.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        ProgramRun client = ProgramRun.Start("client", bound.LocalEndPoint!.ToString()!);
        Assert.Equal(1, await client.ExitCode.Within("the client to end"));
        Assert.StartsWith($"Cannot connect to {bound.LocalEndPoint}", client.ErrorLine(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task An_IPv6_address_stands_in_brackets()
    {
        Needs.IPv6Loopback();

        using Socket listener = new(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        listener.Listen();
        ProgramRun client = ProgramRun.Start("client", listener.LocalEndPoint!.ToString()!);
        using (Socket peer = await listener.AcceptAsync().Within("the client to connect"))
        {
            await peer.SendAsync(Encoding.ASCII.GetBytes("line\r\n"));
        }

        Assert.Equal("line", await client.OutputLine());
        await client.Input.CompleteAsync();
        Assert.Equal(0, await client.ExitCode.Within("the client to end"));
    }

    [Theory]
    [InlineData("a\0b\n\0", "--delimiter", "nul")]
    [InlineData("a;b\n;", "--delimiter", "nul", "--input-delimiter", ";")]
    [InlineData("a\0b\n\0", "--delimiter", "nul", "--input-delimiter", @"\0")]
    public async Task Its_input_is_framed_as_its_options_say(string typed, params string[] options)
    {
        await using TestServer server = await TestServer.StartAsync(LineDelimiter.Nul);
        ProgramRun client = ProgramRun.Start(["client", $"{server.EndPoint}", .. options]);
        await client.TypeAsync(typed);
        await client.Input.CompleteAsync();
        Assert.Equal(0, await client.ExitCode.Within("the client to end"));
        Assert.Equal("You sent: a\nYou sent: b\n\n", client.Output);
    }

    [Fact]
    public async Task What_is_typed_after_the_peers_end_is_still_sent()
    {
        using Socket listener = Listen(out string address);
        ProgramRun client = ProgramRun.Start("client", address);
        using Socket sink = await listener.AcceptAsync().Within("the client to connect");
        sink.Shutdown(SocketShutdown.Send);
        byte[] received = new byte[100];
        foreach (string line in new[] { "one", "two" })
        {
            await client.TypeAsync($"{line}\n");
            int length = await sink.ReceiveAsync(received).Within("the line");
            Assert.Equal($"{line}\r\n", Encoding.ASCII.GetString(received, 0, length));
        }

        await client.Input.CompleteAsync();
        Assert.Equal(0, await sink.ReceiveAsync(received).Within("the end"));
        Assert.Equal(0, await client.ExitCode.Within("the client to end"));
        Assert.Equal("", client.Error);
    }

    [Fact]
    public async Task A_peer_that_ends_and_resets_is_one_line_and_exit_code_1()
    {
        using Socket listener = Listen(out string address);
        ProgramRun client = ProgramRun.Start("client", address);
        using (Socket peer = await listener.AcceptAsync().Within("the client to connect"))
        {
            peer.Shutdown(SocketShutdown.Both);
        }

        // The first line after the reset is the one that fails.
        while (!client.ExitCode.IsCompleted)
        {
            await client.TypeAsync("line\n");
            await Task.WhenAny(client.ExitCode, Task.Delay(1));
        }

        Assert.Equal(1, await client.ExitCode);
        Assert.StartsWith("The connection was lost: ", client.ErrorLine(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Nothing was received or sent for as long as --timeout allows.")]
    [InlineData("it took longer than 0.2 s (--timeout).", "--tls", "system")]
    public async Task A_peer_that_is_silent_is_one_line_and_exit_code_1(string reported, params string[] tls)
    {
        using Socket listener = Listen(out string address);
        ProgramRun client = ProgramRun.Start(["client", address, "--timeout", "0.2", .. tls]);
        await client.TypeAsync("line\n");
        await client.Input.CompleteAsync();
        Assert.Equal(1, await client.ExitCode.Within("the client to end"));
        Assert.EndsWith(reported, client.ErrorLine(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_conversation_that_goes_on_is_not_silent()
    {
        await using TestServer server = await TestServer.StartAsync();
        ProgramRun client = ProgramRun.Start("client", $"{server.EndPoint}", "--timeout", "2");
        for (int i = 0; i < 30; i++)
        {
            await client.TypeAsync($"{i}\n");
            Assert.Equal($"You sent: {i}", await client.OutputLine());

            // The input takes longer than the timeout, which applies only to silence.
            await Task.Delay(100);
        }

        await client.Input.CompleteAsync();
        Assert.Equal(0, await client.ExitCode.Within("the client to end"));
    }

    private static Socket Listen(out string address)
    {
        Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        address = listener.LocalEndPoint!.ToString()!;
        return listener;
    }
}
