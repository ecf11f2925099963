using System.Text.RegularExpressions;
using Xunit;
using static LineFraming.Tests.FakeFinding;

namespace LineFraming.Tests;

/// <summary>Tests how a session handles the ends and the output of its processes.</summary>
public sealed class FuzzProcessTests
{
    [LinuxTheory]
    [InlineData("begin; kill -9 $$", "was killed by signal 9 (SIGKILL)")]
    [InlineData("kill -9 $$", "was killed by signal 9 (SIGKILL)")]
    [InlineData("begin; kill -31 $$", "was killed by signal 31")]
    [InlineData("begin; exit 0", "ended with exit code 0")]
    [InlineData("begin; exit 72", "was ended by SIGINT or SIGTERM")]
    [InlineData("begin; say 'ERROR: no interesting inputs'; exit 1", "ended with exit code 1", " (ERROR: no interesting inputs)")]
    public void A_process_that_ends_early_is_reported(string script, string how, string why = "")
    {
        using FakeHost host = new();
        (int exit, string output, string error) = host.Fuzz(script);
        Assert.Equal(3, exit);
        Assert.Matches(
            $@"^chunking: process 1 of 1 {Regex.Escape(how)} after \d+\.\d s{Regex.Escape(why)}; the session ends early\r?\n$",
            error);
        Assert.Contains("chunking: ", output, StringComparison.Ordinal);
    }

    [LinuxFact]
    public void The_other_processes_continue_if_one_is_killed()
    {
        using FakeHost host = new();
        (int exit, string output, string error) = host.Fuzz(2, CancellationToken.None, """
            trap 'exit 72' INT
            begin; mkdir "$1/one" 2>/dev/null && kill -9 $$
            for i in 1 2 3 4 5 6 7 8; do sleep 0.1; done; done_
            """);
        Assert.Equal(3, exit);
        Assert.Matches(
            @"^chunking: process \d of 2 was killed by signal 9 \(SIGKILL\) after \d+\.\d s; the other one continues\r?\n$", error);
        Assert.Contains("blocks 7 of 9", output, StringComparison.Ordinal);
    }

    [LinuxFact]
    public void A_killed_process_hides_no_finding_of_another()
    {
        using FakeHost host = new();
        (int exit, string output, string error) = host.Fuzz(2, CancellationToken.None, $$"""
            begin; mkdir "$1/one" 2>/dev/null && kill -9 $$
            for i in 1 2 3 4 5; do sleep 0.1; done; {{Finding}}
            """);
        Assert.Equal(1, exit);
        AssertShown(output);
        Assert.Contains("SIGKILL", error, StringComparison.Ordinal);
    }

    [LinuxFact]
    public void A_child_that_inherits_the_output_does_not_delay_the_session()
    {
        using FakeHost host = new();
        Assert.Equal(3, host.Fuzz("begin; sleep 20 & kill -9 $$").Exit);
    }

    [LinuxFact]
    public void A_session_that_finishes_or_is_cancelled_reports_no_problem()
    {
        using FakeHost host = new();
        Assert.Equal((0, ""), ExitAndError(host.Fuzz("begin; done_")));
        Assert.Equal((0, ""), ExitAndError(host.Fuzz(2, CancellationToken.None, "begin; done_")));
        using CancellationTokenSource ending = new(TimeSpan.FromSeconds(0.3));
        Assert.Equal((0, ""), ExitAndError(host.Fuzz(2, ending.Token, "trap 'exit 72' INT; begin; while :; do sleep 0.05; done")));
    }

    [LinuxFact]
    public void A_session_that_cannot_start_does_not_affect_the_others()
    {
        using FakeHost host = new();
        (int exit, string output, string error) = host.Fuzz("say 'it does not load'; exit 78", "begin; done_");
        Assert.Equal((2, $"it does not load{Environment.NewLine}"), (exit, error));
        Assert.Contains("handoff: ", output, StringComparison.Ordinal);
        Assert.Equal(1, host.Fuzz("exit 78", Finding).Exit);
    }

