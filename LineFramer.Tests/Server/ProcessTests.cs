using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace LineFraming.Tests.Server;

/// <summary>The program as a process of its own: its exit code, its standard streams, its descriptors.</summary>
public sealed class ProcessTests : IDisposable
{
    private static readonly string[] OnFreePort = ["--port", "0", "--host", "127.0.0.1"];

    private readonly TestFolder _folder = TestFolder.ForSockets();

    private string[] OnUnixSocket => ["--unix", Path.Combine(_folder.FullName, "socket"), "--stats", "0.05"];

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task Peers_that_never_read_use_no_more_memory_than_the_page_says()
    {
        const int Peers = 100;
        const long MaxEach = 192 + (3 * 8);
        Needs.ProcessMemory();

        using ServerProcess process = ServerProcess.Start([.. OnUnixSocket, "--write-deadline", "none", "--drain", "0"]);
        EndPoint endPoint = await process.ListensOnUnixAsync();
        long before = process.Memory()!.Value;

        List<TestPeer> peers = [];
        for (int i = 0; i < Peers; i++)
        {
            peers.Add(await TestPeer.ConnectAsync(endPoint));
        }

        await process.BlockAsync([.. peers]);

        // Twice the expected growth, for code that ran for the first time and for garbage that was not collected yet.
        long each = (process.Memory()!.Value - before) / Peers;
        Assert.InRange(each, 0, 2 * MaxEach);
        peers.ForEach(peer => peer.Dispose());
    }

    [LinuxTheory]
    [InlineData("--idle", "")]
    [InlineData("--line-deadline", "half ")]
    public async Task What_arrived_while_the_process_did_not_run_beats_a_deadline(string option, string begun)
    {
        using ServerProcess process = ServerProcess.Start([.. OnFreePort, option, "1", "--log", "information"]);
        IPEndPoint endPoint = await process.ListensAsync();
        TestPeer[] peers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => TestPeer.ConnectAsync(endPoint)));
        await Task.WhenAll(peers.Select(async peer =>
        {
            await peer.SendAsync($"first\r\n{begun}");
            await peer.ExpectAsync("You sent: first\r\n");
        }));
        process.Signal(ServerProcess.SigStop);
        foreach (TestPeer peer in peers)
        {
            await peer.SendAsync("x\r\n.\r\n");
        }

        // The test measures elapsed time, so it waits for no event.
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        process.Signal(ServerProcess.SigCont);
        foreach (TestPeer peer in peers)
        {
            Assert.Equal($"You sent: {begun}x\r\n", await peer.ReadToEndAsync());
            peer.Dispose();
        }

        process.Signal(ServerProcess.SigTerm);
        await process.ExpectEndAsync(exitCode: 0, error: "");
    }

    [SkippableFact]
    public async Task Without_descriptors_open_connections_go_on_and_others_wait()
    {
        Needs.Signals();

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

    [SkippableFact]
    public async Task Without_descriptors_the_server_still_ends_as_it_should()
    {
        Needs.Signals();

        // No line was sent before, so most of the code that answers one, and all code that stops, still has to be loaded.
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

    [SkippableFact]
    public async Task It_notifies_systemd_when_it_listens_and_when_it_stops()
    {
        Needs.Systemd();

        string path = Path.Combine(_folder.FullName, "notify");
        using Socket notified = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        notified.Bind(new UnixDomainSocketEndPoint(path));
        using ServerProcess process = ServerProcess.StartAsService(path, OnFreePort);
        await process.ListensAsync();
        Assert.Equal("READY=1", await ReceiveAsync());
        process.Signal(ServerProcess.SigTerm);
        Assert.Equal("STOPPING=1", await ReceiveAsync());
        await process.ExpectEndAsync(exitCode: 0, error: "");

        async Task<string> ReceiveAsync()
        {
            byte[] state = new byte[100];
            return Encoding.ASCII.GetString(state, 0, await notified.ReceiveAsync(state).Within("word for systemd"));
        }
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
    public async Task The_client_does_not_wait_for_ever_once_its_peer_has_ended()
    {
        await using TestServer server = await TestServer.StartAsync();
        using ServerProcess process = ServerProcess.Start("client", server.EndPoint.ToString());
        await process.Input.WriteAsync(".\n");
        await process.Input.FlushAsync();
        await process.ExpectEndAsync(
            exitCode: 1,
            error: "The peer has ended, and of the input nothing came for 5 s (--timeout); its first 1 lines were sent."
                + Environment.NewLine);
    }
}
