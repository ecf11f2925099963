using System.Runtime.InteropServices;
using Xunit;

namespace LineFraming.Tests;

/// <summary>Tests that methods of a user's assembly are found, run and explained.</summary>
public sealed class UserMethodTests
{
    private const string Sample = "LineFraming.Tests.SampleMethods";
    private const string Shapes = "LineFraming.Tests.SampleSignatures";
    private static readonly string Here = typeof(UserMethodTests).Assembly.Location;
    private static readonly string Input = Path.Combine(Repository.Root, "corpus", "writer", "plain");

    [Theory]
    [InlineData("OfArray", "31 bytes of an array")]
    [InlineData("WhereItsPackagesAre", "message: instrumented")]
    public void An_exception_is_explained_with_the_command_that_repeats_it(string method, string expected)
    {
        (int exit, string output, string error) = FuzzCommandLineTests.Run(
            "replay", "--assembly", Here, "--method", $"{Sample}.{method}", Input);
        Assert.Equal((1, ""), (exit, error));
        Assert.Contains($"FAIL  {Sample}.{method} plain: 31 bytes", output, StringComparison.Ordinal);
        Assert.Contains(expected, output, StringComparison.Ordinal);
        Assert.Contains(
            $"-- replay --assembly {ShellWord.Quote(Here)} --method {Sample}.{method} {ShellWord.Quote(Input)}",
            output,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OfSpan")]
    [InlineData("OverTheLibrary")]
    public void Inputs_that_pass_are_ok(string method)
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

    /// <summary>Tries each parameter and return type; the methods fail if and only if the input starts with "ab".</summary>
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
    public void A_method_gets_its_input_and_is_awaited(string method)
    {
        InstrumentedTarget target = new(FuzzMethod.Find(Here, $"{Shapes}.{method}", []), isPlain: true);
        target.Run([]);
        target.Run("a"u8);
        Assert.Throws<InvalidOperationException>(() => target.Run("ab"u8));
    }

    /// <summary>Exceptions that the attribute or the command line names, and those derived from them, are not findings.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("System.InvalidOperationException")]
    [InlineData("InvalidOperationException")]
    [InlineData("SystemException")]
    public void Exceptions_that_a_method_is_documented_to_throw_are_ignored(string named)
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
    public void Replay_ignores_the_exceptions_that_are_named(int expected, params string[] arguments)
    {
        (int exit, string output, _) = FuzzCommandLineTests.Run(
            ["replay", Input, "--assembly", Here, "--method", $"{Sample}.OfArray", .. arguments]);
        Assert.Equal(expected, exit);
        Assert.Contains($"1 inputs, {expected} failed", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_named_assemblies_are_instrumented()
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
    public void Only_the_named_types_are_instrumented()
    {
        FuzzMethod method = FuzzMethod.Find(
            Here, $"{Sample}.OverTheLibrary", ["LineFramer:LineFraming.LineFramer,LineFraming.LineDelimiter"]);
        CoverageMap map = Assert.Single(new InstrumentedTarget(method).Coverage);
        Assert.Equal(
            ["LineFraming.LineDelimiter", "LineFraming.LineFramer"],
            map.Sources.Select(source => source.Method[..source.Method.LastIndexOf('.')].TrimEnd('.').Split('+')[0])
                .Distinct()
                .Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("LineFramer.dll", "LineFramer")]
    [InlineData("out/LineFramer.DLL", "LineFramer")]
    [InlineData("LineFramer.dll:LineFraming.LineFramer", "LineFramer:LineFraming.LineFramer")]
    [InlineData("LineFramer", "LineFramer")]
    public void The_file_of_an_assembly_names_the_assembly(string named, string expected) =>
        Assert.Equal([expected], FuzzMethod.Find(Here, $"{Sample}.OverTheLibrary", [named]).Instrument);

    /// <summary>A copy of the assembly is instrumented and loaded for the method.</summary>
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

    /// <summary>Packages for older frameworks contain framework assemblies; what instrumented code calls must be loaded once.</summary>
    [Fact]
    public void Framework_assemblies_come_from_it_and_others_from_the_folder()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string own = Copy(typeof(LineFramer).Assembly.Location, folder);
            string package = Copy(typeof(Assert).Assembly.Location, folder);
            Copy(typeof(FuzzTarget).Assembly.Location, folder);
            Copy(Path.Combine(AppContext.BaseDirectory, "SharpFuzz.Common.dll"), folder);
            Copy(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "System.Memory.dll"), folder);
            AssemblyLocator locator = new(own);
            Assert.Equal(own, locator.PathOf(new("LineFramer")));
            Assert.Equal(package, locator.PathOf(new("xunit.assert")));
            Assert.Null(locator.PathOf(new("System.Memory")));
            Assert.Null(locator.PathOf(new("LineFramer.FuzzEngine")));
            Assert.Null(locator.PathOf(new("SharpFuzz.Common")));
            Assert.Null(locator.PathOf(new("Nope")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

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
    public void A_method_is_listed_with_its_assemblies_and_its_inputs()
    {
        (int exit, string output, string error) = FuzzCommandLineTests.Run(
            "list", "--assembly", Here, "--method", $"{Sample}.OverTheLibrary", "--instrument", "LineFramer.dll",
            "--corpus", Path.GetDirectoryName(Input)!);
        Assert.Equal((0, ""), (exit, error));
        Assert.StartsWith($"{Sample}.OverTheLibrary(ReadOnlySpan<byte>): void{Environment.NewLine}", output, StringComparison.Ordinal);
        Assert.Matches(@"    instruments LineFramer: \d+ methods, with symbols\r?\n", output);
        Assert.Contains($"    {Directory.GetFiles(Path.GetDirectoryName(Input)!).Length} inputs in ", output, StringComparison.Ordinal);
        Assert.Contains(
            $"    0 inputs in {Path.Combine("artifacts", "fuzz", "findings", $"{Sample}.OverTheLibrary")}",
            output,
            StringComparison.Ordinal);
    }

    private static string Copy(string file, string folder)
    {
        string copy = Path.Combine(folder, Path.GetFileName(file));
        File.Copy(file, copy);
        return copy;
    }
}
