using LineFraming.Fuzz;
using Xunit;

namespace LineFraming.Tests;

/// <summary>Tests how the coverage command reads a Cobertura file.</summary>
public sealed class CoberturaReportTests
{
    // The second class is that of an iterator: it has the lines of its body, and the line of its signature is in both classes.
    private const string TwoClasses = """
        <coverage><sources><source>/src/Library/</source></sources><packages><package><classes>
          <class filename="A.cs"><methods><method><lines><line number="1" hits="0" /></lines></method></methods><lines>
            <line number="1" hits="2" branch="False" />
            <line number="2" hits="1" branch="True" condition-coverage="50% (1/2)" />
            <line number="4" hits="0" branch="False" />
            <line number="5" hits="0" branch="True" condition-coverage="0% (0/2)" />
            <line number="9" hits="0" branch="False" />
          </lines></class>
          <class filename="A.cs"><lines>
            <line number="2" hits="0" branch="True" condition-coverage="100% (2/2)" />
            <line number="7" hits="1" branch="False" />
          </lines></class>
        </classes></package></packages></coverage>
        """;

    [Fact]
    public void Unreached_lines_and_branches_are_named_with_file_and_line()
    {
        CoberturaReport report = Read(TwoClasses);
        Assert.Equal((3, 6), report.Lines);
        Assert.Equal((3, 6), report.Branches);
        Assert.Equal(
            ["Library/A.cs:2: 3 of 4 branches reached", "Library/A.cs:4: not reached, to line 5", "Library/A.cs:9: not reached"],
            report.Unreached());
        Assert.Equal("all            50 %     3 of    6 lines   50 %     3 of    6 branches", report.Summary().Last());
    }

    [Fact]
    public void A_file_that_is_not_Cobertura_is_rejected()
    {
        Assert.Contains(
            "is not a Cobertura file",
            Assert.Throws<FuzzRejectedException>(() => Read("<coverage>")).Message,
            StringComparison.Ordinal);
        Assert.Throws<FuzzRejectedException>(
            () => Read("""<coverage><class filename="a"><lines><line hits="1" /></lines></class></coverage>"""));
    }

    private static CoberturaReport Read(string xml)
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, xml);
            return CoberturaReport.Read(file, "/src");
        }
        finally
        {
            File.Delete(file);
        }
    }
}
