using LineFraming.Server;
using Xunit;

namespace LineFraming.Tests.Server;

/// <summary>The program on a simulated system that lacks what some options need.</summary>
public class PlatformTests
{
    private static readonly Platform Bare = new(CanReusePort: false, MaxThreads: 0);

    [Theory]
    [InlineData(null, null)]
    [InlineData("LINEFRAMER_REUSE_PORT", "0")]
    [InlineData("LINEFRAMER_THREADS", "0")]
    public async Task The_server_starts_where_nobody_asks_for_what_is_missing(string? variable, string? value)
    {
        using CancellationTokenSource stop = new();
        Dictionary<string, string> environment = variable is null ? [] : new() { [variable] = value! };
        ProgramRun run = ProgramRun.StartOn(Bare, environment, stop.Token, "--port", "0", "--host", "127.0.0.1");
        Assert.StartsWith("Listening on 127.0.0.1:", await run.OutputLine(), StringComparison.Ordinal);
        Assert.Equal(0, run.Threads);
        await stop.CancelAsync();
        Assert.Equal(0, await run.ExitCode.Within("the program to end"));
        Assert.Equal("", run.Error);
    }

    [Fact]
    public async Task The_client_works_where_the_servers_options_are_missing()
    {
        await using TestServer server = await TestServer.StartAsync();
        ProgramRun run = ProgramRun.StartOn(Bare, [], CancellationToken.None, "client", $"{server.EndPoint}");
        await run.TypeAsync("a line\n.\n");
        await run.Input.CompleteAsync();
        Assert.Equal(0, await run.ExitCode.Within("the program to end"));
        Assert.Equal("You sent: a line\n", run.Output);
    }

    [Fact]
    public async Task Help_and_version_are_given_where_options_are_missing()
    {
        foreach (string option in new[] { "--help", "--version" })
        {
            ProgramRun run = ProgramRun.StartOn(Bare, [], CancellationToken.None, option);
            Assert.Equal(0, await run.ExitCode.Within("the program to end"));
            Assert.NotEqual("", run.Output);
        }
    }

    [Theory]
    [InlineData("--reuse-port is not supported here: it needs Linux.", null, "--reuse-port")]
    [InlineData("LINEFRAMER_REUSE_PORT: --reuse-port \"1\" is not supported here", "LINEFRAMER_REUSE_PORT")]
    [InlineData("--threads \"1\" is not a number from 0 to 0.", null, "--threads", "1")]
    [InlineData("LINEFRAMER_THREADS: --threads \"1\" is not a number", "LINEFRAMER_THREADS")]
    public async Task What_is_missing_is_rejected_when_it_is_asked_for(string reported, string? variable, params string[] arguments)
    {
        Dictionary<string, string> environment = variable is null ? [] : new() { [variable] = "1" };
        ProgramRun run = ProgramRun.StartOn(Bare, environment, CancellationToken.None, arguments);
        Assert.Equal(2, await run.ExitCode.Within("the program to end"));
        Assert.StartsWith(reported, run.ErrorLine(), StringComparison.Ordinal);
        Assert.Equal("", run.Output);
    }
}
