using LineFraming.Fuzz;
using LineFraming.Testing;
using Xunit;

namespace LineFraming.Tests;

/// <summary>A framer of anyone's is fuzzed by the same targets, as far as its adapter declares.</summary>
public sealed class OutsideFramerTests
{
    private const string Readers = "LineFraming.Tests.OutsideReaders";
    private static readonly string Here = typeof(OutsideFramerTests).Assembly.Location;

    [Theory]
    [InlineData($"{Readers}+Right", "handoff", "chunking")]
    [InlineData("LineFraming.Tests.MyFramerTests", "chunking", "handoff")]
    public void A_framer_that_is_right_holds_on_the_whole_corpus(string type, params string[] targets)
    {
        OutsideFramer framer = OutsideFramer.Load(Here, type);
        Assert.All(targets, name =>
        {
            LineTarget target = TargetNamed(name).Over(framer);
            Assert.All(Corpus(name), input => target.Run(input));
        });
    }

    [Fact]
    public void A_known_bad_framer_does_not()
    {
        LineTarget target = TargetNamed("chunking").Over(OutsideFramer.Load(Here, $"{Readers}+ForgetsAtNul"));
        Exception?[] failures = [.. Corpus("chunking").Select(input => Record.Exception(() => target.Run(input)))];
        Assert.Contains(failures, failure => failure is PropertyViolatedException);
        Assert.Contains(failures, failure => failure is null);
    }

    /// <summary>Whatever the bytes, the settings are those that it declares.</summary>
    [Fact]
    public void Inputs_stand_for_what_the_framer_offers()
    {
        OutsideFramer text = OutsideFramer.Load(Here, $"{Readers}+OfText");
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
    [InlineData("handoff cannot be asked of LineFraming.Tests.OutsideReaders+OfText: It declares that it reads ahead.", "handoff", $"{Readers}+OfText")]
    [InlineData("writer cannot be asked of LineFraming.Tests.OutsideReaders+Right: It declares no writer.", "writer", $"{Readers}+Right")]
    [InlineData("pipe does not try framers.", "pipe", $"{Readers}+Right")]
    [InlineData("has no type \"Nope\"; --framer is Namespace.Type", "chunking", "Nope")]
    [InlineData("LineFraming.Tests.OwnSample has no FramerAdapter: it needs", "chunking", "LineFraming.Tests.OwnSample")]
    [InlineData("cannot be had: InvalidOperationException: no adapter today", "chunking", $"{Readers}+Broken")]
    [InlineData("--framer-assembly needs --framer", "chunking")]
    public void What_cannot_be_asked_is_one_line_and_exit_code_2(string expected, string target, params string[] framer)
    {
        string[] arguments = [target, "--framer-assembly", Here, .. framer.SelectMany(name => (string[])["--framer", name])];
        (int exit, string output, string error) = FuzzCommandLineTests.Run(["fuzz", .. arguments]);
        Assert.Equal((2, ""), (exit, output));
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Equal(1, error.Count(c => c == '\n'));
    }

    [Fact]
    public void An_assembly_that_is_not_there_or_is_none_is_one_line()
    {
        Assert.Equal(2, FuzzCommandLineTests.Run("fuzz", "chunking", "--framer-assembly", "/no/such.dll", "--framer", "A").Exit);
        (int exit, _, string error) = FuzzCommandLineTests.Run("fuzz", "chunking", "--framer-assembly", Path.Combine(Repository.Root, "README.md"), "--framer", "A");
        Assert.Equal((2, 1), (exit, error.Count(c => c == '\n')));
    }

    /// <summary>The session finds the bug of the one, and nothing of the other; what is found replays and becomes small.</summary>
    [HostFact]
    public void A_session_finds_the_bug_of_a_known_bad_framer_alone()
    {
        string[] bad = ["--framer-assembly", Here, "--framer", $"{Readers}+ForgetsAtNul"];
        (int exit, string output, string error) = FuzzCommandLineTests.Run(
            ["fuzz", "chunking", .. bad, "--instrument", $"LineFramer.Tests.dll:{Readers}", "--from-empty", "--seconds", "30", "--", "-seed=1"]);
        Assert.Equal((1, ""), (exit, error));
        Assert.Contains("PropertyViolatedException", output, StringComparison.Ordinal);
        Assert.Contains("lf \"\\n\", no limit; stream ", output, StringComparison.Ordinal);
        string again = output.Split("run it again: ")[1].Split(Environment.NewLine)[0];
        string file = again.Split(' ').Single(word => word.Contains("/crash-", StringComparison.Ordinal));
        Assert.EndsWith($"replay chunking {file} --framer-assembly {ShellWord.Quote(Here)} --framer {Readers}+ForgetsAtNul", again, StringComparison.Ordinal);
        Assert.Equal(1, FuzzCommandLineTests.Run(["replay", "chunking", file, .. bad]).Exit);
        Assert.Equal(0, FuzzCommandLineTests.Run("replay", "chunking", file, "--framer-assembly", Here, "--framer", $"{Readers}+Right").Exit);

        (exit, output, error) = FuzzCommandLineTests.Run(
            "fuzz", "chunking", "--framer-assembly", Here, "--framer", $"{Readers}+Right", "--instrument", $"LineFramer.Tests:{Readers}", "--from-empty", "--seconds", "30", "--", "-seed=1", "-runs=3000");
        Assert.Equal((0, ""), (exit, error));
        Assert.Matches(@"blocks [1-9]\d* of \d+", output);
    }

    private static LineTarget TargetNamed(string name) => LineTarget.All.Single(target => target.Name == name);

    private static IEnumerable<byte[]> Corpus(string target) => Directory.GetFiles(Path.Combine(Repository.Root, "corpus", target)).Select(File.ReadAllBytes);
}
