using System.Diagnostics;
using System.Text.RegularExpressions;
using LineFraming.Fuzz;
using Xunit;

namespace LineFraming.Tests;

/// <summary>Tests sessions with SharpFuzz, which runs the target in a child process; the driver must be buildable.</summary>
public sealed class SharpFuzzTests
{
    private const string Sample = "LineFraming.Tests.SampleMethods";

    private static readonly string Here = typeof(SharpFuzzTests).Assembly.Location;

    [DriverFact]
    public void A_finding_is_reported_replayed_and_minimized()
    {
        using FakeHost fake = new();
        (int exit, string output, string error) = Fuzz(fake, "OfSpan", "-seed=1");
        Assert.Equal((1, ""), (exit, error));
        Assert.Matches(@"SampleMethods\.OfSpan: \d+\.\d s, [\d,]+ executions, [\d,]+ a second, features [1-9]\d*, corpus \d+; ", output);
        Assert.Matches(@"==\d+== FATAL EXCEPTION: System\.InvalidOperationException", output);
        Assert.Matches(@"at LineFraming\.Tests\.SampleMethods\.OfSpan\(.*SampleMethods\.cs:line \d+", output);
        Assert.Single(Regex.Matches(output, "message: "));
        Assert.DoesNotContain("SharpFuzz.", output, StringComparison.Ordinal);
        string found = Assert.Single(Directory.GetFiles(fake.Folders.FindingsOf(UserMethodTarget.Of(Own("OfSpan")))));
        Assert.Contains(
            $"-- replay --assembly {ShellWord.Quote(Here)} --method {Sample}.OfSpan {ShellWord.Quote(found)}",
            output,
            StringComparison.Ordinal);

        Assert.Equal(1, FuzzCommandLineTests.Run("replay", "--assembly", Here, "--method", $"{Sample}.OfSpan", found).Exit);
        (exit, _, error) = FuzzCommandLineTests.Run("minimize", "--assembly", Here, "--method", $"{Sample}.OfSpan", found);
        Assert.Equal((0, ""), (exit, error));
        Assert.Equal("ab", File.ReadAllText($"{found}.min"));
    }

    /// <summary>Each end of the target's process is reported like in the in-process engine.</summary>
    [DriverTheory]
    [InlineData("exit", "ERROR: libFuzzer: fuzz target exited")]
    [InlineData("fail-fast", "ERROR: libFuzzer: deadly signal 6")]
    [InlineData("exception-on-a-thread", "FATAL EXCEPTION: System.InvalidOperationException")]
    public void An_input_that_ends_the_process_of_the_target_is_a_finding(string planted, string expected)
    {
        using FakeHost fake = new();
        FuzzTarget target = PlantedBug.All.Single(known => known.Name == planted).AsTarget;
        (int exit, string output, string error) = Fuzz(fake, target, ["-seed=1"]);
        Assert.Equal((1, ""), (exit, error));
        Assert.Contains(expected, output, StringComparison.Ordinal);
        Assert.Matches("      input \"!", output);
    }

    [DriverFact]
    public void A_session_continues_after_a_finding_and_counts_it()
    {
        using FakeHost fake = new();
        (int exit, string output, string error) = Fuzz(
            fake, UserMethodTarget.Of(Own("OfSpan")), ["-seed=1", "-runs=3000"], keepsGoing: true);
        Assert.Equal((1, ""), (exit, error));
        Match row = Regex.Match(output, @"\| System\.InvalidOperationException in SampleMethods\.OfSpan \| ([\d,]+) \|");
        Assert.True(row.Success, output);
        Assert.NotEqual("1", row.Groups[1].Value);
    }

    [DriverFact]
    public void The_time_of_a_report_is_not_counted_as_the_inputs()
    {
        using FakeHost fake = new();
        (int exit, string output, string error) = Fuzz(fake, "SlowOnFreshCode", "-timeout=2", "-seed=1");
        Assert.Equal((1, ""), (exit, error));
        Assert.Contains("InvalidOperationException: slow on fresh code", output, StringComparison.Ordinal);
        Assert.DoesNotContain("libFuzzer: timeout", output, StringComparison.Ordinal);
    }

