using LineFraming.Fuzz;
using LineFraming.Testing;
using Xunit;

namespace LineFraming.Tests;

/// <summary>Tests that the targets fuzz a user's framer as far as its adapter declares.</summary>
public sealed class ExternalFramerTests
{
    private const string Readers = "LineFraming.Tests.ExternalReaders";
    private static readonly string Here = typeof(ExternalFramerTests).Assembly.Location;

    [Theory]
    [InlineData($"{Readers}+Right", "handoff", "chunking")]
    [InlineData("LineFraming.Tests.MyFramerTests", "chunking", "handoff")]
    public void A_correct_framer_passes_the_whole_corpus(string type, params string[] targets)
    {
        ExternalFramer framer = ExternalFramer.Load(Here, type);
        Assert.All(targets, name =>
        {
            LineTarget target = TargetNamed(name).Over(framer);
            Assert.All(Corpus(name), input => target.Run(input));
        });
    }

    [Fact]
    public void A_known_bad_framer_fails_on_the_corpus()
    {
        LineTarget target = TargetNamed("chunking").Over(ExternalFramer.Load(Here, $"{Readers}+ForgetsAtNul"));
        Exception?[] failures = [.. Corpus("chunking").Select(input => Record.Exception(() => target.Run(input)))];
        Assert.Contains(failures, failure => failure is PropertyViolatedException);
        Assert.Contains(failures, failure => failure is null);
    }

    /// <summary>Any bytes decode to settings that the adapter declares.</summary>
    [Fact]
    public void Inputs_decode_to_settings_that_the_framer_offers()
    {
        ExternalFramer text = ExternalFramer.Load(Here, $"{Readers}+OfText");
        Random random = new(1);
        for (int i = 0; i < 1000; i++)
        {
            byte[] input = new byte[random.Next(64)];
            random.NextBytes(input);
            FramerCase decoded = text.Decode(input);
            Assert.True(text.Offered.Offers(decoded), decoded.ToString());
            Assert.Same(text.Offered, decoded.Options.Offered);
            Assert.False(decoded.Options.HasLimit);
        }

        Assert.All(Corpus("chunking"), input => TargetNamed("chunking").Over(text).Run(input));
    }

    [Theory]
    [InlineData(
        "handoff cannot run LineFraming.Tests.ExternalReaders+OfText: It declares that it reads ahead.", "handoff",
        $"{Readers}+OfText")]
    [InlineData("writer cannot run LineFraming.Tests.ExternalReaders+Right: It declares no writer.", "writer", $"{Readers}+Right")]
    [InlineData("pipe does not run framers.", "pipe", $"{Readers}+Right")]
    [InlineData("has no type \"Nope\"; --framer is Namespace.Type", "chunking", "Nope")]
    [InlineData("LineFraming.Tests.SampleMethods has no FramerAdapter: it needs", "chunking", "LineFraming.Tests.SampleMethods")]
    [InlineData("cannot be loaded: InvalidOperationException: no adapter today", "chunking", $"{Readers}+Broken")]
    [InlineData("cannot be loaded: NoMessageException: (there is no message: ", "chunking", $"{Readers}+BrokenWithoutMessage")]
    [InlineData("--framer-assembly needs --framer", "chunking")]
    public void A_framer_that_cannot_run_is_one_line_and_exit_code_2(string expected, string target, params string[] framer)
    {
        string[] arguments = [target, "--framer-assembly", Here, .. framer.SelectMany(name => (string[])["--framer", name])];
        (int exit, string output, string error) = FuzzCommandLineTests.Run(["fuzz", .. arguments]);
        Assert.Equal((2, ""), (exit, output));
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Equal(1, error.Count(c => c == '\n'));
    }

    [Theory]
    [InlineData(":Right")]
    [InlineData(".dll")]
    public void An_assembly_to_instrument_without_a_name_is_one_line_and_exit_code_2(string instrument)
    {
        (int exit, string output, string error) = FuzzCommandLineTests.Run(
            "fuzz", "chunking", "--framer-assembly", Here, "--framer", $"{Readers}+Right", "--instrument", instrument);
        Assert.Equal((2, ""), (exit, output));
        Assert.StartsWith("The name of an assembly to instrument is empty", error, StringComparison.Ordinal);
        Assert.Equal(1, error.Count(c => c == '\n'));
    }

    [Fact]
    public void A_missing_or_invalid_assembly_is_one_line()
    {
        Assert.Equal(2, FuzzCommandLineTests.Run("fuzz", "chunking", "--framer-assembly", "/no/such.dll", "--framer", "A").Exit);
        (int exit, _, string error) = FuzzCommandLineTests.Run(
            "fuzz", "chunking", "--framer-assembly", Path.Combine(Repository.Root, "README.md"), "--framer", "A");
        Assert.Equal((2, 1), (exit, error.Count(c => c == '\n')));
    }

    /// <summary>A session finds the bug of the known-bad framer and nothing in the correct one, and the finding replays.</summary>
    [HostFact]
    public void A_session_finds_the_bug_of_a_known_bad_framer_only()
    {
        string[] bad = ["--framer-assembly", Here, "--framer", $"{Readers}+ForgetsAtNul"];
        (int exit, string output, string error) = FuzzCommandLineTests.Run(
            [
                "fuzz", "chunking", .. bad, "--instrument", $"LineFramer.Tests.dll:{Readers}", "--from-empty", "--seconds", "30",
                "--", "-seed=1",
            ]);
        Assert.Equal((1, ""), (exit, error));
        Assert.Contains("PropertyViolatedException", output, StringComparison.Ordinal);
        Assert.Contains("lf \"\\n\", no limit; stream ", output, StringComparison.Ordinal);
        string again = output.Split("run it again: ")[1].Split(Environment.NewLine)[0];
        string file = again.Split(' ').Single(word => word.Contains("/crash-", StringComparison.Ordinal));
        Assert.EndsWith(
            $"replay chunking {file} --framer-assembly {ShellWord.Quote(Here)} --framer {Readers}+ForgetsAtNul",
            again,
            StringComparison.Ordinal);
        Assert.Equal(1, FuzzCommandLineTests.Run(["replay", "chunking", file, .. bad]).Exit);
        string[] right = ["--framer-assembly", Here, "--framer", $"{Readers}+Right"];
        Assert.Equal(0, FuzzCommandLineTests.Run(["replay", "chunking", file, .. right]).Exit);

        (exit, output, error) = FuzzCommandLineTests.Run(
            [
                "fuzz", "chunking", .. right, "--instrument", $"LineFramer.Tests:{Readers}", "--from-empty", "--seconds", "30",
                "--", "-seed=1", "-runs=3000",
            ]);
        Assert.Equal((0, ""), (exit, error));
        Assert.Matches(@"blocks [1-9]\d* of \d+", output);
    }

    private static LineTarget TargetNamed(string name) => LineTarget.All.Single(target => target.Name == name);

    private static IEnumerable<byte[]> Corpus(string target) =>
        Directory.GetFiles(Path.Combine(Repository.Root, "corpus", target)).Select(File.ReadAllBytes);
}