    [LinuxFact]
    public void Output_of_a_target_is_not_parsed_as_libFuzzers_messages()
    {
        using FakeHost host = new();
        (int exit, string output, string error) = host.Fuzz($"""
            begin
            for to in 1 2; do
                printf '%s\n' '==INPUT: IQ== {CrashFile}' '#1	NEW    cov: 99 ft: 1 corp: 1/1b' >&$to
                printf '%s\n' "WARNING: unrecognized flag '-x'" '==NOT WRITTEN: full: {CorpusFile}' >&$to
            done
            done_
            """);
        Assert.Equal((0, ""), (exit, error));
        Assert.Contains("blocks 7 of 9", output, StringComparison.Ordinal);
        Assert.DoesNotContain("FOUND", output, StringComparison.Ordinal);
        Assert.DoesNotContain("not written", output, StringComparison.Ordinal);
    }

    [LinuxFact]
    public void The_last_output_of_a_process_is_shown_with_its_finding()
    {
        using FakeHost host = new();
        string output = host.Fuzz(
            $"begin; echo 'of the runtime' >&2; printf 'a\\033[2Jb' >&2; {Finding.Replace("begin;", "", StringComparison.Ordinal)}").Output;
        AssertShown(output);
        Assert.Contains("      of the runtime", output, StringComparison.Ordinal);
        Assert.Contains(@"      a\x1b[2Jb", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\x1b', output);
    }

    [LinuxFact]
    public void A_target_that_prints_without_end_does_not_block_the_session()
    {
        using FakeHost host = new();
        Assert.Equal((0, ""), ExitAndError(host.Fuzz("begin; head -c 3000000 /dev/zero | tr '\\0' x | tee /dev/stderr; done_")));
    }

    [LinuxFact]
    public void A_session_that_has_reached_nothing_yet_continues()
    {
        const string Begin = "say 'INFO: Loaded 1 PC tables (9 PCs): 9 [0x1,0x2),' '#2	INITED ft: 1 corp: 1/1b exec/s: 0 rss: 90Mb';";
        using FakeHost host = new();
        (int exit, string output, string error) = host.Fuzz($"{Begin} done_");
        Assert.Equal((0, ""), (exit, error));
        Assert.Contains("blocks 7 of 9 (78 %), corpus 3; 0 new inputs, 7 new blocks", output, StringComparison.Ordinal);

        (exit, output, error) = host.Fuzz($"{Begin} say '#9	DONE   ft: 1 corp: 1 exec/s: 0' 'Done 9 runs in 1 second(s)'");
        Assert.Equal(
            (3, $"chunking: nothing was tested: no input has reached instrumented code (LineFramer){Environment.NewLine}"),
            (exit, error));
        Assert.Contains("blocks 0 of 9", output, StringComparison.Ordinal);
    }

    [LinuxFact]
    public void A_process_that_ignores_the_first_signal_gets_another()
    {
        using FakeHost host = new();
        using CancellationTokenSource ending = new(TimeSpan.FromSeconds(0.3));
        Assert.Equal((0, ""), ExitAndError(host.Fuzz(1, ending.Token, """
            trap '[ -d "$1/once" ] && exit 72; mkdir "$1/once"' INT
            begin; while :; do sleep 0.05; done
            """)));
    }

    /// <summary>A target that starts a generic host handles SIGINT itself, for example.</summary>
    [LinuxFact]
    public void A_process_that_ignores_every_signal_is_killed()
    {
        using FakeHost host = new() { InterruptGrace = TimeSpan.Zero };

        // Left alone, the second process ends after 20 seconds.
        (int exit, string output, string error) = host.Fuzz(2, CancellationToken.None, $$"""
            trap '' INT; begin
            if mkdir "$1/one" 2>/dev/null; then
                until [ -d "$1/two" ]; do sleep 0.05; done
                {{Finding.Replace("begin;", "", StringComparison.Ordinal)}}
            fi
            mkdir "$1/two"; for i in $(seq 400); do sleep 0.05; done; done_
            """);
        Assert.Equal(1, exit);
        AssertShown(output);
        Assert.Matches(
            @"chunking: process \d of 2 did not end after SIGINT and was killed after \d+\.\d s; the session ends early\r?\n",
            error);
    }

    private static (int, string) ExitAndError((int Exit, string Output, string Error) run) => (run.Exit, run.Error);
}
