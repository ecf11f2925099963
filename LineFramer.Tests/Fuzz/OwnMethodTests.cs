using System.Runtime.InteropServices;
using Xunit;

namespace LineFraming.Tests;

/// <summary>Methods of anyone's assembly are found, run and explained; what cannot be is rejected in one line.</summary>
public sealed class OwnMethodTests
{
    private const string Sample = "LineFraming.Tests.OwnSample";
    private const string Shapes = "LineFraming.Tests.OwnShapes";
    private static readonly string Here = typeof(OwnMethodTests).Assembly.Location;
    private static readonly string Input = Path.Combine(Repository.Root, "corpus", "writer", "plain");

    [Theory]
    [InlineData("OfArray", "31 bytes of an array")]
    [InlineData("WhereItsPackagesAre", "message: instrumented")]
    public void What_leaves_a_method_is_explained_with_the_command_that_repeats_it(string method, string expected)
    {
        (int exit, string output, string error) = FuzzCommandLineTests.Run("replay", "--assembly", Here, "--method", $"{Sample}.{method}", Input);
        Assert.Equal((1, ""), (exit, error));
        Assert.Contains($"FAIL  {Sample}.{method} plain: 31 bytes", output, StringComparison.Ordinal);
        Assert.Contains(expected, output, StringComparison.Ordinal);
        Assert.Contains($"-- replay --assembly {ShellWord.Quote(Here)} --method {Sample}.{method} {ShellWord.Quote(Input)}", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OfSpan")]
    [InlineData("OverTheLibrary")]
    public void Inputs_that_do_no_harm_are_ok(string method)
    {
        (int exit, string output, _) = FuzzCommandLineTests.Run("replay", Input, "--assembly", Here, "--method", $"{Sample}.{method}");
        Assert.Equal(0, exit);
        Assert.EndsWith($"1 inputs, 0 failed{Environment.NewLine}", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_method_of_a_nested_type_is_found_after_a_plus()
    {
        InstrumentedTarget target = new(FuzzMethod.Find(Here, $"{Sample}+Nested.Run", []), isPlain: true);
        target.Run([1]);
        Assert.Throws<IndexOutOfRangeException>(() => target.Run([]));
    }

    /// <summary>Each way in which a method may take its input and be waited for: it fails if it gets "ab", and only then.</summary>
    [Theory]
    [InlineData("OfSpan")]
    [InlineData("OfStream")]
    [InlineData("OfText")]
    [InlineData("OfData")]
    [InlineData("SpanTask")]
    [InlineData("ArrayTask")]
    [InlineData("StreamValueTask")]
    [InlineData("DataTask")]
    [InlineData("DataValueTask")]
    [InlineData("SpanValueTask")]
    public void A_method_gets_its_input_and_is_waited_for(string method)
    {
        InstrumentedTarget target = new(FuzzMethod.Find(Here, $"{Shapes}.{method}", []), isPlain: true);
        target.Run([]);
        target.Run("a"u8);
        Assert.Throws<InvalidOperationException>(() => target.Run("ab"u8));
    }

    /// <summary>Exceptions of the attribute, those derived from them, and those that are named are no finding.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("System.InvalidOperationException")]
    [InlineData("InvalidOperationException")]
    [InlineData("SystemException")]
    public void Exceptions_that_a_method_is_documented_to_throw_are_no_finding(string named)
    {
        FuzzMethod method = FuzzMethod.Find(Here, $"{Shapes}.Documented", []) with { Expected = named.Length == 0 ? [] : [named] };
        InstrumentedTarget target = new(method, isPlain: true);
        target.Run(new byte[1]);
        target.Run(new byte[2]);
        Exception? thrown = Record.Exception(() => target.Run(new byte[3]));
        Assert.Equal(named.Length == 0, thrown is InvalidOperationException);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0, "--ignore", "SystemException")]
    public void Replay_passes_over_the_exceptions_that_are_named(int expected, params string[] arguments)
    {
        (int exit, string output, _) = FuzzCommandLineTests.Run(["replay", Input, "--assembly", Here, "--method", $"{Sample}.OfArray", .. arguments]);
        Assert.Equal(expected, exit);
        Assert.Contains($"1 inputs, {expected} failed", output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_named_is_instrumented_and_nothing_else()
    {
        FuzzMethod method = FuzzMethod.Find(Here, $"{Sample}.OverTheLibrary", ["LineFramer"]);
        InstrumentedTarget target = new(method);
        CoverageMap map = Assert.Single(target.Coverage);
        Assert.Contains(map.Sources, source => source.Method == "LineFraming.LineFramer.Read");
        target.Run("a\n"u8);
        Assert.Contains(map.ToArray(), counter => counter > 0);
        Assert.Empty(new InstrumentedTarget(method, isPlain: true).Coverage);
    }

    [Fact]
    public void Types_that_are_named_are_instrumented_and_no_others()
    {
        FuzzMethod method = FuzzMethod.Find(Here, $"{Sample}.OverTheLibrary", ["LineFramer:LineFraming.LineFramer,LineFraming.LineDelimiter"]);
        CoverageMap map = Assert.Single(new InstrumentedTarget(method).Coverage);
        Assert.Equal(
            ["LineFraming.LineDelimiter", "LineFraming.LineFramer"],
            map.Sources.Select(source => source.Method[..source.Method.LastIndexOf('.')].TrimEnd('.').Split('+')[0]).Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("LineFramer.dll", "LineFramer")]
    [InlineData("out/LineFramer.DLL", "LineFramer")]
    [InlineData("LineFramer.dll:LineFraming.LineFramer", "LineFramer:LineFraming.LineFramer")]
    [InlineData("LineFramer", "LineFramer")]
    public void The_file_of_an_assembly_names_the_assembly(string named, string expected) =>
        Assert.Equal([expected], FuzzMethod.Find(Here, $"{Sample}.OverTheLibrary", [named]).Instrument);

    /// <summary>A copy of its own is loaded beside the method.</summary>
    [Fact]
    public void An_assembly_of_the_framework_is_instrumented_where_it_is_named()
    {
        InstrumentedTarget target = new(FuzzMethod.Find(Here, $"{Sample}.OverTheFramework", ["System.Text.Json"]));
        target.Run("[1]"u8);
        CoverageMap map = Assert.Single(target.Coverage);
        Assert.Contains(map.Sources, source => source.Method == "System.Text.Json.JsonDocument.Parse");
        Assert.Contains(map.ToArray(), counter => counter > 0);
        Assert.Equal("JsonReaderException", Record.Exception(() => target.Run("["u8))?.GetType().Name);
    }

    [Fact]
    public void Without_a_name_the_assembly_of_the_method_is_instrumented()
    {
        InstrumentedTarget target = new(FuzzMethod.Find(Here, $"{Sample}.OfSpan", []));
        Assert.Contains(Assert.Single(target.Coverage).Sources, source => source.Method == $"{Sample}.OfSpan");
        target.Run("a"u8);
        Assert.Contains(target.Coverage[0].ToArray(), counter => counter > 0);
        Assert.Throws<InvalidOperationException>(() => target.Run("ab"u8));
    }

    /// <summary>Packages for older frameworks bring along what this one has; what instrumented code calls is there once.</summary>
    [Fact]
    public void What_the_framework_has_comes_from_it_and_the_rest_from_the_folder()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string own = Copy(typeof(LineFramer).Assembly.Location, folder);
            string package = Copy(typeof(Assert).Assembly.Location, folder);
            Copy(typeof(FuzzTarget).Assembly.Location, folder);
            Copy(Path.Combine(AppContext.BaseDirectory, "SharpFuzz.Common.dll"), folder);
            Copy(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "System.Memory.dll"), folder);
            AssemblyNeighbours neighbours = new(own);
            Assert.Equal(own, neighbours.PathOf(new("LineFramer")));
            Assert.Equal(package, neighbours.PathOf(new("xunit.assert")));
            Assert.Null(neighbours.PathOf(new("System.Memory")));
            Assert.Null(neighbours.PathOf(new("LineFramer.FuzzEngine")));
            Assert.Null(neighbours.PathOf(new("SharpFuzz.Common")));
            Assert.Null(neighbours.PathOf(new("Nope")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("Cannot read the assembly /no/such.dll: ", "--assembly", "/no/such.dll", "--method", "A.B")]
    [InlineData("Cannot read the assembly ", "--assembly", "README", "--method", "A.B")]
    [InlineData("--assembly needs --method", "--assembly", "HERE")]
    [InlineData("has no type \"A\"", "--assembly", "HERE", "--method", "A.B")]
    [InlineData("has no type \"\"", "--assembly", "HERE", "--method", "B")]
    [InlineData("has no method \"Nope\"; what can be fuzzed is a static method, ", "--assembly", "HERE", "--method", $"{Sample}.Nope")]
    [InlineData($"{Sample}.Returns(byte[]): Int32 cannot be fuzzed; what can is a static method, ", "--assembly", "HERE", "--method", $"{Sample}.Returns")]
    [InlineData("cannot be fuzzed", "--assembly", "HERE", "--method", $"{Sample}+Generic`1.Run")]
    [InlineData($"{Shapes}.AsyncVoid(byte[]): void is async void, so nothing can wait for its end; return Task instead.", "--assembly", "HERE", "--method", $"{Shapes}.AsyncVoid")]
    [InlineData("no assembly named \"Nope\" to instrument beside ", "--assembly", "HERE", "--method", $"{Sample}.OfArray", "--instrument", "Nope")]
    [InlineData("LineFramer.FuzzEngine cannot be instrumented", "--assembly", "HERE", "--method", $"{Sample}.OfArray", "--instrument", "LineFramer.FuzzEngine")]
    [InlineData("System.Private.CoreLib cannot be instrumented: the runtime loads it once", "--assembly", "HERE", "--method", $"{Sample}.OfArray", "--instrument", "System.Private.CoreLib.dll")]
    [InlineData("System.Text.RegularExpressions cannot be instrumented: what instrumented code calls", "--assembly", "HERE", "--method", $"{Sample}.OfArray", "--instrument", "System.Text.RegularExpressions")]
    [InlineData("System.Runtime has no code to instrument: ", "--assembly", "HERE", "--method", $"{Sample}.OfArray", "--instrument", "System.Runtime")]
    [InlineData("not both: \"chunking\" and ", "chunking", "--assembly", "HERE", "--method", $"{Sample}.OfArray")]
    [InlineData("--framer goes with a target", "--assembly", "HERE", "--method", $"{Sample}.OfArray", "--framer", "RedisStopsAtNul")]
    [InlineData("There is no folder /no/such", "--assembly", "HERE", "--method", $"{Sample}.OfArray", "--corpus", "/no/such")]
    [InlineData("There is no dictionary /no/such", "--assembly", "HERE", "--method", $"{Sample}.OfArray", "--dict", "/no/such")]
    [InlineData("--json /no/such/found.json cannot be written: ", "--assembly", "HERE", "--method", $"{Sample}.OfArray", "--json", "/no/such/found.json")]
    [InlineData("--jobs must be at least 1", "--assembly", "HERE", "--method", $"{Sample}.OfArray", "--jobs", "0")]
    [InlineData("\"seed=1\" is not a flag", "--assembly", "HERE", "--method", $"{Sample}.OfArray", "--", "-runs=1", "seed=1")]
    [InlineData("--method needs --assembly", "chunking", "--method", "A.B")]
    [InlineData("--instrument needs --assembly", "chunking", "--instrument", "LineFramer")]
    [InlineData("What is to be fuzzed is missing: a target (chunking, ", "--seconds", "1")]
    public void A_method_that_cannot_be_fuzzed_is_one_line_and_exit_code_2(string expected, params string[] arguments) =>
        AssertRejected(expected, ["fuzz", .. arguments]);

    [Theory]
    [InlineData("Cannot read the assembly /no/such.dll: ", "--assembly", "/no/such.dll", "--method", "A.B", "file")]
    [InlineData("What is to be replayed is missing", "--assembly", "HERE", "--method", $"{Sample}.OfArray")]
    [InlineData("Cannot read /no/such", "--assembly", "HERE", "--method", $"{Sample}.OfArray", "/no/such")]
    [InlineData("--method needs --assembly", "chunking", "--method", "A.B")]
    [InlineData("--framer goes with a target", "--assembly", "HERE", "--method", $"{Sample}.OfArray", "--framer", "RedisStopsAtNul", "file")]
    public void A_method_that_cannot_be_replayed_is_one_line_and_exit_code_2(string expected, params string[] arguments) =>
        AssertRejected(expected, ["replay", .. arguments]);

    [Theory]
    [InlineData("distil --assembly needs --corpus", "distil", "--assembly", "HERE", "--method", $"{Sample}.OfArray")]
    [InlineData("There is no folder /no/such", "distil", "--assembly", "HERE", "--method", $"{Sample}.OfArray", "--corpus", "/no/such")]
    [InlineData("What is to be distilled is missing", "distil")]
    [InlineData("What is to be counted is missing", "coverage")]
    [InlineData("There are no inputs", "coverage", "--assembly", "HERE", "--method", $"{Sample}.AfterAllDescriptors")]
    [InlineData("Cannot read /no/such", "coverage", "--assembly", "HERE", "--method", $"{Sample}.OfArray", "/no/such")]
    [InlineData("--method needs --assembly", "coverage", "chunking", "--method", "A.B")]
    [InlineData("Cannot read the assembly /no/such.dll", "list", "--assembly", "/no/such.dll")]
    [InlineData("has no method \"Nope\"", "list", "--assembly", "HERE", "--method", $"{Sample}.Nope")]
    [InlineData("--timeout must be at least 1, not 0.", "replay", "--assembly", "HERE", "--method", $"{Sample}.OfArray", "README", "--timeout", "0")]
    [InlineData("--memory must be at least 0, not -1.", "replay", "--assembly", "HERE", "--method", $"{Sample}.OfArray", "README", "--memory", "-1")]
    public void What_a_command_cannot_do_with_a_method_is_one_line_and_exit_code_2(string expected, params string[] arguments) =>
        AssertRejected(expected, arguments);

    [Fact]
    public void The_methods_of_an_assembly_that_can_be_fuzzed_are_listed()
    {
        (int exit, string output, string error) = FuzzCommandLineTests.Run("list", "--assembly", Here);
        Assert.Equal((0, ""), (exit, error));
        string[] lines = output.Split(Environment.NewLine);
        Assert.Contains($"{Shapes}.OfData(FuzzedData): void", lines);
        Assert.Contains($"{Shapes}.OfSpan(ReadOnlySpan<byte>): void", lines);
        Assert.Contains($"{Shapes}.ArrayTask(byte[]): Task", lines);
        Assert.Contains($"{Sample}+Nested.Run(byte[]): void", lines);
        Assert.DoesNotContain("AsyncVoid", output, StringComparison.Ordinal);
        Assert.DoesNotContain('<', output.Replace("ReadOnlySpan<byte>", "", StringComparison.Ordinal));
    }

    [Fact]
    public void A_method_is_listed_with_what_is_explored_of_it_and_its_inputs()
    {
        (int exit, string output, string error) = FuzzCommandLineTests.Run(
            "list", "--assembly", Here, "--method", $"{Sample}.OverTheLibrary", "--instrument", "LineFramer.dll", "--corpus", Path.GetDirectoryName(Input)!);
        Assert.Equal((0, ""), (exit, error));
        Assert.StartsWith($"{Sample}.OverTheLibrary(ReadOnlySpan<byte>): void{Environment.NewLine}", output, StringComparison.Ordinal);
        Assert.Matches(@"    explores LineFramer: \d+ methods, with symbols\r?\n", output);
        Assert.Contains($"    {Directory.GetFiles(Path.GetDirectoryName(Input)!).Length} inputs in ", output, StringComparison.Ordinal);
        Assert.Contains($"    0 inputs in {Path.Combine("artifacts", "fuzz", "findings", $"{Sample}.OverTheLibrary")}", output, StringComparison.Ordinal);
    }

    private static string Copy(string file, string folder)
    {
        string copy = Path.Combine(folder, Path.GetFileName(file));
        File.Copy(file, copy);
        return copy;
    }

    private static void AssertRejected(string expected, string[] arguments)
    {
        string[] words = [.. arguments.Select(word => word switch { "HERE" => Here, "README" => Path.Combine(Repository.Root, "README.md"), _ => word })];
        (int exit, string output, string error) = FuzzCommandLineTests.Run(words);
        Assert.Equal((2, ""), (exit, output));
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Equal(1, error.Count(c => c == '\n'));
    }
}
