namespace LineFraming.Fuzz;

/// <summary>Reports of findings on a terminal.</summary>
internal static class ReportText
{
    private const string Indent = "      ";

    /// <summary>A report, or any text of several lines, indented and safe to show, with files as seen from here.</summary>
    public static string Indented(string report)
    {
        string here = Environment.CurrentDirectory + Path.DirectorySeparatorChar;
        IEnumerable<string> lines = FindingReport.ForPeople(report.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'));
        return string.Join(Environment.NewLine, lines.Select(line => Indent + Printable.Line(line).Replace(here, "", StringComparison.Ordinal)));
    }
}
