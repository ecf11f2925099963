using Xunit;

namespace LineFraming.Tests;

/// <summary>Tests that methods of a user's assembly that cannot be fuzzed are rejected in one line.</summary>
public sealed class RejectedMethodTests
{
    private const string Sample = "LineFraming.Tests.SampleMethods";
    private const string Shapes = "LineFraming.Tests.SampleSignatures";
    private static readonly string Here = typeof(RejectedMethodTests).Assembly.Location;

    [Theory]
    [InlineData("Cannot read the assembly /no/such.dll: ", "--assembly", "/no/such.dll", "--method", "A.B")]
    [InlineData("Cannot read the assembly ", "--assembly", "README", "--method", "A.B")]
    [InlineData("--assembly needs --method", "--assembly", "HERE")]
    [InlineData("has no type \"A\"", "--assembly", "HERE", "--method", "A.B")]
    [InlineData("has no type \"\"", "--assembly", "HERE", "--method", "B")]
    [InlineData("has no method \"Nope\"; the fuzzer runs a static method, ", "--assembly", "HERE", "--method", $"{Sample}.Nope")]
    [InlineData(
        $"{Sample}.Returns(byte[]): Int32 cannot be fuzzed; the fuzzer runs a static method, ", "--assembly", "HERE", "--method",
        $"{Sample}.Returns")]
    [InlineData("cannot be fuzzed", "--assembly", "HERE", "--method", $"{Sample}+Generic`1.Run")]
    [InlineData(
        $"{Shapes}.AsyncVoid(byte[]): void is async void, so its end cannot be awaited; return Task instead.", "--assembly", "HERE",
        "--method", $"{Shapes}.AsyncVoid")]
    [InlineData(
        "no assembly named \"Nope\" to instrument beside ", "--assembly", "HERE", "--method", $"{Sample}.OfArray", "--instrument",
        "Nope")]
    [InlineData(
        "The name of an assembly to instrument is empty", "--assembly", "HERE", "--method", $"{Sample}.OfArray", "--instrument",
        ":SampleMethods")]
    [InlineData(
        "The name of an assembly to instrument is empty", "--assembly", "HERE", "--method", $"{Sample}.OfArray", "--instrument",
        ".dll")]
    [InlineData(
        "The name of an assembly to instrument is empty", "--assembly", "HERE", "--method", $"{Sample}.OfArray", "--instrument",
        "bin/.exe:SampleMethods")]
    [InlineData(
        "LineFramer.FuzzEngine cannot be instrumented", "--assembly", "HERE", "--method", $"{Sample}.OfArray", "--instrument",
        "LineFramer.FuzzEngine")]
    [InlineData(
        "System.Private.CoreLib cannot be instrumented: the runtime loads it once", "--assembly", "HERE", "--method",
        $"{Sample}.OfArray", "--instrument", "System.Private.CoreLib.dll")]
    [InlineData(
        "System.Text.RegularExpressions cannot be instrumented: the hooks that report comparisons", "--assembly", "HERE",
        "--method", $"{Sample}.OfArray", "--instrument", "System.Text.RegularExpressions")]
    [InlineData(
        "System.Runtime has no code to instrument: ", "--assembly", "HERE", "--method", $"{Sample}.OfArray", "--instrument",
        "System.Runtime")]
    [InlineData("not both: \"chunking\" and ", "chunking", "--assembly", "HERE", "--method", $"{Sample}.OfArray")]
    [InlineData("--framer can be used with a target", "--assembly", "HERE", "--method", $"{Sample}.OfArray", "--framer", "RedisStopsAtNul")]
    [InlineData(
        "The folder of --corpus, /no/such, does not exist", "--assembly", "HERE", "--method", $"{Sample}.OfArray", "--corpus",
        "/no/such")]
    [InlineData(
        "The file of --dict, /no/such, does not exist", "--assembly", "HERE", "--method", $"{Sample}.OfArray", "--dict", "/no/such")]
    [InlineData(
        "--json /no/such/found.json cannot be written: ", "--assembly", "HERE", "--method", $"{Sample}.OfArray", "--json",
        "/no/such/found.json")]
    [InlineData("--jobs must be at least 1", "--assembly", "HERE", "--method", $"{Sample}.OfArray", "--jobs", "0")]
    [InlineData("\"seed=1\" is not a flag", "--assembly", "HERE", "--method", $"{Sample}.OfArray", "--", "-runs=1", "seed=1")]
    [InlineData("--method needs --assembly", "chunking", "--method", "A.B")]
    [InlineData("--instrument needs --assembly", "chunking", "--instrument", "LineFramer")]
    [InlineData("The target is missing: name a target (chunking, ", "--seconds", "1")]
    public void A_method_that_cannot_be_fuzzed_is_one_line_and_exit_code_2(string expected, params string[] arguments) =>
        AssertRejected(expected, ["fuzz", .. arguments]);

