namespace LineFraming.Fuzz;

/// <summary>Reports of findings on a terminal.</summary>
internal static class ReportText
{
    private const string Indent = "      ";

    /// <summary>A report, or any text of several lines, indented and safe to show.</summary>
    /// <param name="report">The text.</param>
    public static string Indented(string report) => string.Join(
        Environment.NewLine, FindingReport.ForPeople(report.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n')).Select(line => Indent + Printable.Line(line)));
}
