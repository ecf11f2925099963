using System.Diagnostics;
using System.Text.RegularExpressions;
using LineFraming.Fuzz;
using Mono.Cecil;
using Xunit;

namespace LineFraming.Tests;

/// <summary>Sessions with SharpFuzz, where the driver can be built: each has the target in a process of its own.</summary>
public sealed class SharpFuzzTests
{
    private const string Sample = "LineFraming.Tests.OwnSample";

    private static readonly string Here = typeof(SharpFuzzTests).Assembly.Location;

    [DriverFact]
    public void A_finding_is_reported_as_any_other_and_replays_and_minimizes()
    {
        using FakeHost fake = new();
        (int exit, string output, string error) = Fuzz(fake, "OfSpan", "-seed=1");
        Assert.Equal((1, ""), (exit, error));
        Assert.Matches(@"OwnSample\.OfSpan: \d+\.\d s, [\d,]+ executions, [\d,]+ a second, features [1-9]\d*, corpus \d+; ", output);
        Assert.Matches(@"==\d+== FATAL EXCEPTION: System\.InvalidOperationException", output);
        Assert.Matches(@"at LineFraming\.Tests\.OwnSample\.OfSpan\(.*OwnSample\.cs:line \d+", output);
        Assert.Single(Regex.Matches(output, "message: "));
        Assert.DoesNotContain("SharpFuzz.", output, StringComparison.Ordinal);
        string found = Assert.Single(Directory.GetFiles(fake.Folders.FindingsOf(OwnTarget.Of(Own("OfSpan")))));
        Assert.Contains($"-- replay --assembly {ShellWord.Quote(Here)} --method {Sample}.OfSpan {ShellWord.Quote(found)}", output, StringComparison.Ordinal);

        Assert.Equal(1, FuzzCommandLineTests.Run("replay", "--assembly", Here, "--method", $"{Sample}.OfSpan", found).Exit);
        (exit, _, error) = FuzzCommandLineTests.Run("minimize", "--assembly", Here, "--method", $"{Sample}.OfSpan", found);
        Assert.Equal((0, ""), (exit, error));
        Assert.Equal("ab", File.ReadAllText($"{found}.min"));
    }

    /// <summary>Each end of the target's process is a finding in the words that the in-process engine has for it.</summary>
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
    public void A_session_goes_on_after_a_finding_and_counts_it()
    {
        using FakeHost fake = new();
        (int exit, string output, string error) = Fuzz(fake, OwnTarget.Of(Own("OfSpan")), ["-seed=1", "-runs=3000"], keepsGoing: true);
        Assert.Equal((1, ""), (exit, error));
        Match row = Regex.Match(output, @"\| System\.InvalidOperationException in OwnSample\.OfSpan \| ([\d,]+) \|");
        Assert.True(row.Success, output);
        Assert.NotEqual("1", row.Groups[1].Value);
    }

    [DriverFact]
    public void The_time_that_a_report_takes_is_not_the_inputs()
    {
        using FakeHost fake = new();
        (int exit, string output, string error) = Fuzz(fake, "SlowOnFreshCode", "-timeout=2", "-seed=1");
        Assert.Equal((1, ""), (exit, error));
        Assert.Contains("InvalidOperationException: slow on fresh code", output, StringComparison.Ordinal);
        Assert.DoesNotContain("libFuzzer: timeout", output, StringComparison.Ordinal);
    }

    [DriverFact]
    public void A_session_that_reaches_nothing_of_what_is_instrumented_says_so()
    {
        using FakeHost fake = new();
        (int exit, string output, string error) = Fuzz(fake, OwnTarget.Of(Own("ReachesNothing", "LineFramer")), ["-runs=100", "-seed=1"]);
        Assert.Equal(3, exit);
        Assert.Contains("features 1, corpus 1; ", output, StringComparison.Ordinal);
        Assert.EndsWith($"no input has reached anything of what is instrumented (LineFramer){Environment.NewLine}", error, StringComparison.Ordinal);

        (exit, _, error) = Fuzz(fake, OwnTarget.Of(Own("OverTheLibrary", "LineFramer")), ["-runs=100", "-seed=1"]);
        Assert.Equal((0, ""), (exit, error));
    }