    [DriverFact]
    public void A_session_that_reaches_no_instrumented_code_is_reported()
    {
        using FakeHost fake = new();
        (int exit, string output, string error) = Fuzz(
            fake, UserMethodTarget.Of(Own("ReachesNothing", "LineFramer")), ["-runs=100", "-seed=1"]);
        Assert.Equal(3, exit);
        Assert.Contains("features 1, corpus 1; ", output, StringComparison.Ordinal);
        Assert.EndsWith($"no input has reached instrumented code (LineFramer){Environment.NewLine}", error, StringComparison.Ordinal);

        (exit, _, error) = Fuzz(fake, UserMethodTarget.Of(Own("OverTheLibrary", "LineFramer")), ["-runs=100", "-seed=1"]);
        Assert.Equal((0, ""), (exit, error));
    }

    [DriverFact]
    public void A_program_that_does_not_start_is_one_line_and_exit_code_2()
    {
        using FakeHost fake = new();
        (int exit, string output, string error) = Fuzz(fake, UserMethodTarget.Of(Own("OfSpan")), [], new OtherTarget(Program, "/no/such"));
        Assert.Equal((2, ""), (exit, output));
        Assert.Equal($"==ERROR: the fuzzing host cannot start: /no/such: No such file or directory{Environment.NewLine}", error);

        (exit, output, error) = Fuzz(fake, UserMethodTarget.Of(Own("OfSpan")), [], new OtherTarget(Program, "/bin/true"));
        Assert.Equal((2, ""), (exit, output));
        Assert.Equal(
            $"==ERROR: the fuzzing host cannot start: /bin/true: it ended before it was ready to take inputs{Environment.NewLine}",
            error);

        FuzzTarget gone = UserMethodTarget.Of(Own("OfSpan") with { Method = $"{Sample}.Nope" });
        (exit, output, error) = Fuzz(fake, gone, []);
        Assert.Equal((2, ""), (exit, output));
        Assert.StartsWith("==ERROR: the target cannot be loaded: ", error, StringComparison.Ordinal);
        Assert.Equal(1, error.Count(c => c == '\n'));
    }

    [DriverFact]
    public void The_process_of_the_target_ends_with_its_session()
    {
        using FakeHost fake = new();
        using TestFolder folder = new();
        ProcessStartInfo start = Program.Start(UserMethodTarget.Of(Own("SaysSoAndNeverReturns")), folder.FullName, [], folder.FullName);
        HostChannel channel = new(folder.FullName, line => { });
        start.Environment[HostChannel.Variable] = channel.Path;
        start.RedirectStandardOutput = true;
        using Process driver = Process.Start(start)!;
        Assert.Equal("never returns", driver.StandardOutput.ReadLine());
        using Process target = Process.GetProcessById(Assert.Single(ChildrenOf(driver.Id)));
        Assert.False(target.HasExited);
        channel.Dispose();
        Assert.True(driver.WaitForExit(TimeSpan.FromMinutes(1)));
        Assert.True(target.WaitForExit(TimeSpan.FromMinutes(1)));
    }

    /// <summary>Inputs that are too long for SharpFuzz are reported.</summary>
    [LinuxFact]
    public void Inputs_that_are_too_long_for_the_engine_are_counted()
    {
        using FakeHost fake = new();
        FuzzTarget target = UserMethodTarget.Of(Own("OfArray"));
        File.WriteAllBytes(fake.Artifact($"corpus/{target.FolderName}/long"), new byte[(1 << 20) + 1]);
        const string Script = """begin; for word; do case $word in -max_len=*) say "==ERROR: $word" ;; esac; done; exit 77""";
        SessionOptions session = new(target, null, 1, false, [Script]);
        StringWriter output = new();
        FuzzRun run = new(new WithLimits(fake.Program), fake.Folders, output, TextWriter.Null);
        Assert.Equal(1, run.Run([session], CancellationToken.None));
        Assert.Contains(
            "SampleMethods.OfArray: 1 input is longer than 1,048,576 bytes; the rest is not read; this engine supports no more",
            output.ToString(),
            StringComparison.Ordinal);
        Assert.Contains("==ERROR: -max_len=1048576", output.ToString(), StringComparison.Ordinal);
    }

