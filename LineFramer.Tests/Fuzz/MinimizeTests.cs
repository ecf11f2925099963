using System.Runtime.CompilerServices;
using LineFraming.Fuzz;
using LineFraming.Testing;
using Xunit;

namespace LineFraming.Tests;

/// <summary>Tests that a finding becomes small and stays the same finding.</summary>
public sealed class MinimizeTests
{
    // The input is a long case that violates the given rule.
    [Theory]
    [InlineData("RedisStopsAtNul", "R3", "lf \"\\n\", limit 1, Throw; stream \"\\x00\\n\", chunks []")]
    [InlineData("NatsSearchesOnlyNewBytes", "R1", "crlf \"\\r\\n\", limit 0, Throw; stream \"\\r\\n\", chunks []")]
    [InlineData("FluentBitRemainderIsNextLine", "R2", "lf \"\\n\", limit 0, Truncate; stream \"xx\", chunks []")]
    [InlineData("SplitPhantomLastLine", "R7", "crlf \"\\r\\n\", limit 0, Throw; stream \"\\r\\n\", chunks [], ended")]
    public void A_long_case_becomes_a_short_one_that_fails_the_same_way(string framer, string rule, string smallest)
    {
        LineTarget target = LineTarget.All[0].Over(BugGallery.All.Single(known => known.Name == framer));
        InputMinimizer minimizer = new(target, CancellationToken.None);
        byte[] input = LongCase(target, rule);
        FailureKind kind = target.KindOf(minimizer.FailureOf(input)!);

        byte[] minimized = minimizer.Minimize(input);
        Assert.Equal(kind, target.KindOf(minimizer.FailureOf(minimized)!));
        Assert.Equal(smallest, target.Describe(minimized));
    }

    [Fact]
    public void The_script_of_a_pipe_case_is_minimized_too()
    {
        LineTarget target = LineTarget.All.Single(known => known.Name == "pipe") with
        {
            Run = input =>
                FailIf(
                    PipeLayout.Decode(input) is { CancelEvery: > 0, Segments.Length: > 1 } pipe && pipe.Segments.Sum() > 3
                        && pipe.Case.Stream.Length > 2),
        };
        FramerCase framed = new(new(DelimiterChoice.All[^1], 99, OversizedLineHandling.Split), new byte[200], [7, 8, 9], IsEnded: true);
        byte[] minimized = new InputMinimizer(target, CancellationToken.None).Minimize(PipeLayout.Encode(new(framed, [20, 30, 40], 3, 5)));
        Assert.Equal(
            "lf \"\\n\", limit 0, Throw; stream \"xxx\", chunks [], ended, segments [1 3], a read cancelled after every 1",
            target.Describe(minimized));
    }

    [Fact]
    public void Meaningless_bytes_at_the_end_are_dropped()
    {
        LineTarget target = LineTarget.All[0] with { Run = input => FailIf(CaseLayout.Decode(input).Options.MaxLineLength > 6) };
        byte[] input = [.. Enumerable.Repeat((byte)200, 64)];
        Assert.Equal([1, 7], new InputMinimizer(target, CancellationToken.None).Minimize(input));
    }

    /// <summary>A smaller input that violates another rule, or throws from another method, is another finding.</summary>
    [Fact]
    public void Another_failure_is_not_the_same_finding()
    {
        FuzzTarget target = PlantedBug.All[0].AsTarget with
        {
            KindOf = LineFailures.KindOf,
            Run = input => throw (input.Length > 9 ? new PropertyViolatedException("R1", $"{input.Length}")
                : input.Length > 6 ? new PropertyViolatedException("R2", "")
                : input.Length > 3 ? new InvalidOperationException()
                : new ArgumentException("")),
        };
        Assert.Equal("xxxxxxxxxx"u8, Minimized(30));
        Assert.Equal("xxxxxxx"u8, Minimized(9));
        Assert.Equal("xxxx"u8, Minimized(6));
        Assert.Equal(""u8, Minimized(3));

        byte[] Minimized(int length) => new InputMinimizer(target, CancellationToken.None).Minimize(new byte[length]);
    }

