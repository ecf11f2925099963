using System.IO.Pipelines;
using System.IO.Pipes;
using System.Text;
using LineFraming.Server;
using Xunit;

namespace LineFraming.Tests.Server;

/// <summary>
/// Standard streams that are closed, full, of the wrong kind, slow or without a reader. None of them may count as success.
/// </summary>
public class StandardStreamTests
{
    [LinuxTheory]
    [InlineData("exec \"$@\" <&-", "it is closed")]
    [InlineData("exec \"$@\" </", "Is a directory")]
    [InlineData("exec \"$@\" 0>/dev/null", "Bad file descriptor")]
    [InlineData("exec 3</proc/$$/mem; \"$@\" <&3; exit $?", "Input/output error")]
    public async Task An_input_that_cannot_be_read_is_one_line_and_exit_code_1(string script, string reason)
    {
        await using TestServer server = await TestServer.StartAsync();
        using ServerProcess process = ServerProcess.StartBy(script, "client", $"{server.EndPoint}");
        await process.ExpectEndAsync(
            exitCode: 1, error: $"Standard input cannot be read: {reason}. Of its lines, 0 were sent.{Environment.NewLine}");
    }

    [Fact]
    public async Task An_input_that_fails_in_the_middle_sends_no_half_line_and_is_reported()
    {
        await using TestServer server = await TestServer.StartAsync();
        ProgramRun client = ProgramRun.Start("client", $"{server.EndPoint}");
        await client.TypeAsync("a\nb\nhalf");
        Assert.Equal("You sent: a", await client.OutputLine());
        Assert.Equal("You sent: b", await client.OutputLine());
        await client.Input.CompleteAsync(new IOException("The disk is gone."));
        Assert.Equal(1, await client.ExitCode.Within("the client to end"));
        Assert.Equal("Standard input cannot be read: The disk is gone. Of its lines, 2 were sent.", client.ErrorLine());
        Assert.Equal("", client.Output);
    }

    [LinuxFact]
    public async Task An_input_that_does_not_block_is_waited_for()
    {
        await using TestServer server = await TestServer.StartAsync();
        using ServerProcess process = ServerProcess.StartBy(
            "dd iflag=nonblock count=0 2>/dev/null; exec \"$@\"", "client", $"{server.EndPoint}");
        for (int i = 0; i < 20; i++)
        {
            await process.Input.WriteAsync($"{i}\n");
            await process.Input.FlushAsync();
            Assert.Equal($"You sent: {i}", await process.Output.ReadLineAsync().Within("an answer"));
        }

        Assert.True(process.HasNonBlockingInput(), "It should not block: dd is to set the flag.");
        process.Input.Close();
        await process.ExpectEndAsync(exitCode: 0, error: "");
    }

    [LinuxTheory]
    [InlineData(">&-", "it is closed")]
    [InlineData(">/dev/full", "No space left on device")]
    [InlineData("1</dev/null", "Bad file descriptor")]
    public async Task An_output_that_cannot_be_written_is_one_line_and_exit_code_1(string redirection, string reason)
    {
        await using TestServer server = await TestServer.StartAsync();
        string script = $"exec \"$@\" {redirection}";
        using ServerProcess client = ServerProcess.StartBy(script, "client", $"{server.EndPoint}");
        using ServerProcess listening = ServerProcess.StartBy(script, "--port", "0", "--host", "127.0.0.1");
        using ServerProcess help = ServerProcess.StartBy(script, "--help");
        using ServerProcess version = ServerProcess.StartBy(script, "--version");
        await client.Input.WriteAsync("a line\n");
        client.Input.Close();
        foreach (ServerProcess process in new[] { client, listening, help, version })
        {
            await process.ExpectEndAsync(exitCode: 1, error: $"Standard output cannot be written: {reason}.{Environment.NewLine}");
        }
    }

    [LinuxFact]
    public async Task The_client_ends_silently_when_its_output_has_no_reader()
    {
        await using TestServer server = await TestServer.StartAsync();
        using ServerProcess process = ServerProcess.Start("client", $"{server.EndPoint}");
        await process.Input.WriteAsync("a\n");
        await process.Input.FlushAsync();
        Assert.Equal("You sent: a", await process.Output.ReadLineAsync().Within("an answer"));
        process.Output.Close();

        // The input continues, and no answer is read. A single line could be written without an error: until it runs its program, a
        // process that another test starts at this moment has the reading end of the pipe, too.
        Task ended = process.ExpectExitAsync(ReaderGoneException.ExitCode, error: "");
        await process.WriteUntilAsync("b\n", ended);
        await ended;
    }

