using System.Xml.Linq;
using LineFraming.Fuzz;
using Xunit;

namespace LineFraming.Tests;

/// <summary>Tests that the lines and branches that inputs of a user's method reach are counted.</summary>
public sealed class MethodCoverageTests : IDisposable
{
    private const string Sample = "LineFraming.Tests.SampleMethods";
    private static readonly string Here = typeof(MethodCoverageTests).Assembly.Location;
    private static readonly string Source = Path.Combine(Repository.Root, "LineFramer.Tests", "Fuzz", "SampleMethods.cs");
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_line_and_each_branch_is_counted()
    {
        CoberturaReport report = ReportOf("Branching", "44");
        Assert.Equal(["1 of 2 branches reached"], Unreached(report, "entry"));
        Assert.Empty(Unreached(report, "greater"));
        Assert.StartsWith("not reached", Assert.Single(Unreached(report, "not greater")), StringComparison.Ordinal);
        Assert.Equal(["2 of 4 branches reached"], UnreachedAt(report, "if (input.Length > 1 && input[0] > 50)"));
    }

    [Fact]
    public void Lines_reached_before_the_process_ended_are_counted()
    {
        MethodCoverage coverage = new(Method("ExitsOrThrows"), Path.Combine(_folder.FullName, "coverage"));
        (List<string> failing, List<(LineTable Table, uint[] Counts)> counted) = coverage.Count(Inputs("a", "bb", "ccc"));
        Assert.Equal(["1", "2"], failing.Select(Path.GetFileName));
        CoberturaReport report = Report(counted);
        Assert.Empty(UnreachedAt(report, "throw new InvalidOperationException(\"longer than two\");"));
        Assert.Empty(UnreachedAt(report, "if (input.Length > 2)"));
        Assert.DoesNotContain("counters", Directory.GetFiles(coverage.Folder).Select(Path.GetFileName));
    }

    [Fact]
    public void The_file_has_the_Cobertura_format()
    {
        LineTable table = new("Own", null) { Count = 5 };
        table.Statements.AddRange(
            [new("A.B", "/src/own/B.cs", 3, 4, 0), new("A.B", "/src/own/B.cs", 7, 7, 1), new("A.C", "/src/own/c/C.cs", 1, 1, 1)]);
        table.Conditions.AddRange([new("/src/own/B.cs", 3, 0, 2, []), new("/src/own/B.cs", 7, 1, 2, [3, 4])]);
        string file = Path.Combine(_folder.FullName, "coverage.xml");
        Assert.Equal("/src/own/", CoberturaFile.Write(file, [(table, [5, 0, 2, 0, 9])]));
        XElement document = XDocument.Load(file).Root!;
        Assert.Equal("/src/own/", document.Element("sources")!.Element("source")!.Value);
        Assert.Equal(("2", "4"), ((string?)document.Attribute("lines-covered"), (string?)document.Attribute("lines-valid")));
        Assert.Equal(["Own"], document.Descendants("package").Select(package => (string?)package.Attribute("name")));
        Assert.Equal(
            ["A.B B.cs", "A.C c/C.cs"],
            document.Descendants("class").Select(type => $"{(string?)type.Attribute("name")} {(string?)type.Attribute("filename")}"));
        Assert.Equal(
            ["3 5 100% (2/2)", "4 5 ", "7 0 66% (2/3)", "1 0 "],
            document.Descendants("line")
                .Select(
                    line =>
                        $"{(string?)line.Attribute("number")} {(string?)line.Attribute("hits")} "
                        + $"{(string?)line.Attribute("condition-coverage")}"));
        Assert.Equal(["B.cs:7: not reached", "c/C.cs:1: not reached"], CoberturaReport.Read(file, "/src/own/").Unreached());
    }