    [Fact]
    public void A_failure_is_identified_by_its_property_and_its_thrower()
    {
        FailureKind early = KindOf(() => EarlyOrLateProperty.Check(isEarly: true));
        Assert.Equal(
            new FailureKind(typeof(PropertyViolatedException).FullName!, nameof(EarlyOrLateProperty), "R1 EarlyOrLateProperty.Check"),
            early);
        Assert.Equal(early, KindOf(() => EarlyOrLateProperty.Check(isEarly: false)));
        Assert.NotEqual(early, KindOf(() => EarlyOrLateProperty.CheckOther()));
        Assert.Equal("R1 EarlyOrLateProperty.Waits", KindOf(() => EarlyOrLateProperty.Waits().GetAwaiter().GetResult()).Check);
        Assert.NotEqual(KindOf(() => FirstOf([])), KindOf(() => LastOf([])));
    }

    [Theory]
    [InlineData("bare")]
    [InlineData("it's a finding ü")]
    public void The_command_writes_the_smallest_input_and_shows_how_to_keep_it(string name)
    {
        using TestFolder folder = new();
        string file = Path.Combine(folder.FullName, name);
        string smallest = ShellWord.Quote($"{file}.min");
        LineTarget target = LineTarget.All[0].Over(BugGallery.All.Single(known => known.Name == "RedisStopsAtNul"));
        File.WriteAllBytes(file, LongCase(target, "R3"));

        (int exit, string output, string error) = Run("minimize", "chunking", file, "--framer", "RedisStopsAtNul");
        Assert.Equal((0, ""), (exit, error));
        Assert.Contains(
            "chunking: 416 bytes before, 18 after: lf \"\\n\", limit 1, Throw; stream \"\\x00\\n\", chunks []",
            output,
            StringComparison.Ordinal);
        Assert.Contains($"replay chunking {smallest} --framer RedisStopsAtNul", output, StringComparison.Ordinal);
        Assert.Contains($"cp {smallest} corpus/chunking/found-NAME", output, StringComparison.Ordinal);
        Assert.Equal(1, Run("replay", "chunking", $"{file}.min", "--framer", "RedisStopsAtNul").Exit);

        (exit, _, error) = Run("minimize", "chunking", file);
        Assert.Equal(2, exit);
        Assert.Equal($"{file} does not fail chunking, so there is nothing to minimize.{Environment.NewLine}", error);
    }

    [Fact]
    public void A_method_of_a_user_is_minimized_too()
    {
        using TestFolder folder = new();
        string file = Path.Combine(folder.FullName, "found");
        File.WriteAllText(file, "abcdefghij");
        string[] method = ["--assembly", typeof(MinimizeTests).Assembly.Location, "--method", "LineFraming.Tests.SampleMethods.OfSpan"];
        (int exit, string output, string error) = Run(["minimize", .. method, file]);
        Assert.Equal((0, ""), (exit, error));
        Assert.Equal("ab", File.ReadAllText($"{file}.min"));
        Assert.Contains("bytes of a span", output, StringComparison.Ordinal);
        Assert.DoesNotContain("keep it", output, StringComparison.Ordinal);
        Assert.Equal(2, Run(["minimize", "chunking", file, .. method]).Exit);
        Assert.Equal(2, Run(["minimize", file, .. method, "--framer", "RedisStopsAtNul"]).Exit);
    }

    [Theory]
    [InlineData("null-reference", ReplayOutcome.Throws)]
    [InlineData("exception-on-a-thread", ReplayOutcome.Ends)]
    [InlineData("exit", ReplayOutcome.Ends)]
    [InlineData("span", ReplayOutcome.Passes)]
    public void The_outcome_of_an_input_in_another_process_is_classified(string planted, object outcome) =>
        Assert.Equal(
            outcome,
            ChildReplay.Run(PlantedBug.All.Single(known => known.Name == planted).AsTarget, "!"u8.ToArray(), CancellationToken.None));

