using LineFraming.Fuzz;
using LineFraming.Testing;
using Xunit;

namespace LineFraming.Tests;

/// <summary>Tests the command line of the fuzzing program.</summary>
public sealed class FuzzCommandLineTests
{
    private static readonly string Corpus = Path.Combine(Repository.Root, "corpus");

    [Fact]
    public void Replay_runs_a_folder_and_shows_each_input_decoded()
    {
        (int exit, string output, string error) = Run("replay", "writer", Path.Combine(Corpus, "writer"));
        Assert.Equal((0, ""), (exit, error));
        Assert.Contains(
            "ok    writer found-delimiter-overlaps-itself: aa \"aa\", limit 4, Throw; stream \"a\"",
            output,
            StringComparison.Ordinal);
        Assert.EndsWith(
            $"{Directory.GetFiles(Path.Combine(Corpus, "writer")).Length} inputs, 0 failed{Environment.NewLine}",
            output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Replay_finds_the_corpus_from_any_folder_of_the_checkout()
    {
        (int exit, string output, string error) = Run("replay", "writer");
        Assert.Equal((0, ""), (exit, error));
        Assert.EndsWith(
            $"{Directory.GetFiles(Path.Combine(Corpus, "writer")).Length} inputs, 0 failed{Environment.NewLine}",
            output,
            StringComparison.Ordinal);
    }

    /// <summary>The names of folder and file may contain characters that are special to a shell.</summary>
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
        Assert.Contains(
            $"replay chunking {ShellWord.Quote(file)} --framer RedisStopsAtNul{Environment.NewLine}",
            output,
            StringComparison.Ordinal);
        Assert.EndsWith($"1 inputs, 1 failed{Environment.NewLine}", output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_command_that_repeats_a_finding_names_the_framer()
    {
        string file = Path.Combine(Corpus, "chunking", "nul-before-the-newline");
        (int exit, string output, _) = Run("replay", "chunking", file, "--framer", "RedisStopsAtNul");
        Assert.Equal(1, exit);
        Assert.Contains(
            $"run it again: dotnet run --project {ShellWord.Quote(Path.Combine(Repository.Root, "LineFramer.Fuzz"))} -- replay "
            + $"chunking {ShellWord.Quote(file)} --framer RedisStopsAtNul",
            output,
            StringComparison.Ordinal);
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
        Assert.Contains("    byte 0       modulo 4: after this many reads", output, StringComparison.Ordinal);

        // The tests run in a subfolder of the checkout.
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
                "encode", file, @"a\r\n\x00\\\""\t", "--delimiter", "lf", "--limit", "3",
                "--policy", "Truncate", "--chunks", "1", "2", "--ended");
            Assert.Equal(0, exit);
            Assert.Equal(
                "lf \"\\n\", limit 3, Truncate; stream \"a\\r\\n\\x00\\\\\\\"\\x09\", chunks [1 2], ended" + Environment.NewLine,
                encoded);
            (exit, string replayed, _) = Run("replay", "chunking", file);
            Assert.Equal(0, exit);
            Assert.Contains(encoded, replayed, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Otherwise it would be a file with arguments.</summary>
    [Fact]
    public void An_argument_that_begins_with_an_at_sign_is_itself()
    {
        using TestFolder folder = new();
        string file = Path.Combine(folder.FullName, "found");
        (int exit, string encoded, string error) = Run("encode", file, "@inbox");
        Assert.Equal((0, ""), (exit, error));
        Assert.Contains("stream \"@inbox\"", encoded, StringComparison.Ordinal);
        (exit, _, error) = Run("replay", "chunking", $"@{file}");
        Assert.Equal(2, exit);
        Assert.StartsWith($"Cannot read @{file}: ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1e9)]
    [InlineData(5e6)]
    [InlineData(1e-300)]
    public void Any_number_of_seconds_fits_a_timer(double seconds)
    {
        using CancellationTokenSource timer = new();
        timer.CancelAfter(Timers.Of(seconds));
    }

    [Theory]
    [InlineData("1e300")]
    [InlineData("Infinity")]
    [InlineData("5000000")]
    public void A_very_long_time_is_treated_as_no_limit(string seconds)
    {
        using TestFolder folder = new();
        string smallest = Path.Combine(folder.FullName, "min");
        (int exit, _, string error) = Run(
            "minimize", "chunking", Path.Combine(Corpus, "chunking", "nul-before-the-newline"),
            "--framer", "RedisStopsAtNul", "--output", smallest, "--seconds", seconds);
        Assert.Equal((0, ""), (exit, error));
        Assert.True(File.Exists(smallest));
    }

    [Fact]
    public void Help_has_the_exit_codes() =>
        Assert.Contains("Exit code 0: nothing found; 1: ", Run("--help").Output.ReplaceLineEndings(" "), StringComparison.Ordinal);

    [Fact]
    public void Help_of_export_has_its_exit_codes() =>
        Assert.Contains(
            "Exit code 0: written; 2: invalid arguments",
            Run("export", "--help").Output.ReplaceLineEndings(" "),
            StringComparison.Ordinal);

    internal static (int Exit, string Output, string Error) Run(params string[] arguments)
    {
        StringWriter output = new();
        StringWriter error = new();
        return (FuzzCommandLine.Run(arguments, output, error), output.ToString(), error.ToString());
    }
}