    /// <summary>As on Windows, where a standard output that is a pipe is one of the runtime's.</summary>
    [Fact]
    public async Task The_client_ends_silently_when_the_reader_of_its_pipe_has_gone()
    {
        await using TestServer server = await TestServer.StartAsync();
        using AnonymousPipeServerStream reader = new(PipeDirection.In);
        using AnonymousPipeClientStream output = new(PipeDirection.Out, reader.ClientSafePipeHandle);
        reader.Dispose();
        StringWriter error = new();
        StandardStreams streams = new(new MemoryStream("a\n"u8.ToArray()), output, TextWriter.Synchronized(error), IsTyped: false);
        int exitCode = await ServerCommandLine.RunAsync(
            ["client", $"{server.EndPoint}"], streams, _ => null, _ => { }, CancellationToken.None).Within("the client to end");
        Assert.Equal((ReaderGoneException.ExitCode, ""), (exitCode, error.ToString()));
    }

    [LinuxTheory]
    [InlineData(ReaderGoneException.ExitCode, "", "--help")]
    [InlineData(1, "Standard output cannot be written: its reader has closed it.\n", "--port", "0", "--host", "127.0.0.1")]
    public async Task Help_ends_silently_without_a_reader_and_a_server_with_one_line(
        int exitCode, string error, params string[] arguments)
    {
        // Like "| true", but the program starts after the reader of its output has gone; and as the shell has made the pipe, no process
        // of another test can have its reading end.
        const string WithoutReader = "exec 4>&1; { read line; \"$@\"; echo $? >&4; } | { exec 0<&-; echo closed >&4; }";
        using ServerProcess process = ServerProcess.StartBy(WithoutReader, arguments);
        Assert.Equal("closed", await process.Output.ReadLineAsync().Within("the pipe to be closed"));
        await process.Input.WriteAsync("now\n");
        await process.Input.FlushAsync();
        await process.ExpectEndAsync(exitCode: 0, output: $"{exitCode}\n", error);
    }

    [LinuxTheory]
    [InlineData("2>&-")]
    [InlineData("2>/dev/full")]
    [InlineData("2</dev/null")]
    public async Task Without_a_standard_error_the_exit_code_is_the_same(string redirection)
    {
        string script = $"exec \"$@\" {redirection}";
        using ServerProcess wrong = ServerProcess.StartBy(script, "--port", "many");
        using ServerProcess failed = ServerProcess.StartBy(script, "--host", "192.0.2.1", "--port", "0");
        using ServerProcess server = ServerProcess.StartBy(script, "--host", "127.0.0.1", "--port", "0", "--log", "information");
        await wrong.ExpectEndAsync(exitCode: 2, error: "");
        await failed.ExpectEndAsync(exitCode: 1, error: "");
        using TestPeer peer = await TestPeer.ConnectAsync(await server.ListensAsync());
        await peer.SendAsync("a\r\n.\r\n");
        Assert.Equal("You sent: a\r\n", await peer.ReadToEndAsync());
        server.Signal(ServerProcess.SigTerm);
        await server.ExpectEndAsync(exitCode: 0, error: "");
    }

    [Fact]
    public async Task A_server_that_cannot_write_its_counts_ends_with_exit_code_1()
    {
        using CancellationTokenSource stop = new();
        Pipe output = new();
        FullWriter full = new();
        StandardStreams streams = new(Stream.Null, output.Writer.AsStream(), full, IsTyped: false);
        Task<int> exitCode = ServerCommandLine.RunAsync(
            ["--port", "0", "--host", "127.0.0.1", "--stats", "0.01"], streams, _ => null, _ => { }, stop.Token);
        using StreamReader reader = new(output.Reader.AsStream());
        string? line = await reader.ReadLineAsync().Within("the listening line");
        await full.HasFailed.Within("the counts to be written");
        using TestPeer peer = await TestPeer.ConnectAsync(System.Net.IPEndPoint.Parse(line!.Split(' ')[2].TrimEnd(':')));
        await peer.SendAsync("a\r\n.\r\n");
        Assert.Equal("You sent: a\r\n", await peer.ReadToEndAsync());
        await stop.CancelAsync();
        Assert.Equal(1, await exitCode.Within("the program to end"));
    }

    private sealed class FullWriter : TextWriter
    {
        private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task HasFailed => _failed.Task;

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value)
        {
            _failed.TrySetResult();
            throw new IOException("No space left on device");
        }
    }
}