    [LinuxFact]
    public void The_smallest_input_is_shown_if_it_cannot_be_written()
    {
        string file = Path.Combine(Repository.Root, "corpus", "chunking", "nul-before-the-newline");
        (int exit, string output, string error) = Run("minimize", "chunking", file, "--framer", "RedisStopsAtNul", "--output", "/dev/full");
        Assert.Equal(3, exit);
        Assert.Contains("      input \"", output, StringComparison.Ordinal);
        Assert.Contains("      Base64: ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("written to", output, StringComparison.Ordinal);
        Assert.StartsWith("The smallest input could not be written to /dev/full: ", error, StringComparison.Ordinal);
        Assert.Equal(1, error.Count(c => c == '\n'));
    }

    [LinuxFact]
    public void The_end_of_a_process_and_a_failed_write_are_reported()
    {
        using FakeHost host = new();
        Assert.Equal(
            "the process was killed by signal 9 (SIGKILL)",
            Minimizer(host, "kill -9 $$").FailureOf("/dev/null", CancellationToken.None));
        Assert.Null(Minimizer(host, "exit 0").FailureOf("/dev/null", CancellationToken.None));
        FuzzRejectedException failed = Assert.Throws<FuzzRejectedException>(
            () => Minimizer(host, "say '==NOT WRITTEN: No space left on device: smaller'")
            .Minimize(FakeHost.Script, host.Artifact("smallest"), 1, CancellationToken.None));
        Assert.Equal(
            (3, "A smaller input was found but could not be written: ==NOT WRITTEN: No space left on device: smaller"),
            (failed.ExitCode, failed.Message));
    }

    private static CrashMinimizer Minimizer(FakeHost host, string script) => new(host.Program, PlantedBug.All[0].AsTarget, script);

    // Searches streams with many delimiters, in all settings, for one that violates the rule.
    private static byte[] LongCase(LineTarget target, string rule)
    {
        Random random = new(1);
        byte[] letters = [.. "ab\r\n\0xyz"u8];
        for (int tries = 0; tries < 1000; tries++)
        {
            byte[] stream = [.. Enumerable.Range(0, 400).Select(_ => letters[random.Next(letters.Length)])];
            FramerOptions options = new(
                DelimiterChoice.All[tries % DelimiterChoice.All.Count], 1 + random.Next(40), (OversizedLineHandling)random.Next(3));
            byte[] input = CaseLayout.Encode(new(options, stream, [5, 0, 17, 200, 3], IsEnded: true));
            if (new InputMinimizer(target, CancellationToken.None).FailureOf(input) is PropertyViolatedException violation
                && violation.Rule == rule)
            {
                return input;
            }
        }

        throw new InvalidOperationException($"{target.Framer} never violates {rule}.");
    }

    private static void FailIf(bool fails)
    {
        if (fails)
        {
            throw new InvalidOperationException();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte FirstOf(byte[] bytes) => bytes[0];

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte LastOf(byte[] bytes) => bytes[^1];

    private static FailureKind KindOf(Action failing) => LineFailures.KindOf(Assert.ThrowsAny<Exception>(failing));

    private static (int Exit, string Output, string Error) Run(params string[] arguments)
    {
        StringWriter output = new();
        StringWriter error = new();
        return (FuzzCommandLine.Run(arguments, output, error), output.ToString(), error.ToString());
    }

    private static class EarlyOrLateProperty
    {
        public static void Check(bool isEarly)
        {
            if (isEarly)
            {
                Early();
            }

            Late();
        }

        public static void CheckOther() => Late();

        public static async Task Waits()
        {
            await Task.Yield();
            Late();
        }

        private static void Early() => throw new PropertyViolatedException("R1", "early");

        private static void Late() => throw new PropertyViolatedException("R1", "late");
    }
}
