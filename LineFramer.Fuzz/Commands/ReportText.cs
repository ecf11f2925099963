namespace LineFraming.Fuzz;

/// <summary>Formats reports of findings for a terminal.</summary>
internal static class ReportText
{
    private const string Indent = "      ";

    /// <summary>Indents a report, escapes control characters, and makes paths relative to the current folder.</summary>
    public static string Indented(string report)
    {
        string here = Environment.CurrentDirectory + Path.DirectorySeparatorChar;
        IEnumerable<string> lines = FindingReport.ForDisplay(report.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'));
        return string.Join(
            Environment.NewLine, lines.Select(line => Indent + Printable.Line(line).Replace(here, "", StringComparison.Ordinal)));
    }
}