    [DriverFact]
    public void A_program_that_does_not_start_is_one_line_and_exit_code_2()
    {
        using FakeHost fake = new();
        (int exit, string output, string error) = Fuzz(fake, OwnTarget.Of(Own("OfSpan")), [], new Instead(Program, "/no/such"));
        Assert.Equal((2, ""), (exit, output));
        Assert.Equal($"==ERROR: the fuzzing host cannot start: /no/such: No such file or directory{Environment.NewLine}", error);

        (exit, output, error) = Fuzz(fake, OwnTarget.Of(Own("OfSpan")), [], new Instead(Program, "/bin/true"));
        Assert.Equal((2, ""), (exit, output));
        Assert.Equal($"==ERROR: the fuzzing host cannot start: /bin/true: it ended before it was ready to take inputs{Environment.NewLine}", error);

        FuzzTarget gone = OwnTarget.Of(Own("OfSpan") with { Method = $"{Sample}.Nope" });
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
        ProcessStartInfo start = Program.Start(OwnTarget.Of(Own("SaysSoAndNeverReturns")), folder.FullName, [], folder.FullName);
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

    [Fact]
    public void Copies_are_instrumented_and_the_originals_are_not()
    {
        using TestFolder folder = new();
        string original = typeof(LineFramer).Assembly.Location;
        byte[] before = File.ReadAllBytes(original);
        InstrumentedCopies.Make(Own("OverTheLibrary", "LineFramer:LineFraming.LineFramer"), folder.FullName);
        Assert.Equal(before, File.ReadAllBytes(original));
        using ModuleDefinition copy = ModuleDefinition.ReadModule(Assert.Single(Directory.GetFiles(folder.FullName)));
        Assert.Equal(["LineFraming.LineFramer"], copy.Types.Where(Counts).Select(type => type.FullName));
    }

    [Fact]
    public void What_SharpFuzz_does_not_instrument_is_rejected_with_its_reason()
    {
        using TestFolder folder = new();
        FuzzRejectedException rejected = Assert.Throws<FuzzRejectedException>(() => InstrumentedCopies.Make(Own("OfSpan", "SharpFuzz.Rejected"), folder.FullName));
        Assert.Contains("SharpFuzz.Rejected", rejected.Message, StringComparison.Ordinal);

        string twice = Path.Combine(folder.FullName, "LineFramer.dll");
        InstrumentedCopies.Make(Own("OverTheLibrary", "LineFramer"), folder.FullName);
        FuzzMethod instrumented = new(twice, "LineFraming.LineFramer.Read", ["LineFramer"]);
        rejected = Assert.Throws<FuzzRejectedException>(() => InstrumentedCopies.Make(instrumented, Directory.CreateDirectory(Path.Combine(folder.FullName, "again")).FullName));
        Assert.Equal((2, $"SharpFuzz cannot instrument {twice}: The specified assembly is already instrumented."), (rejected.ExitCode, rejected.Message));
    }

    /// <summary>Inputs that SharpFuzz has no room for are not left out in silence.</summary>
    [LinuxFact]
    public void Inputs_that_the_engine_has_no_room_for_are_counted()
    {
        using FakeHost fake = new();
        FuzzTarget target = OwnTarget.Of(Own("OfArray"));
        File.WriteAllBytes(fake.Artifact($"corpus/{target.FolderName}/long"), new byte[(1 << 20) + 1]);
        SessionOrder order = new(target, null, 1, false, ["""begin; for word; do case $word in -max_len=*) say "==ERROR: $word" ;; esac; done; exit 77"""]);
        StringWriter output = new();
        FuzzRun run = new(new WithLimits(fake.Program), fake.Folders, output, TextWriter.Null);
        Assert.Equal(1, run.Run([order], CancellationToken.None));
        Assert.Contains("OwnSample.OfArray: 1 input is longer than 1,048,576 bytes and read only so far; this engine takes no more", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("==ERROR: -max_len=1048576", output.ToString(), StringComparison.Ordinal);
    }

    [LinuxFact]
    public void Progress_without_blocks_is_shown_in_features()
    {
        using FakeHost fake = new();
        StringWriter output = new();
        SessionOrder order = new(fake.Target(0), null, 1, false, ["say '#2	INITED ft: 5 corp: 1/1b exec/s: 0' '#9	DONE   ft: 8 corp: 3 exec/s: 0' 'Done 9 runs in 1 second(s)'"]);
        Assert.Equal(0, new FuzzRun(new WithLimits(fake.Program), fake.Folders, output, TextWriter.Null).Run([order], CancellationToken.None));
        Assert.Contains("features 8, corpus 3; 0 new inputs, 3 new features", output.ToString(), StringComparison.Ordinal);
        Assert.False(File.Exists(fake.Artifact("logs/chunking.csv")));
    }

    [Theory]
    [InlineData(2048)]
    [InlineData(512, "-seed=1", "-rss_limit_mb=512")]
    [InlineData(0, "-rss_limit_mb=512", "-rss_limit_mb=0")]
    public void The_memory_of_an_input_is_what_libFuzzer_would_give_it(int megabytes, params string[] flags) =>
        Assert.Equal(megabytes, FuzzerFlags.MemoryOf(flags));

    private static SharpFuzzProgram Program => new(NativeHost.Find(NativeProgram.Driver, ThisProgram.HostCache, install: false, TextWriter.Null));

    private static FuzzMethod Own(string method, params string[] instrument) =>
        new(Here, $"{Sample}.{method}", instrument.Length > 0 ? instrument : [$"LineFramer.Tests:{Sample}"]);

    private static (int Exit, string Output, string Error) Fuzz(FakeHost fake, string method, params string[] flags) => Fuzz(fake, OwnTarget.Of(Own(method)), flags);

    private static (int Exit, string Output, string Error) Fuzz(FakeHost fake, FuzzTarget target, string[] flags, ISessionProgram? program = null, bool keepsGoing = false)
    {
        SessionOrder order = new(target with { TakesLiterals = true }, 60, 1, true, flags) { KeepsGoing = keepsGoing };
        StringWriter output = new();
        StringWriter error = new();
        int exit = new FuzzRun(program ?? Program, fake.Folders, output, error).Run([order], CancellationToken.None);
        return (exit, output.ToString(), error.ToString());
    }

    private static bool Counts(TypeDefinition type) => type.Methods
        .Where(method => method.HasBody)
        .SelectMany(method => method.Body.Instructions)
        .Any(instruction => instruction.Operand is FieldReference { DeclaringType.FullName: "SharpFuzz.Common.Trace" });

    private static IEnumerable<int> ChildrenOf(int process) =>
        File.ReadAllText($"/proc/{process}/task/{process}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse);

    // The driver, which is to start another program.
    private sealed record Instead(SharpFuzzProgram Program, string Path) : ISessionProgram
    {
        public bool CountsBlocks => false;

        public int? LongestInput => null;

        public ProcessStartInfo Start(FuzzTarget target, string folder, IEnumerable<string> arguments, string temporary)
        {
            ProcessStartInfo start = Program.Start(target, folder, arguments, temporary);
            start.ArgumentList.Add($"--target_path={Path}");
            return start;
        }
    }

    // Stands for an engine that counts no blocks and takes no long inputs, with a script as its program.
    private sealed record WithLimits(HostProgram Program) : ISessionProgram
    {
        public bool CountsBlocks => false;

        public int? LongestInput => 1 << 20;

        public ProcessStartInfo Start(FuzzTarget target, string folder, IEnumerable<string> arguments, string temporary) => Program.Start(target, folder, arguments);
    }
}
