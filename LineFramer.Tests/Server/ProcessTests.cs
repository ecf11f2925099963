using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using LineFraming.Server;
using Xunit;

namespace LineFraming.Tests.Server;

/// <summary>The program as a process of its own: its exit code, its signals, its standard streams.</summary>
public class ProcessTests
{
    private const int SigInt = 2;
    private const int SigTerm = 15;

    [Theory]
    [InlineData(SigTerm)]
    [InlineData(SigInt)]
    public async Task A_signal_ends_the_server_and_its_sessions_with_exit_code_0(int signal)
    {
        if (OperatingSystem.IsWindows() || IsIgnoredHere(signal))
        {
            return;
        }

        using Process process = Start("--port", "0", "--host", "127.0.0.1");
        string line = await process.StandardOutput.ReadLineAsync().Within("the listening line") ?? "";
        using TestPeer peer = await TestPeer.ConnectAsync(IPEndPoint.Parse(line.Split(' ')[2].TrimEnd(':')));
        await peer.SendAsync("a\r\nb");
        await peer.ExpectAsync("You sent: a\r\n");
        Assert.Equal(0, Kill(process.Id, signal));
        Assert.Equal("", await peer.ReadToEndAsync());
        await ExpectEndAsync(process, exitCode: 0, output: "", error: "");
    }

    [Fact]
    public async Task A_wrong_option_is_one_line_and_exit_code_2()
    {
        using Process process = Start("--port", "many");
        await ExpectEndAsync(
            process, exitCode: 2, output: "", error: $"--port \"many\" is not a number from 0 to 65535. See --help.{Environment.NewLine}");
    }

    [Fact]
    public async Task The_client_sends_its_standard_input_and_prints_the_answers()
    {
        await using TestServer server = await TestServer.StartAsync();
        using Process process = Start("client", server.EndPoint.ToString());
        await process.StandardInput.WriteAsync("This is a line.\nThis is another line.\n");
        process.StandardInput.Close();
        await ExpectEndAsync(
            process, exitCode: 0, output: "You sent: This is a line.\nYou sent: This is another line.\n", error: "");
    }

    [Fact]
    public async Task The_client_ends_with_its_peer_though_its_standard_input_goes_on()
    {
        await using TestServer server = await TestServer.StartAsync();
        using Process process = Start("client", server.EndPoint.ToString());
        await process.StandardInput.WriteAsync(".\n");
        await process.StandardInput.FlushAsync();
        await ExpectEndAsync(process, exitCode: 0, output: "", error: "");
    }

    // A shell has its background jobs ignore Ctrl-C, which processes inherit; a server is then right to ignore it too.
    private static bool IsIgnoredHere(int signal)
    {
        const string Status = "/proc/self/status";
        const string Ignored = "SigIgn:";
        string? mask = File.Exists(Status)
            ? File.ReadLines(Status).FirstOrDefault(line => line.StartsWith(Ignored, StringComparison.Ordinal))
            : null;
        return mask is not null && (Convert.ToInt64(mask[Ignored.Length..].Trim(), 16) & (1L << (signal - 1))) != 0;
    }

    private static Process Start(params string[] arguments)
    {
        ProcessStartInfo start = new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(typeof(LineServer).Assembly.Location);
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    private static async Task ExpectEndAsync(Process process, int exitCode, string output, string error)
    {
        try
        {
            Task<string> printed = process.StandardOutput.ReadToEndAsync();
            Task<string> told = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync().Within("the process to end");
            Assert.Equal(error, await told);
            Assert.Equal(output, await printed);
            Assert.Equal(exitCode, process.ExitCode);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
