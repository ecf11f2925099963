using System.Net;
using System.Net.Sockets;
using Xunit;

namespace LineFraming.Tests.Server;

/// <summary>The program as a process of its own: its exit code, its signals, its standard streams, its descriptors.</summary>
public class ProcessTests
{
    private static readonly string[] OnFreePort = ["--port", "0", "--host", "127.0.0.1"];

    [Theory]
    [InlineData(ServerProcess.SigTerm)]
    [InlineData(ServerProcess.SigInt)]
    public async Task A_signal_ends_the_server_and_its_sessions_with_exit_code_0(int signal)
    {
        if (OperatingSystem.IsWindows() || ServerProcess.IsIgnoredHere(signal))
        {
            return;
        }

        using ServerProcess process = ServerProcess.Start(OnFreePort);
        using TestPeer peer = await TestPeer.ConnectAsync(await process.ListensAsync());
        await peer.SendAsync("a\r\nb");
        await peer.ExpectAsync("You sent: a\r\n");
        process.Signal(signal);
        Assert.Equal("", await peer.ReadToEndAsync());
        peer.EndSending();
        await process.ExpectEndAsync(exitCode: 0, error: "");
    }

    [Fact]
    public async Task After_a_signal_a_peer_that_goes_on_sending_gets_whole_answers_and_the_end_and_nobody_is_accepted()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        const int Lines = 200_000;
        using ServerProcess process = ServerProcess.Start(OnFreePort);
        IPEndPoint endPoint = await process.ListensAsync();
        using TestPeer peer = await TestPeer.ConnectAsync(endPoint);

