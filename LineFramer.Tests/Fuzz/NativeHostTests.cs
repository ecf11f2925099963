using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using LineFraming.Fuzz;
using Xunit;

namespace LineFraming.Tests;

/// <summary>Tests the native host in sessions; it must be buildable.</summary>
public sealed class NativeHostTests
{
    // Each seed is a session; LINEFRAMER_SEEDS tries more.
    private static readonly int Seeds = int.Parse(
        Environment.GetEnvironmentVariable("LINEFRAMER_SEEDS") ?? "5", CultureInfo.InvariantCulture);

    private static readonly string Here = typeof(NativeHostTests).Assembly.Location;

    // Not even root can make a file in /proc.
    [HostFact]
    public void A_finding_is_reported_with_its_exception_if_its_file_cannot_be_written()
    {
        (int exit, string output, string error) = Fuzz("OfSpan", "exec \"$HOST\" \"$@\" -artifact_prefix=/proc/");
        Assert.Equal(1, exit);
        Assert.Contains("InvalidOperationException: ", output, StringComparison.Ordinal);
        Assert.Contains("      input \"ab", output, StringComparison.Ordinal);
        Assert.Contains("      Base64: YW", output, StringComparison.Ordinal);
        Assert.Matches(@"the input could not be written to /proc/crash-[0-9a-f]{40}: No such file or directory\r?\n$", error);
    }

    [HostFact]
    public void A_finding_is_reported_without_free_descriptors_and_output()
    {
        (int exit, string output, string error) = Fuzz("AfterAllDescriptors", "ulimit -n 256; exec \"$HOST\" \"$@\" -close_fd_mask=3");
        Assert.Equal(1, exit);
        Assert.Contains("InvalidOperationException: no descriptors", output, StringComparison.Ordinal);
        Assert.Contains("      Base64: ", output, StringComparison.Ordinal);
        Assert.EndsWith($"Too many open files{Environment.NewLine}", error, StringComparison.Ordinal);
    }

    // The limit of 0 bytes per file holds for root too. W^X is off, because the runtime's shared memory would count as a file.
    [HostFact]
    public void An_input_that_cannot_be_written_leaves_no_file()
    {
        (int exit, string output, string error) = Fuzz(
            "Branching", "DOTNET_EnableWriteXorExecute=0; export DOTNET_EnableWriteXorExecute; ulimit -f 0; exec \"$HOST\" \"$@\" "
                + "-runs=2000 -seed=1");
        Assert.Equal(3, exit);
        Assert.Matches(@"; 0 new inputs, [1-9]\d* new blocks?; [1-9]\d* inputs? not written", output);
        Assert.Matches(@"an input cannot be written: .*/[0-9a-f]{40}: File too large\r?\n$", error);
    }

    [HostFact]
    public void A_session_that_can_write_keeps_its_inputs()
    {
        (int exit, string output, string error) = Fuzz("Branching", "exec \"$HOST\" \"$@\" -runs=2000 -seed=1");
        Assert.Equal((0, ""), (exit, error));
        Assert.Matches(@"; [1-9]\d* new inputs?, [1-9]\d* new blocks?\r?\n", output);
    }