    [Theory]
    [InlineData(false, "it has no portable PDB, neither LineFramer.pdb next to it nor an embedded one")]
    [InlineData(true, "its PDB is from another build")]
    public void Without_symbols_the_methods_are_counted_and_the_reason_is_given(bool hasOthers, string reason)
    {
        string path = Path.Combine(_folder.FullName, "LineFramer.dll");
        File.Copy(typeof(LineFramer).Assembly.Location, path);
        if (hasOthers)
        {
            File.Copy(Path.ChangeExtension(typeof(FuzzTarget).Assembly.Location, ".pdb"), Path.ChangeExtension(path, ".pdb"));
        }

        LineTable table = LineInstrumenter.Rewrite(path, null, 0).Lines;
        Assert.Empty(table.Statements);
        uint[] counts = new uint[table.Count];
        counts[table.Methods.First(method => method.Method == "LineFraming.LineFramer.Reset").Counter] = 3;
        string[] lines = [.. MethodCoverage.WithoutLines(table, counts)];
        Assert.Equal(
            $"LineFramer has no symbols ({reason}), so its lines are not known; 1 of its {table.Methods.Count} methods are reached",
            lines[0]);
        Assert.Contains("LineFraming.LineFramer.Read: not reached", lines);
        Assert.Equal(table.Methods.Count, lines.Length);
    }

    [Fact]
    public void No_assembly_with_symbols_is_one_line_and_exit_code_3()
    {
        (int exit, string output, string error) = FuzzCommandLineTests.Run(
            [
                "coverage", .. Inputs("[]"), "--assembly", Here, "--method", $"{Sample}.OverTheFramework", "--instrument",
                "System.Text.Json",
            ]);
        Assert.Equal(
            (3, $"None of the instrumented assemblies has symbols, so there is neither a Cobertura file nor a page.{Environment.NewLine}"),
            (exit, error));
        Assert.Matches(
            @"System\.Text\.Json has no symbols \(.*\), so its lines are not known; [1-9]\d* of its \d+ methods are reached",
            output);
    }

    [Theory]
    [InlineData("/_/src/", "/_/src/A.cs", "/_/src/b/C.cs")]
    [InlineData("/_/", "/_/src/A.cs", "/_/other/C.cs")]
    [InlineData("C:/a/", "C:/a/b/A.cs", "C:/a/c/C.cs")]
    [InlineData("/", "/a/A.cs", "D:/C.cs")]
    [InlineData("/")]
    public void Files_are_relative_to_their_common_folder(string expected, params string[] files) =>
        Assert.Equal(expected, CoberturaFile.CommonFolder(files));

    [Fact]
    public void Outside_of_a_checkout_the_page_is_made_by_the_same_version() =>
        Assert.Equal(CoveragePage.Version, CoveragePage.VersionIn(new(Repository.Root)));

    private static FuzzMethod Method(string name) => FuzzMethod.Find(Here, $"{Sample}.{name}", [$"LineFramer.Tests:{Sample}"]);

    // Returns what is reported for the line with a comment.
    private static IEnumerable<string> Unreached(CoberturaReport report, string comment) => UnreachedAt(report, $"// {comment}");

    private static IEnumerable<string> UnreachedAt(CoberturaReport report, string code)
    {
        int line = Array.FindIndex(File.ReadAllLines(Source), text => text.EndsWith(code, StringComparison.Ordinal)) + 1;
        Assert.NotEqual(0, line);
        string place = $"SampleMethods.cs:{line}: ";
        return report.Unreached().Where(each => each.StartsWith(place, StringComparison.Ordinal)).Select(each => each[place.Length..]);
    }

    private CoberturaReport ReportOf(string method, params string[] inputs) =>
        Report(new MethodCoverage(Method(method), Path.Combine(_folder.FullName, "coverage")).Count(Inputs(inputs)).Counted);

    private CoberturaReport Report(List<(LineTable Table, uint[] Counts)> counted)
    {
        string file = Path.Combine(_folder.FullName, "coverage.xml");
        string root = CoberturaFile.Write(file, counted);
        return CoberturaReport.Read(file, root);
    }

    private string[] Inputs(params string[] inputs)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder.FullName, "inputs")).FullName;
        return [.. inputs.Select((input, i) =>
        {
            string file = Path.Combine(folder, $"{i}");
            File.WriteAllText(file, input);
            return file;
        })];
    }
}