        Task sending = peer.SendAsync(string.Concat(Enumerable.Repeat("\r\n", Lines)));
        await peer.ExpectAsync("You sent: \r\n");
        process.Signal(ServerProcess.SigTerm);
        await ExpectRefusedAsync(endPoint);
        string answers = await peer.ReadToEndAsync();
        await sending;
        peer.EndSending();
        Assert.Equal(string.Concat(Enumerable.Repeat("You sent: \r\n", answers.Length / "You sent: \r\n".Length)), answers);
        await process.ExpectEndAsync(exitCode: 0, error: "");
    }

    [Fact]
    public async Task A_peer_that_does_not_read_is_cut_off_at_the_end_of_the_drain_time()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using ServerProcess process = ServerProcess.Start([.. OnFreePort, "--drain", "0.2", "--log", "information"]);
        using TestPeer peer = await TestPeer.ConnectAsync(await process.ListensAsync());
        await SendUntilBlockedAsync(peer);
        process.Signal(ServerProcess.SigTerm);
        await process.ExpectErrorLineAsync($"from {peer.Address} was cut off by the end of the server");
        await process.ExpectEndAsync(exitCode: 0);
    }

    [Fact]
    public async Task Peers_that_send_and_never_read_take_no_more_memory_than_the_README_says()
    {
        const int Peers = 100;
        const long MostEach = 160 + (3 * 8);
        using ServerProcess process = ServerProcess.Start([.. OnFreePort, "--write-deadline", "none", "--drain", "0"]);
        IPEndPoint endPoint = await process.ListensAsync();
        if (process.Memory() is not { } before)
        {
            return;
        }

        List<TestPeer> peers = [];
        for (int i = 0; i < Peers; i++)
        {
            peers.Add(await TestPeer.ConnectAsync(endPoint));
        }

        await Task.WhenAll(peers.Select(SendUntilBlockedAsync));

        // As much again for code that ran for the first time, and for what the collector has not come to.
        long each = (process.Memory()!.Value - before) / Peers;
        Assert.InRange(each, 0, 2 * MostEach);
        peers.ForEach(peer => peer.Dispose());
    }

    [Fact]
    public async Task A_second_signal_ends_the_server_at_once()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using ServerProcess process = ServerProcess.Start([.. OnFreePort, "--drain", "none", "--write-deadline", "none"]);
        IPEndPoint endPoint = await process.ListensAsync();
        using TestPeer peer = await TestPeer.ConnectAsync(endPoint);
        await SendUntilBlockedAsync(peer);
        process.Signal(ServerProcess.SigTerm);
        await ExpectRefusedAsync(endPoint);
        process.Signal(ServerProcess.SigTerm);
        await process.ExpectEndAsync(exitCode: 128 + ServerProcess.SigTerm, error: "");
    }

    [Fact]
    public async Task Without_descriptors_open_connections_go_on_and_others_wait_until_there_are_some()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using ServerProcess process = ServerProcess.StartWithin(descriptors: 400, OnFreePort);
        IPEndPoint endPoint = await process.ListensAsync();
        List<TestPeer> peers = [];
        for (int i = 0; i < 360; i++)
        {
            peers.Add(await TestPeer.ConnectAsync(endPoint));
        }

        await process.ExpectErrorLineAsync($"Connections to {endPoint} wait: there are no descriptors");
        foreach (TestPeer peer in peers.Take(300))
        {
            await peer.SendAsync("a\r\n.\r\n");
            Assert.Equal("You sent: a\r\n", await peer.ReadToEndAsync());
            peer.Dispose();
        }

        await process.ExpectErrorLineAsync($"Connections to {endPoint} are accepted again");
        await peers[^1].SendAsync("b\r\n.\r\n");
        Assert.Equal("You sent: b\r\n", await peers[^1].ReadToEndAsync());
        peers.ForEach(peer => peer.Dispose());
        process.Signal(ServerProcess.SigTerm);
        await process.ExpectEndAsync(exitCode: 0, error: "");
    }

    [Fact]
    public async Task Without_descriptors_the_server_still_ends_as_it_should()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // Not a line was sent: much of what answers one, and all of what stops, would still have to be loaded.
        using ServerProcess process = ServerProcess.StartWithin(descriptors: 400, OnFreePort);
        IPEndPoint endPoint = await process.ListensAsync();
        List<TestPeer> peers = [];
        for (int i = 0; i < 380; i++)
        {
            peers.Add(await TestPeer.ConnectAsync(endPoint));
        }

        await process.ExpectErrorLineAsync($"Connections to {endPoint} wait: there are no descriptors");
        process.Signal(ServerProcess.SigTerm);
        await process.ExpectEndAsync(exitCode: 0, error: "");
        peers.ForEach(peer => peer.Dispose());
    }

    [Fact]
    public async Task A_wrong_option_is_one_line_and_exit_code_2()
    {
        using ServerProcess process = ServerProcess.Start("--port", "many");
        await process.ExpectEndAsync(
            exitCode: 2, error: $"--port \"many\" is not a number from 0 to 65535. See --help.{Environment.NewLine}");
    }

    [Fact]
    public async Task The_client_sends_its_standard_input_and_prints_the_answers()
    {
        await using TestServer server = await TestServer.StartAsync();
        using ServerProcess process = ServerProcess.Start("client", server.EndPoint.ToString());
        await process.Input.WriteAsync("This is a line.\nThis is another line.\n");
        process.Input.Close();
        await process.ExpectEndAsync(
            exitCode: 0, output: "You sent: This is a line.\nYou sent: This is another line.\n", error: "");
    }

    [Fact]
    public async Task The_client_ends_with_its_peer_though_its_standard_input_goes_on()
    {
        await using TestServer server = await TestServer.StartAsync();
        using ServerProcess process = ServerProcess.Start("client", server.EndPoint.ToString());
        await process.Input.WriteAsync(".\n");
        await process.Input.FlushAsync();
        await process.ExpectEndAsync(exitCode: 0, error: "");
    }

    // Until the server reads no more, for its answers are not read: then what is sent is not taken for a good while.
    private static async Task SendUntilBlockedAsync(TestPeer peer)
    {
        byte[] lines = [.. Enumerable.Repeat("\r\n"u8.ToArray(), 1 << 16).SelectMany(line => line)];
        Task sending;
        do
        {
            sending = peer.SendAsync(lines);
        }
        while (await Task.WhenAny(sending, Task.Delay(500)) == sending);
    }

    private static async Task ExpectRefusedAsync(IPEndPoint endPoint)
    {
        async Task ConnectAsync()
        {
            while (true)
            {
                using TestPeer peer = await TestPeer.ConnectAsync(endPoint);
            }
        }

        await Assert.ThrowsAsync<SocketException>(() => ConnectAsync().Within("connections to be refused"));
    }
}
