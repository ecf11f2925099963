using System.Net.Sockets;
using LineFraming.Server;
using Xunit;

namespace LineFraming.Tests.Server;

/// <summary>A server on a Unix socket.</summary>
public sealed class UnixSocketTests : IDisposable
{
    private readonly TestFolder _folder = TestFolder.ForSockets();

    private string SocketPath => Path.Combine(_folder.FullName, "socket");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_conversation_is_the_same_and_the_socket_is_gone_with_the_server()
    {
        using CancellationTokenSource stop = new();
        ProgramRun run = ProgramRun.Start(stop.Token, "--unix", SocketPath);
        Assert.StartsWith($"Listening on {SocketPath}: chat protocol", await run.OutputLine(), StringComparison.Ordinal);
        Assert.Equal("You sent: a\r\n", await ConverseAsync("a\r\n.\r\nb\r\n"));
        await stop.CancelAsync();
        Assert.Equal(0, await run.ExitCode.Within("the program to end"));
        Assert.False(File.Exists(SocketPath));
    }

    [Fact]
    public async Task A_stale_one_is_replaced()
    {
        await AbandonAsync();
        using CancellationTokenSource stop = new();
        ProgramRun run = ProgramRun.Start(stop.Token, "--unix", SocketPath);
        await run.OutputLine();
        Assert.Equal("You sent: a\r\n", await ConverseAsync("a\r\n.\r\n"));
        await stop.CancelAsync();
        Assert.Equal(0, await run.ExitCode.Within("the program to end"));
    }

    [Fact]
    public async Task A_live_one_is_not_and_goes_on()
    {
        using CancellationTokenSource stop = new();
        ProgramRun live = ProgramRun.Start(stop.Token, "--unix", SocketPath);
        await live.OutputLine();
        ProgramRun second = ProgramRun.Start("--unix", SocketPath);
        Assert.Equal(1, await second.ExitCode.Within("the program to end"));
        Assert.Equal($"Cannot listen on \"{SocketPath}\": another server listens there.", second.ErrorLine());
        Assert.Equal("You sent: a\r\n", await ConverseAsync("a\r\n.\r\n"));
        await stop.CancelAsync();
        Assert.Equal(0, await live.ExitCode.Within("the program to end"));
    }

    [Fact]
    public async Task A_server_that_stops_leaves_what_another_has_made_there()
    {
        using CancellationTokenSource stop = new();
        using CancellationTokenSource stopFirst = new();
        ProgramRun first = ProgramRun.Start(stopFirst.Token, "--unix", SocketPath);
        await first.OutputLine();
        File.Delete(SocketPath);
        ProgramRun second = ProgramRun.Start(stop.Token, "--unix", SocketPath);
        await second.OutputLine();
        await stopFirst.CancelAsync();
        Assert.Equal(0, await first.ExitCode.Within("the first server to end"));
        Assert.Equal("You sent: a\r\n", await ConverseAsync("a\r\n.\r\n"));
        await stop.CancelAsync();
        Assert.Equal(0, await second.ExitCode.Within("the second server to end"));
        Assert.False(File.Exists(SocketPath));
    }

    [Fact]
    public async Task A_server_that_stops_leaves_a_file_that_has_its_name()
    {
        using CancellationTokenSource stop = new();
        ProgramRun run = ProgramRun.Start(stop.Token, "--unix", SocketPath);
        await run.OutputLine();
        File.Delete(SocketPath);
        await File.WriteAllTextAsync(SocketPath, "somebody's");
        await stop.CancelAsync();
        Assert.Equal(0, await run.ExitCode.Within("the program to end"));
        Assert.Equal("somebody's", await File.ReadAllTextAsync(SocketPath));
    }

    [Fact]
    public async Task The_client_connects_to_one()
    {
        using CancellationTokenSource stop = new();
        ProgramRun run = ProgramRun.Start(stop.Token, "--unix", SocketPath);
        await run.OutputLine();
        ProgramRun client = ProgramRun.Start("client", $"unix:{SocketPath}");
        await client.TypeAsync("a\n");
        await client.Input.CompleteAsync();
        Assert.Equal(0, await client.ExitCode.Within("the client to end"));
        Assert.Equal("You sent: a\n", client.Output);
        await stop.CancelAsync();
        Assert.Equal(0, await run.ExitCode.Within("the program to end"));
        ProgramRun late = ProgramRun.Start("client", $"unix:{SocketPath}");
        Assert.Equal(1, await late.ExitCode.Within("the client to end"));
        Assert.Equal($"Cannot connect to unix:{SocketPath}: there is no such socket.", late.ErrorLine());
    }

    [Fact]
    public async Task What_is_no_socket_is_left_alone()
    {
        await File.WriteAllTextAsync(SocketPath, "somebody's");
        ProgramRun run = ProgramRun.Start("--unix", SocketPath);
        Assert.Equal(1, await run.ExitCode.Within("the program to end"));
        Assert.Contains("there is a file of that name, which is no socket", run.ErrorLine(), StringComparison.Ordinal);
        Assert.Equal("somebody's", await File.ReadAllTextAsync(SocketPath));
    }

    [Fact]
    public async Task A_file_that_is_locked_is_left_alone()
    {
        await File.WriteAllTextAsync(SocketPath, "somebody's");
        await using (FileStream locked = new(SocketPath, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            ProgramRun run = ProgramRun.Start("--unix", SocketPath);
            Assert.Equal(1, await run.ExitCode.Within("the program to end"));
            Assert.Contains("there is a file of that name, which is no socket", run.ErrorLine(), StringComparison.Ordinal);
        }

        Assert.Equal("somebody's", await File.ReadAllTextAsync(SocketPath));
    }

    [Fact]
    public async Task A_path_that_cannot_be_is_one_line_and_exit_code_1()
    {
        foreach (string path in new[] { Path.Combine(_folder.FullName, "none", "socket"), new string('x', 500) })
        {
            ProgramRun run = ProgramRun.Start("--unix", path);
            Assert.Equal(1, await run.ExitCode.Within("the program to end"));
            Assert.StartsWith($"Cannot listen on \"{path}\": ", run.ErrorLine(), StringComparison.Ordinal);
        }
    }

    // Leaves the file as a killed server does: .NET removes the file of a socket that it closes, so the socket is closed under
    // another name.
    private async Task AbandonAsync()
    {
        string elsewhere = SocketPath + "-moved";
        using (Socket socket = UnixSocket.Listen(SocketPath))
        {
            File.Move(SocketPath, elsewhere);
        }

        File.Move(elsewhere, SocketPath);
        await Assert.ThrowsAsync<SocketException>(() => ConverseAsync(""));
    }

    private async Task<string> ConverseAsync(string sent)
    {
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath));
        await using NetworkStream stream = new(socket);
        using StreamReader reader = new(stream, leaveOpen: true);
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(sent));
        return await reader.ReadToEndAsync().Within("the end of the stream");
    }
}
