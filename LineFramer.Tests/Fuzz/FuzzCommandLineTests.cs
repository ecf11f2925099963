using System.CommandLine;
using LineFraming.Fuzz;
using LineFraming.Testing;
using Xunit;

namespace LineFraming.Tests;

/// <summary>The command line of the fuzzing program.</summary>
public sealed class FuzzCommandLineTests
{
    private static readonly string Corpus = Path.Combine(Repository.Root, "corpus");

    [Fact]
    public void Replay_runs_a_folder_and_says_what_each_input_stands_for()
    {
        (int exit, string output, string error) = Run("replay", "writer", Path.Combine(Corpus, "writer"));
        Assert.Equal((0, ""), (exit, error));
        Assert.Contains("ok    writer found-delimiter-overlaps-itself: aa \"aa\", limit 4, Throw; stream \"a\"", output, StringComparison.Ordinal);
        Assert.EndsWith($"{Directory.GetFiles(Path.Combine(Corpus, "writer")).Length} inputs, 0 failed{Environment.NewLine}", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Replay_finds_the_corpus_from_any_folder_of_the_checkout()
    {
        (int exit, string output, string error) = Run("replay", "writer");
        Assert.Equal((0, ""), (exit, error));
        Assert.EndsWith($"{Directory.GetFiles(Path.Combine(Corpus, "writer")).Length} inputs, 0 failed{Environment.NewLine}", output, StringComparison.Ordinal);
    }

    /// <summary>Whatever folder the checkout is in, and whatever the finding is called.</summary>
    [Theory]
    [InlineData("bare")]
    [InlineData("a checkout ü")]
    [InlineData("it's mine; $HOME")]
    public void A_finding_is_explained_with_the_command_that_repeats_it(string folder)
    {
        using TestFolder parent = new();
        string file = Path.Combine(Directory.CreateDirectory(Path.Combine(parent.FullName, folder)).FullName, "nul");
        File.Copy(Path.Combine(Corpus, "chunking", "nul-before-the-newline"), file);
        (int exit, string output, string error) = Run("replay", "chunking", file, "--framer", "RedisStopsAtNul");
        Assert.Equal((1, ""), (exit, error));
        Assert.Contains("FAIL  chunking nul: ", output, StringComparison.Ordinal);
        Assert.Contains("      message: R3: ", output, StringComparison.Ordinal);
        Assert.Contains($"      input {Escape.Quote(File.ReadAllBytes(file))}", output, StringComparison.Ordinal);
        Assert.Contains($"replay chunking {ShellWord.Quote(file)} --framer RedisStopsAtNul{Environment.NewLine}", output, StringComparison.Ordinal);
        Assert.EndsWith($"1 inputs, 1 failed{Environment.NewLine}", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_finding_in_a_broken_framer_is_repeated_over_the_same_framer()
    {
        string file = Path.Combine(Corpus, "chunking", "nul-before-the-newline");
        (int exit, string output, _) = Run("replay", "chunking", file, "--framer", "RedisStopsAtNul");
        Assert.Equal(1, exit);
        Assert.Contains($"run it again: dotnet run --project {ShellWord.Quote(Path.Combine(Repository.Root, "LineFramer.Fuzz"))} -- replay chunking {ShellWord.Quote(file)} --framer RedisStopsAtNul", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("RedisStopsAtNul", "chunking")]
    [InlineData("TwistedGoesOnWhenStopped", "handoff")]
    [InlineData("NettySmtpWritesAnything", "writer")]
    [InlineData("NettyRestartsAtZero", "memory")]
    [InlineData("MultitailPhantomEmptyLine", "resume")]
    public void The_selftest_fuzzes_a_bug_with_the_target_that_can_find_it(string framer, string target) =>
        Assert.Equal(target, SelfTestCommand.TargetOf(BugGallery.All.Single(known => known.Name == framer)).Name);

    [Fact]
    public void List_names_every_target_and_its_layout()
    {
        (int exit, string output, _) = Run("list");
        Assert.Equal(0, exit);
        Assert.All(LineTarget.All, target => Assert.Contains($"{target.Name}: {target.Checks}", output, StringComparison.Ordinal));
        Assert.Contains("    byte 0       after so many reads", output, StringComparison.Ordinal);

        // The tests run in a folder of the checkout.
        int seeds = Directory.GetFiles(Path.Combine(Corpus, "writer")).Length;
        Assert.Contains($"; {seeds} inputs in {Path.Combine("corpus", "writer")}", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_writes_the_case_that_replay_reads()
    {
        string file = Path.GetTempFileName();
        try
        {
            (int exit, string encoded, _) = Run(
                "encode", file, @"a\r\n\x00\\\""\t", "--delimiter", "lf", "--limit", "3", "--policy", "Truncate", "--cuts", "1", "2", "--ended");
            Assert.Equal(0, exit);
            Assert.Equal("lf \"\\n\", limit 3, Truncate; stream \"a\\r\\n\\x00\\\\\\\"\\x09\", chunks [1 2], ended" + Environment.NewLine, encoded);
            (exit, string replayed, _) = Run("replay", "chunking", file);
            Assert.Equal(0, exit);
            Assert.Contains(encoded, replayed, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("\"nope\" is not a target; there are chunking,", "replay", "nope")]
    [InlineData("\"nope\" is not a target; there are chunking,", "fuzz", "nope")]
    [InlineData("--seconds must be more than 0", "fuzz", "chunking", "--seconds", "0")]
    [InlineData("--seconds must be more than 0, in digits as 90 or 0.5, not \"0,5\"", "fuzz", "chunking", "--seconds", "0,5")]
    [InlineData("--seconds must be more than 0", "fuzz", "chunking", "--seconds", "NaN")]
    [InlineData("--seconds must be more than 0", "fuzz", "chunking", "--seconds", "soon")]
    [InlineData("--seconds must be more than 0", "minimize", "chunking", "file", "--seconds", "-1")]
    [InlineData("--jobs must be at least 1", "fuzz", "chunking", "--jobs", "0")]
    [InlineData("--jobs must be at least 1 and at most 256, not 1000", "fuzz", "chunking", "--jobs", "1000")]
    [InlineData("--engine must be one of in-process, sharpfuzz, not \"afl\"", "fuzz", "chunking", "--engine", "afl")]
    [InlineData("--engine must be one of in-process, sharpfuzz, not \"both\"", "fuzz", "chunking", "--engine", "both")]
    [InlineData("--engine must be one of in-process, sharpfuzz, both, not \"all\"", "selftest", "--engine", "all")]
    [InlineData("SharpFuzz does not know which methods it counts", "fuzz", "chunking", "--engine", "sharpfuzz", "--", "-print_coverage=1")]
    [InlineData("SharpFuzz does not know which methods it counts", "fuzz", "chunking", "--engine", "sharpfuzz", "--", "-focus_function=auto")]
    [InlineData("cannot take -max_len=1048577: its inputs have at most 1048576 bytes.", "fuzz", "chunking", "--engine", "sharpfuzz", "--", "-max_len=1048577")]
    [InlineData("has no number that libFuzzer takes", "fuzz", "chunking", "--engine", "sharpfuzz", "--", "-seed=x")]
    [InlineData("LINEFRAMING_FUZZ_TARGET must name a target: ", "sharpfuzz")]
    [InlineData("all needs --seconds", "fuzz", "all")]
    [InlineData("\"Nope\" is not in the gallery", "fuzz", "chunking", "--framer", "Nope")]
    [InlineData("\"Nope\" is not in the gallery", "replay", "chunking", "--framer", "Nope")]
    [InlineData("pipe does not take --framer", "fuzz", "pipe", "--framer", "RedisStopsAtNul")]
    [InlineData("--seconds must be more than 0", "selftest", "--seconds", "0")]
    [InlineData("\"seed=1\" is not a flag", "fuzz", "chunking", "--", "seed=1")]
    [InlineData("Cannot read ", "replay", "chunking", "/no/such/file")]
    [InlineData("\"nope\" is not a target; there are chunking,", "coverage", "nope")]
    [InlineData("\"nope\" is not a target; there are chunking,", "distil", "nope")]
    [InlineData("Cannot read /no/such/folder: it is not there.", "distil", "chunking", "/no/such/folder")]
    [InlineData("Cannot read /no/such/folder: it is not there.", "coverage", "all", "/no/such/folder")]
    [InlineData("\"nope\" is not a target; there are chunking,", "minimize", "nope", "file")]
    [InlineData("\"Nope\" is not in the gallery", "minimize", "chunking", "file", "--framer", "Nope")]
    [InlineData("--seconds must be more than 0", "minimize", "chunking", "file", "--seconds", "0")]
    [InlineData("Could not find file '/no-such-file'", "minimize", "chunking", "/no-such-file")]
    [InlineData("Cannot read /no/such/file", "coverage", "chunking", "/no/such/file")]
    [InlineData("\"nope\" is not a target; there are chunking,", "export", "/no/such/folder", "nope")]
    [InlineData("\"Nope\" is not in the gallery", "export", "/no/such/folder", "chunking__Nope")]
    [InlineData("pipe cannot run over a member of the gallery.", "export", "/no/such/folder", "pipe__RedisStopsAtNul")]
    [InlineData("--method needs --assembly.", "export", "/no/such/folder", "--method", "A.B")]
    [InlineData("Cannot read the assembly /no/such.dll", "export", "/no/such/folder", "--assembly", "/no/such.dll", "--method", "A.B")]
    [InlineData("Required argument missing", "export")]
    [InlineData("Unrecognized command or argument", "frob")]
    [InlineData("Required argument missing", "encode", "file")]
    [InlineData("is no escape", "encode", "file", @"\q")]
    [InlineData("is not one byte", "encode", "file", "\u20ac")]
    [InlineData("up to 12 chunk sizes", "encode", "file", "a", "--cuts", "1", "1", "1", "1", "1", "1", "1", "1", "1", "1", "1", "1", "1")]
    [InlineData("a limit up to 254 or of 1100", "encode", "file", "a", "--limit", "255")]
    [InlineData("no room for --limit -1", "encode", "/dev/null", "a", "--limit", "-1")]
    [InlineData("no room for --limit 4 with --policy 7", "encode", "/dev/null", "a", "--policy", "7")]
    [InlineData("no room for --limit 0 with --policy Split", "encode", "/dev/null", "a", "--limit", "0", "--policy", "Split")]
    [InlineData("What is to be minimized is missing", "minimize", "chunking")]
    [InlineData("Cannot parse argument '256'", "encode", "file", "a", "--cuts", "256")]
    public void What_is_wrong_on_the_command_line_is_one_line_and_exit_code_2(string expected, params string[] arguments)
    {
        (int exit, string output, string error) = Run(arguments);
        Assert.Equal((2, ""), (exit, output));
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Equal(1, error.Count(c => c == '\n'));
    }

    [LinuxFact]
    public void A_folder_that_cannot_be_written_is_named_by_export()
    {
        (int exit, string output, string error) = Run("export", "/dev/null/x", "chunking");
        Assert.Equal((2, ""), (exit, output));
        Assert.StartsWith("/dev/null/x cannot be written: ", error, StringComparison.Ordinal);
        Assert.Equal(1, error.Count(c => c == '\n'));
    }

    /// <summary>Each option and each argument of each command; other arguments that are required have a value.</summary>
    [Fact]
    public void An_empty_value_is_one_line_and_exit_code_2()
    {
        foreach (Command command in FuzzCommandLine.Create(TextWriter.Null, TextWriter.Null).Subcommands)
        {
            string[] required = [.. command.Arguments.Where(argument => argument.Arity.MinimumNumberOfValues > 0).Select(_ => "x")];
            Assert.All(
                command.Options.Where(option => option.ValueType != typeof(bool)),
                option => AssertEmptyIsRejected([command.Name, .. required, option.Name, ""]));
            Assert.All(
                Enumerable.Range(0, command.Arguments.Count).Where(index => command.Arguments[index].Name != EncodeCommand.StreamName),
                index => AssertEmptyIsRejected([command.Name, .. Enumerable.Repeat("x", index), "", .. required.Skip(index + 1)]));
        }

        static void AssertEmptyIsRejected(string[] arguments)
        {
            (int exit, string output, string error) = Run(arguments);
            Assert.True((exit, output) == (2, ""), $"{string.Join(' ', arguments)}: exit code {exit}, {output}");
            Assert.Equal(1, error.Count(c => c == '\n'));
            Assert.Contains("See --help.", error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("list")]
    [InlineData("--help")]
    [InlineData("replay", "writer")]
    [InlineData("encode", "/dev/null", "a")]
    public void An_output_that_cannot_be_written_is_one_line_and_exit_code_2(params string[] arguments)
    {
        StringWriter error = new();
        using StreamWriter output = new(new ClosedStream()) { AutoFlush = true };
        string[] words = [.. arguments.Select(word => word == "writer" ? Path.Combine(Corpus, word) : word)];
        Assert.Equal(2, FuzzCommandLine.Run(words.Length > 1 && words[0] == "replay" ? ["replay", "writer", words[1]] : words, output, error));
        Assert.Equal($"Standard output cannot be written: closed{Environment.NewLine}", error.ToString());
    }

    [Fact]
    public void An_error_that_cannot_be_written_is_its_exit_code()
    {
        using StreamWriter closed = new(new ClosedStream()) { AutoFlush = true };
        Assert.Equal(2, FuzzCommandLine.Run(["frob"], TextWriter.Null, closed));
    }

    [Theory]
    [InlineData(1e9)]
    [InlineData(5e6)]
    [InlineData(1e-300)]
    public void Any_number_of_seconds_is_one_that_a_timer_takes(double seconds)
    {
        using CancellationTokenSource timer = new();
        timer.CancelAfter(Timers.Of(seconds));
    }

    [Theory]
    [InlineData("1e300")]
    [InlineData("Infinity")]
    [InlineData("5000000")]
    public void A_very_long_time_is_taken_as_for_ever(string seconds)
    {
        using TestFolder folder = new();
        string smallest = Path.Combine(folder.FullName, "min");
        (int exit, _, string error) = Run(
            "minimize", "chunking", Path.Combine(Corpus, "chunking", "nul-before-the-newline"), "--framer", "RedisStopsAtNul", "--output", smallest, "--seconds", seconds);
        Assert.Equal((0, ""), (exit, error));
        Assert.True(File.Exists(smallest));
    }

    [Fact]
    public void Help_has_the_exit_codes() => Assert.Contains("Exit code 0: nothing found; 1: ", Run("--help").Output.ReplaceLineEndings(" "), StringComparison.Ordinal);

    [Fact]
    public void Help_of_export_has_its_exit_codes() => Assert.Contains("Exit code 0: written; 2: wrong use", Run("export", "--help").Output.ReplaceLineEndings(" "), StringComparison.Ordinal);

    internal static (int Exit, string Output, string Error) Run(params string[] arguments)
    {
        StringWriter output = new();
        StringWriter error = new();
        return (FuzzCommandLine.Run(arguments, output, error), output.ToString(), error.ToString());
    }

    private sealed class ClosedStream : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("closed");

        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("closed");
    }
}