    [HostFact]
    public void Output_and_exceptions_are_not_parsed_as_libFuzzers_messages()
    {
        (int exit, string output, string error) = Fuzz("TalksAsLibFuzzer", "exec \"$HOST\" \"$@\" -max_len=4 -runs=2000 -seed=1");
        Assert.Equal((0, ""), (exit, error));
        Assert.DoesNotContain("FOUND", output, StringComparison.Ordinal);
        Assert.DoesNotContain("blocks 99", output, StringComparison.Ordinal);

        (exit, output, error) = Fuzz("TalksAsLibFuzzer", "exec \"$HOST\" \"$@\" -len_control=0 -seed=1");
        Assert.Equal((1, ""), (exit, error));
        Assert.Contains(@"InvalidOperationException: \x1b[2J==INPUT: IQ== /no/such", output, StringComparison.Ordinal);
        Assert.Contains("run it again", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\x1b', output);
    }

    [HostFact]
    public void A_session_that_reaches_its_library_late_or_never_continues()
    {
        (int exit, string output, string error) = Fuzz("ReachesTheLibraryLate", "exec \"$HOST\" \"$@\" -runs=2000 -seed=1", "LineFramer");
        Assert.Equal((0, ""), (exit, error));
        Assert.Matches(@"; [1-9]\d* new inputs?, [1-9]\d* new blocks?\r?\n$", output);

        (exit, output, error) = Fuzz("ReachesNothing", "exec \"$HOST\" \"$@\" -runs=2000 -seed=1", "LineFramer");
        Assert.Equal(3, exit);
        Assert.Contains("blocks 0 of ", output, StringComparison.Ordinal);
        Assert.EndsWith($"no input has reached instrumented code (LineFramer){Environment.NewLine}", error, StringComparison.Ordinal);
    }

    // The process that becomes the host has used 600 MB before. libFuzzer checks its memory once a second.
    [HostFact]
    public void Runs_of_a_slow_method_are_counted_and_earlier_memory_is_not()
    {
        (_, string output, _) = Fuzz(
            "Slow", """exec bash -c 'printf -v large "%*s" 600000000 ""; exec "$0" "$@" -runs=10 -rss_limit_mb=550' "$HOST" "$@" """);
        Assert.Matches(@"SampleMethods\.Slow: \d\.\d s, (9|10|11) executions", output);
        Assert.DoesNotContain("FOUND", output, StringComparison.Ordinal);
    }

    // The runtime recompiles code that has run often, and inlines more methods.
    [HostFact]
    public void A_finding_has_the_same_frames_regardless_of_inlining()
    {
        HashSet<string> tokens = [];
        HashSet<string> executions = [];
        for (int seed = 1; seed <= Seeds; seed++)
        {
            (int exit, string output, _) = Fuzz("ThroughSmallMethods", $"exec \"$HOST\" \"$@\" -seed={seed}");
            Assert.Equal(1, exit);
            Assert.True(output.Contains("DEDUP_TOKEN: ", StringComparison.Ordinal), output);
            tokens.Add(Regex.Match(output, "DEDUP_TOKEN: (.*)").Groups[1].Value.TrimEnd());
            executions.Add(Regex.Match(output, "([0-9,]+) executions").Groups[1].Value);
        }

        Assert.Equal(3, Assert.Single(tokens).Split("--").Length);
        Assert.True(executions.Count > Seeds / 2, $"All were found after {string.Join(", ", executions)} executions.");
    }

    /// <summary>Otherwise, on a busy machine, a finding would be reported as a timeout and its exception would be lost.</summary>
    [HostFact]
    public void The_time_of_a_report_is_not_counted_as_the_inputs()
    {
        (int exit, string output, string error) = Fuzz("SlowOnFreshCode", "exec \"$HOST\" \"$@\" -timeout=2 -seed=1");
        Assert.Equal((1, ""), (exit, error));
        Assert.Contains("InvalidOperationException: slow on fresh code", output, StringComparison.Ordinal);
        Assert.DoesNotContain("timeout", output, StringComparison.Ordinal);
    }

    [HostFact]
    public void A_finding_is_reported_though_a_fresh_copy_of_the_target_does_not_return()
    {
        (int exit, string output, string error) = Fuzz("NeverReturnsOnFreshCode", "exec \"$HOST\" \"$@\" -seed=1");
        Assert.Equal((1, ""), (exit, error));
        Assert.Contains("InvalidOperationException: no return on fresh code", output, StringComparison.Ordinal);
    }

    [HostFact]
    public void A_host_ends_with_its_session_whatever_its_input_does()
    {
        using FakeHost fake = new();
        using TestFolder folder = new();
        HostProgram program = new(Host, ThisProgram.Assembly, fake.Folders);
        ProcessStartInfo start = program.Start(UserMethodTarget.Of(Own("NeverReturns")), folder.FullName, []);
        using ManualResetEventSlim begun = new();
        HostChannel channel = new(folder.FullName, line => begun.Set());
        start.Environment[HostChannel.Variable] = channel.Path;
        using Process process = Process.Start(start)!;
        Assert.True(begun.Wait(TimeSpan.FromMinutes(1)));
        Assert.False(process.HasExited);
        channel.Dispose();
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(1)));
    }

    [HostFact]
    public void The_flags_of_libFuzzer_are_listed()
    {
        (int exit, string output, string error) = FuzzCommandLineTests.Run("fuzz", "--", "-help=1");
        Assert.Equal((0, ""), (exit, error));
        Assert.Contains("\n seed  ", output, StringComparison.Ordinal);
        Assert.Contains("\n dict  ", output, StringComparison.Ordinal);
    }

    private static string Host => NativeHost.Find(NativeProgram.Host, ThisProgram.HostCache, install: false, TextWriter.Null);

    private static FuzzMethod Own(string method, params string[] instrument) =>
        FuzzMethod.Find(Here, $"LineFraming.Tests.SampleMethods.{method}", instrument);

    private static (int Exit, string Output, string Error) Fuzz(string method, string script, params string[] instrument)
    {
        using FakeHost fake = new();
        HostProgram program = fake.Program with { Assembly = ThisProgram.Assembly };
        SessionOptions session = new(UserMethodTarget.Of(Own(method, instrument)), 60, 1, false, [$"HOST='{Host}'; {script}"]);
        StringWriter output = new();
        StringWriter error = new();
        int exit = new FuzzRun(program, fake.Folders, output, error).Run([session], CancellationToken.None);
        return (exit, output.ToString(), error.ToString());
    }
}
