using System.Net;
using System.Net.Sockets;
using Xunit;

namespace LineFraming.Tests.Server;

/// <summary>Signals end the program in an orderly way, whatever its peers do; a second one ends it at once.</summary>
public sealed class SignalTests : IDisposable
{
    private static readonly string[] OnFreePort = ["--port", "0", "--host", "127.0.0.1"];

    private readonly TestFolder _folder = TestFolder.ForSockets();

    private string[] OnUnixSocket => ["--unix", Path.Combine(_folder.FullName, "socket"), "--stats", "0.05"];

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [InlineData(ServerProcess.SigTerm)]
    [InlineData(ServerProcess.SigInt)]
    [InlineData(ServerProcess.SigQuit)]
    [InlineData(ServerProcess.SigHup)]
    public async Task A_signal_ends_the_server_and_its_sessions_with_exit_code_0(int signal)
    {
        Needs.Signal(signal);

        using ServerProcess process = ServerProcess.Start(OnFreePort);
        using TestPeer peer = await TestPeer.ConnectAsync(await process.ListensAsync());
        await peer.SendAsync("a\r\nb");
        await peer.ExpectAsync("You sent: a\r\n");
        process.Signal(signal);
        Assert.Equal("", await peer.ReadToEndAsync());
        peer.EndSending();
        await process.ExpectEndAsync(exitCode: 0, error: "");
    }

    [SkippableFact]
    public async Task After_a_signal_a_peer_that_goes_on_sending_gets_whole_answers()
    {
        Needs.Signals();

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

    [SkippableFact]
    public async Task A_peer_that_does_not_read_is_cut_off_at_the_end_of_the_drain_time()
    {
        Needs.Signals();

        using ServerProcess process = ServerProcess.Start([.. OnUnixSocket, "--drain", "0.2", "--log", "information"]);
        EndPoint endPoint = await process.ListensOnUnixAsync();
        using TestPeer peer = await TestPeer.ConnectAsync(endPoint);
        await process.BlockAsync(peer);
        process.Signal(ServerProcess.SigTerm);
        await process.ExpectErrorLineAsync($"from {endPoint} was cut off by the end of the server");
        await process.ExpectEndAsync(exitCode: 0);
    }

    [SkippableTheory]
    [InlineData(ServerProcess.SigTerm, ServerProcess.SigTerm)]
    [InlineData(ServerProcess.SigTerm, ServerProcess.SigHup)]
    [InlineData(ServerProcess.SigHup, ServerProcess.SigQuit)]
    [InlineData(ServerProcess.SigQuit, ServerProcess.SigInt)]
    public async Task A_second_signal_ends_the_server_at_once(int first, int second)
    {
        Needs.Signal(first);
        Needs.Signal(second);

        using ServerProcess process = ServerProcess.Start([.. OnUnixSocket, "--drain", "none", "--write-deadline", "none"]);
        EndPoint endPoint = await process.ListensOnUnixAsync();
        using TestPeer peer = await TestPeer.ConnectAsync(endPoint);
        await process.BlockAsync(peer);
        process.Signal(first);
        await ExpectRefusedAsync(endPoint);
        process.Signal(second);
        await process.ExpectEndAsync(exitCode: 128 + second);
    }

    [LinuxFact]
    public async Task A_signal_that_is_ignored_from_the_beginning_stays_ignored()
    {
        using ServerProcess process = ServerProcess.StartBy("trap '' HUP; exec \"$@\"", OnFreePort);
        using TestPeer peer = await TestPeer.ConnectAsync(await process.ListensAsync());
        process.Signal(ServerProcess.SigHup);
        await peer.SendAsync("a\r\n.\r\n");
        Assert.Equal("You sent: a\r\n", await peer.ReadToEndAsync());
        process.Signal(ServerProcess.SigTerm);
        await process.ExpectEndAsync(exitCode: 0, error: "");
    }

    [LinuxFact]
    public async Task Connections_queued_when_a_signal_comes_are_answered()
    {
        using ServerProcess process = ServerProcess.Start(OnFreePort);
        IPEndPoint endPoint = await process.ListensAsync();
        process.Signal(ServerProcess.SigStop);
        TestPeer[] peers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => TestPeer.ConnectAsync(endPoint)));
        foreach (TestPeer peer in peers)
        {
            await peer.SendAsync("a\r\n");
        }

        process.Signal(ServerProcess.SigTerm);
        process.Signal(ServerProcess.SigCont);
        foreach (TestPeer peer in peers)
        {
            Assert.Equal("You sent: a\r\n", await peer.ReadToEndAsync());
            peer.Dispose();
        }

        await process.ExpectEndAsync(exitCode: 0, error: "");
    }

    private static async Task ExpectRefusedAsync(EndPoint endPoint)
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
