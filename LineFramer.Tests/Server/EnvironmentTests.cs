using LineFraming.Server;
using Xunit;

namespace LineFraming.Tests.Server;

/// <summary>Options from the environment.</summary>
public class EnvironmentTests
{
    [Fact]
    public async Task An_option_may_come_from_the_environment_and_the_command_line_wins()
    {
        using CancellationTokenSource stop = new();
        Dictionary<string, string> environment = new()
        {
            ["LINEFRAMER_PORT"] = "0",
            ["LINEFRAMER_HOST"] = "127.0.0.1",
            ["LINEFRAMER_MAX_LINE"] = "7",
            ["LINEFRAMER_DELIMITER"] = "=",
            ["LINEFRAMER_PROTOCOL"] = "",
            ["LINEFRAMER_REUSE_PORT"] = ListenSockets.CanReusePort ? "true" : "0",
            ["LINEFRAMER_HELP"] = "1",
        };
        ProgramRun run = ProgramRun.Start(environment, stop.Token, "--max-line", "9");
        Assert.Matches(
            @"^Listening on 127\.0\.0\.1:\d+: chat protocol, lines end with ""="" and have at most 9 bytes\.$", await run.OutputLine());
        await stop.CancelAsync();
        Assert.Equal(0, await run.ExitCode.Within("the program to end"));
    }

    [Theory]
    [InlineData("LINEFRAMER_PORT", "many", "LINEFRAMER_PORT: --port \"many\" is not a number from 0 to 65535.")]
    [InlineData("LINEFRAMER_HOST", " ", "LINEFRAMER_HOST: --host \" \" is no name or address: it contains white space.")]
    [InlineData("LINEFRAMER_HOST", "0", "LINEFRAMER_HOST: --host \"0\" would listen on every IPv4 address")]
    [InlineData("LINEFRAMER_IDLE", "0", "LINEFRAMER_IDLE: --idle \"0\" is not a number of seconds")]
    [InlineData("LINEFRAMER_REUSE_PORT", "on", "LINEFRAMER_REUSE_PORT: --reuse-port \"on\" is none of 1, true, 0 and false.")]
    public async Task What_is_wrong_with_a_variable_is_one_line_and_exit_code_2(string variable, string value, string error)
    {
        ProgramRun run = ProgramRun.Start(new() { [variable] = value }, CancellationToken.None);
        Assert.Equal(2, await run.ExitCode.Within("the program to end"));
        Assert.StartsWith(error, run.ErrorLine(), StringComparison.Ordinal);
        Assert.Equal("", run.Output);
    }

    [Fact]
    public async Task An_empty_variable_of_any_option_is_not_set()
    {
        using CancellationTokenSource stop = new();
        Dictionary<string, string> environment = ServerArguments.NewCommand().Options.ToDictionary(
            option => "LINEFRAMER_" + option.Name[2..].Replace('-', '_').ToUpperInvariant(), _ => "");
        ProgramRun run = ProgramRun.Start(environment, stop.Token, "--port", "0");
        Assert.Matches(@"^Listening on 127\.0\.0\.1:(\d+)( and \[::1\]:\1)?: chat protocol", await run.OutputLine());
        await stop.CancelAsync();
        Assert.Equal(0, await run.ExitCode.Within("the program to end"));
    }

    [Fact]
    public async Task Help_is_printed_in_any_environment()
    {
        ProgramRun run = ProgramRun.Start(new() { ["LINEFRAMER_PORT"] = "many" }, CancellationToken.None, "--help");
        Assert.Equal(0, await run.ExitCode.Within("the program to end"));
        Assert.Equal("", run.Error);
    }

    [Fact]
    public async Task The_client_takes_its_own_options_alone_from_the_environment()
    {
        await using TestServer server = await TestServer.StartAsync(LineDelimiter.Nul);
        Dictionary<string, string> environment = new() { ["LINEFRAMER_DELIMITER"] = "nul", ["LINEFRAMER_PORT"] = "many" };
        ProgramRun run = ProgramRun.Start(environment, CancellationToken.None, "client", $"{server.EndPoint}");
        await run.TypeAsync("a line\0.\0");
        await run.Input.CompleteAsync();
        Assert.Equal(0, await run.ExitCode.Within("the program to end"));
        Assert.Equal("You sent: a line\n", run.Output);
    }
}
