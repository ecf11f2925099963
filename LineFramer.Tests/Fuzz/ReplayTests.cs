using LineFraming.Fuzz;
using Xunit;

namespace LineFraming.Tests;

/// <summary>Tests that replay fails for every finding of a session, and that no input affects another.</summary>
public sealed class ReplayTests : IDisposable
{
    private const string Sample = "LineFraming.Tests.SampleMethods";
    private static readonly string Here = typeof(ReplayTests).Assembly.Location;
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("Exits", "the process ended with exit code 0")]
    [InlineData("FailsLater", "System.InvalidOperationException: later")]
    [InlineData("FailsMuchLater", "System.InvalidOperationException: much later")]
    public void An_input_that_ends_the_process_fails_and_the_others_are_run(string method, string expected)
    {
        (int exit, string output, string error) = Replay(method, "aa", "long", "longer", "d");
        Assert.Equal((1, ""), (exit, error));
        Assert.Equal(["ok 0", "FAIL 1", "FAIL 2", "ok 3"], Verdicts(output));
        Assert.Equal(2, output.Split(expected).Length - 1);
        Assert.Contains("      input \"long\"", output, StringComparison.Ordinal);
        Assert.Contains("run it again: dotnet run --project ", output, StringComparison.Ordinal);
        Assert.EndsWith($"4 inputs, 2 failed{Environment.NewLine}", output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_end_that_no_single_input_causes_is_a_failure()
    {
        (int exit, string output, _) = Replay("ExitsOnAThreadTheThirdTime", "a", "b", "c");
        Assert.Equal(1, exit);
        Assert.Equal(["ok 0", "ok 1", "FAIL 2"], Verdicts(output));
        Assert.Contains("after 3 inputs, none of which ends it when run again by itself", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_thread_that_outlives_its_input_does_not_keep_replay_from_ending()
    {
        (int exit, string output, _) = Replay("LeavesAThread", "a", "b");
        Assert.Equal(0, exit);
        Assert.Equal(["ok 0", "ok 1"], Verdicts(output));
    }

    [Fact]
    public void An_input_that_never_returns_is_ended()
    {
        FuzzTarget target = UserMethodTarget.Of(FuzzMethod.Find(Here, $"{Sample}.NeverReturns", []));
        using InputProcess process = new(target) { Timeout = TimeSpan.FromSeconds(0.5) };
        InputResult result = process.Run([1]);
        Assert.True(result.IsFailure);
        Assert.StartsWith("the input ran for more than 0.5 seconds", result.End, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_that_cannot_be_started_is_one_line()
    {
        FuzzTarget target = UserMethodTarget.Of(FuzzMethod.Find(Here, $"{Sample}.NeverReturns", [])) with
        {
            StartWorker = _ => new(Path.Combine(_folder, "no-such-program")),
        };
        FuzzRejectedException rejected = Assert.Throws<FuzzRejectedException>(() => new InputProcess(target));
        Assert.StartsWith("Inputs cannot be run: ", rejected.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', rejected.Message);
    }

    [LinuxFact]
    public void An_input_that_prints_without_end_is_ended()
    {
        FuzzTarget target = UserMethodTarget.Of(FuzzMethod.Find(Here, $"{Sample}.NeverReturns", [])) with
        {
            StartWorker = word => new("/bin/sh", ["-c", $"echo {word} {InputWorker.Ready}; head -c 5 >/dev/null; yes | tee /dev/stderr"]),
        };
        using InputProcess process = new(target) { Timeout = TimeSpan.FromSeconds(0.3) };
        InputResult result = process.Run([1]);
        Assert.StartsWith("the input ran for more than 0.3 seconds", result.End, StringComparison.Ordinal);
        Assert.InRange(result.Output.Count, 1, 10_000);
    }

    [LinuxFact]
    public void An_input_that_never_returns_fails_with_the_stacks_of_its_threads()
    {
        (int exit, string output, string error) = Replay("NeverReturns", ["--timeout", "1"], "a");
        Assert.Equal((1, ""), (exit, error));
        Assert.Equal(["FAIL 0"], Verdicts(output));
        Assert.Contains("      the input ran for more than 1 seconds", output, StringComparison.Ordinal);
        Assert.Matches(
            @"      thread \d+:\r?\n(         at System\..*\r?\n)*"
            + @"         at LineFraming\.Tests\.SampleMethods\.NeverReturns\(Byte\[\]\)\r?\n      input",
            output);
    }

    [Fact]
    public void An_input_that_exceeds_its_memory_fails_with_the_reason()
    {
        (int exit, string output, string error) = Replay("TakesMemory", ["--memory", "200"], "a");
        Assert.Equal((1, ""), (exit, error));
        Assert.Equal(["FAIL 0"], Verdicts(output));
        Assert.Contains("      out of memory: the process took more than 200 MB", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("oom-1", "a session ran out of memory with it; a single run does not")]
    [InlineData("timeout-1", "it timed out in a session; this time it returned in time")]
    [InlineData("crash-1", "1 inputs, 0 failed")]
    public void A_finding_by_a_limit_that_passes_alone_is_explained(string name, string expected)
    {
        string file = Path.Combine(_folder, name);
        File.WriteAllText(file, "a");
        (int exit, string output, _) = FuzzCommandLineTests.Run("replay", file, "--assembly", Here, "--method", $"{Sample}.OfSpan");
        Assert.Equal(0, exit);
        Assert.StartsWith(expected, output.Split(Environment.NewLine)[1].TrimStart(), StringComparison.Ordinal);
    }

    /// <summary>Otherwise a finding by a limit of the session would not fail again.</summary>
    [Fact]
    public void The_command_that_repeats_a_finding_has_the_limits_of_its_session()
    {
        FuzzMethod method = FuzzMethod.Find(Here, $"{Sample}.OfArray", []);
        FuzzTarget target = UserMethodTarget.Of(method) with { Flags = ["-timeout=2", "-rss_limit_mb=512"] };
        Assert.EndsWith("OfArray file --timeout 2 --memory 512", ThisProgram.Replay(target, "file"), StringComparison.Ordinal);
        Assert.Equal(new ReplayLimits(2, 512), ReplayLimits.Of(target));
        Assert.Equal(new ReplayLimits(10, 2048), ReplayLimits.Of(target with { Flags = [] }));
        Assert.Equal(new ReplayLimits(3, null), ReplayLimits.Of(ReplayLimits.Apply(target, 3, 0)));
        Assert.Equal(new ReplayLimits(2, 512), ReplayLimits.Of(ReplayLimits.Apply(target, null, null)));
    }

    [Fact]
    public void Output_of_a_target_is_shown_and_not_parsed()
    {
        (int exit, string output, string error) = Replay("Talks", "a", "bb");
        Assert.Equal(0, exit);
        Assert.Equal(["ok 0", "ok 1"], Verdicts(output));
        Assert.Contains($"1 without an end{Environment.NewLine}ok ", output, StringComparison.Ordinal);
        Assert.Equal($"1 as an error{Environment.NewLine}2 as an error{Environment.NewLine}", error);
    }

    // Ctrl-C at a terminal also reaches the process that runs the input, which must not count as a failure.
    [LinuxFact]
    public void A_signal_that_ends_the_command_is_not_a_failure()
    {
        (int exit, string output, _) = Replay("IsAskedToEnd", "a");
        Assert.Equal(0, exit);
        Assert.Equal(["ok 0"], Verdicts(output));
    }

    [Fact]
    public void Output_of_a_target_is_shown_with_control_characters_escaped()
    {
        (int exit, string output, string error) = Replay("TalksAsLibFuzzer", "longer than five");
        Assert.Equal(1, exit);
        Assert.Contains(@"System.InvalidOperationException: \x1b[2J", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\x1b', output + error);
    }

    [Fact]
    public void An_unreadable_input_does_not_affect_the_others()
    {
        File.CreateSymbolicLink(Path.Combine(_folder, "1"), "no-such-file");
        File.WriteAllText(Path.Combine(_folder, "0"), "a");
        File.WriteAllText(Path.Combine(_folder, "2"), "long");
        (int exit, string output, string error) = FuzzCommandLineTests.Run(
            "replay", "--assembly", Here, "--method", $"{Sample}.Exits", _folder);
        Assert.Equal(1, exit);
        Assert.Equal(["ok 0", "FAIL 2"], Verdicts(output));
        Assert.EndsWith($"2 inputs, 1 failed, 1 not read{Environment.NewLine}", output, StringComparison.Ordinal);
        Assert.StartsWith($"Cannot read {Path.Combine(_folder, "1")}: ", error, StringComparison.Ordinal);

        File.Delete(Path.Combine(_folder, "2"));
        Assert.Equal(2, FuzzCommandLineTests.Run("replay", "--assembly", Here, "--method", $"{Sample}.Exits", _folder).Exit);
    }

    [Fact]
    public void Minimizing_an_exception_never_gives_an_input_that_exits()
    {
        FuzzTarget own = UserMethodTarget.Of(FuzzMethod.Find(Here, $"{Sample}.ExitsOrThrows", []));
        using RemoteTarget remote = new(own, CancellationToken.None);
        InputMinimizer minimizer = new(remote.Target, CancellationToken.None);
        Assert.Equal(3, minimizer.Minimize(new byte[9]).Length);
        Assert.Contains("longer than two", minimizer.FailureOf(new byte[3])!.ToString(), StringComparison.Ordinal);
    }

    private (int Exit, string Output, string Error) Replay(string method, params string[] inputs) => Replay(method, [], inputs);

    private (int Exit, string Output, string Error) Replay(string method, string[] options, params string[] inputs)
    {
        for (int i = 0; i < inputs.Length; i++)
        {
            File.WriteAllText(Path.Combine(_folder, $"{i}"), inputs[i]);
        }

        return FuzzCommandLineTests.Run(["replay", "--assembly", Here, "--method", $"{Sample}.{method}", _folder, .. options]);
    }

    // Shortens "FAIL Method 2: 4 bytes" to "FAIL 2".
    private static IEnumerable<string> Verdicts(string output) =>
        from line in output.Split(Environment.NewLine)
        where line.StartsWith("ok ", StringComparison.Ordinal) || line.StartsWith("FAIL ", StringComparison.Ordinal)
        let words = line.Split([' ', ':'], StringSplitOptions.RemoveEmptyEntries)
        select $"{words[0]} {words[2]}";
}
