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
        Assert.Contains("      LineFraming.Testing.PropertyViolatedException: R3: ", output, StringComparison.Ordinal);
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
        Assert.Contains($"run it again: dotnet run --project LineFramer.Fuzz -- replay chunking {ShellWord.Quote(file)} --framer RedisStopsAtNul", output, StringComparison.Ordinal);
    }

    [Fact]
    public void List_names_every_target_and_its_layout()
    {
        (int exit, string output, _) = Run("list");
        Assert.Equal(0, exit);
        Assert.All(FuzzTarget.All, target => Assert.Contains($"{target.Name}: {target.Checks}", output, StringComparison.Ordinal));
        Assert.Contains("    byte 0       after so many reads", output, StringComparison.Ordinal);
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
    [InlineData("--jobs must be at least 1", "fuzz", "chunking", "--jobs", "0")]
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
    [InlineData("Unrecognized command or argument", "frob")]
    [InlineData("Required argument missing", "encode", "file")]
    [InlineData("is no escape", "encode", "file", @"\q")]
    [InlineData("is not one byte", "encode", "file", "\u20ac")]
    [InlineData("up to 12 chunk sizes", "encode", "file", "a", "--cuts", "1", "1", "1", "1", "1", "1", "1", "1", "1", "1", "1", "1", "1")]
    [InlineData("a limit up to 254 or of 1100", "encode", "file", "a", "--limit", "255")]
    [InlineData("Cannot parse argument '256'", "encode", "file", "a", "--cuts", "256")]
    public void What_is_wrong_on_the_command_line_is_one_line_and_exit_code_2(string expected, params string[] arguments)
    {
        (int exit, string output, string error) = Run(arguments);
        Assert.Equal((2, ""), (exit, output));
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Equal(1, error.Count(c => c == '\n'));
    }

    internal static (int Exit, string Output, string Error) Run(params string[] arguments)
    {
        StringWriter output = new();
        StringWriter error = new();
        return (FuzzCommandLine.Run(arguments, output, error), output.ToString(), error.ToString());
    }
}