    [Theory]
    [InlineData("Cannot read the assembly /no/such.dll: ", "--assembly", "/no/such.dll", "--method", "A.B", "file")]
    [InlineData("The inputs are missing", "--assembly", "HERE", "--method", $"{Sample}.OfArray")]
    [InlineData("Cannot read /no/such", "--assembly", "HERE", "--method", $"{Sample}.OfArray", "/no/such")]
    [InlineData("--method needs --assembly", "chunking", "--method", "A.B")]
    [InlineData(
        "--framer can be used with a target", "--assembly", "HERE", "--method", $"{Sample}.OfArray", "--framer", "RedisStopsAtNul",
        "file")]
    public void A_method_that_cannot_be_replayed_is_one_line_and_exit_code_2(string expected, params string[] arguments) =>
        AssertRejected(expected, ["replay", .. arguments]);

    [Theory]
    [InlineData("distil --assembly needs --corpus", "distil", "--assembly", "HERE", "--method", $"{Sample}.OfArray")]
    [InlineData(
        "The folder of --corpus, /no/such, does not exist", "distil", "--assembly", "HERE", "--method", $"{Sample}.OfArray",
        "--corpus", "/no/such")]
    [InlineData("The target is missing", "distil")]
    [InlineData("that is the folder of the assembly", "export", "FOLDER", "--assembly", "HERE", "--method", $"{Sample}.OfArray")]
    [InlineData("The target is missing", "coverage")]
    [InlineData("There are no inputs", "coverage", "--assembly", "HERE", "--method", $"{Sample}.AfterAllDescriptors")]
    [InlineData("Cannot read /no/such", "coverage", "--assembly", "HERE", "--method", $"{Sample}.OfArray", "/no/such")]
    [InlineData("--method needs --assembly", "coverage", "chunking", "--method", "A.B")]
    [InlineData("Cannot read the assembly /no/such.dll", "list", "--assembly", "/no/such.dll")]
    [InlineData("has no method \"Nope\"", "list", "--assembly", "HERE", "--method", $"{Sample}.Nope")]
    [InlineData(
        "--timeout must be at least 1, not 0.", "replay", "--assembly", "HERE", "--method", $"{Sample}.OfArray", "README",
        "--timeout", "0")]
    [InlineData(
        "--memory must be at least 0, not -1.", "replay", "--assembly", "HERE", "--method", $"{Sample}.OfArray", "README",
        "--memory", "-1")]
    public void What_a_command_cannot_do_with_a_method_is_one_line_and_exit_code_2(string expected, params string[] arguments) =>
        AssertRejected(expected, arguments);

    private static void AssertRejected(string expected, string[] arguments)
    {
        string readme = Path.Combine(Repository.Root, "README.md");
        string folder = $"{Path.GetDirectoryName(Here)}/";
        string[] words =
            [.. arguments.Select(word => word switch { "HERE" => Here, "FOLDER" => folder, "README" => readme, _ => word })];
        (int exit, string output, string error) = FuzzCommandLineTests.Run(words);
        Assert.Equal((2, ""), (exit, output));
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Equal(1, error.Count(c => c == '\n'));
    }
}