    [LinuxFact]
    public void Progress_without_blocks_is_shown_in_features()
    {
        using FakeHost fake = new();
        StringWriter output = new();
        SessionOptions session = new(
            fake.Target(0),
            null,
            1,
            false,
            ["say '#2	INITED ft: 5 corp: 1/1b exec/s: 0' '#9	DONE   ft: 8 corp: 3 exec/s: 0' 'Done 9 runs in 1 second(s)'"]);
        Assert.Equal(
            0,
            new FuzzRun(new WithLimits(fake.Program), fake.Folders, output, TextWriter.Null).Run([session], CancellationToken.None));
        Assert.Contains("features 8, corpus 3; 0 new inputs, 3 new features", output.ToString(), StringComparison.Ordinal);
        Assert.False(File.Exists(fake.Artifact("logs/chunking.csv")));
    }

    [Theory]
    [InlineData(2048)]
    [InlineData(512, "-seed=1", "-rss_limit_mb=512")]
    [InlineData(0, "-rss_limit_mb=512", "-rss_limit_mb=0")]
    public void The_memory_limit_is_that_of_libFuzzer(int megabytes, params string[] flags) =>
        Assert.Equal(megabytes, FuzzerFlags.MemoryOf(flags));

    private static SharpFuzzProgram Program =>
        new(NativeHost.Find(NativeProgram.Driver, ThisProgram.HostCache, install: false, TextWriter.Null));

    private static FuzzMethod Own(string method, params string[] instrument) =>
        new(Here, $"{Sample}.{method}", instrument.Length > 0 ? instrument : [$"LineFramer.Tests:{Sample}"]);

    private static (int Exit, string Output, string Error) Fuzz(FakeHost fake, string method, params string[] flags) =>
        Fuzz(fake, UserMethodTarget.Of(Own(method)), flags);

    private static (int Exit, string Output, string Error) Fuzz(
        FakeHost fake, FuzzTarget target, string[] flags, ISessionProgram? program = null, bool keepsGoing = false)
    {
        SessionOptions session = new(target with { TakesLiterals = true }, 60, 1, true, flags) { KeepsGoing = keepsGoing };
        StringWriter output = new();
        StringWriter error = new();
        int exit = new FuzzRun(program ?? Program, fake.Folders, output, error).Run([session], CancellationToken.None);
        return (exit, output.ToString(), error.ToString());
    }

    private static IEnumerable<int> ChildrenOf(int process) =>
        File.ReadAllText($"/proc/{process}/task/{process}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse);

    // Makes the driver start another program.
    private sealed record OtherTarget(SharpFuzzProgram Program, string Path) : ISessionProgram
    {
        public bool CountsBlocks => false;

        public int? MaxInputLength => null;

        public ProcessStartInfo Start(FuzzTarget target, string folder, IEnumerable<string> arguments, string temporary)
        {
            ProcessStartInfo start = Program.Start(target, folder, arguments, temporary);
            start.ArgumentList.Add($"--target_path={Path}");
            return start;
        }
    }

    // An engine that counts no blocks and limits the length of inputs, with a script as its program.
    private sealed record WithLimits(HostProgram Program) : ISessionProgram
    {
        public bool CountsBlocks => false;

        public int? MaxInputLength => 1 << 20;

        public ProcessStartInfo Start(FuzzTarget target, string folder, IEnumerable<string> arguments, string temporary) =>
            Program.Start(target, folder, arguments);
    }
}
