namespace LineFraming.Probe;

/// <summary>Several servers side by side, cases down.</summary>
internal static class MarkdownGrid
{
    /// <summary>Writes the table, and under it what each mark stands for.</summary>
    public static void Write(TextWriter output, IReadOnlyList<ProbeReport> reports)
    {
        output.WriteLine($"| case | {string.Join(" | ", reports.Select(report => $"{report.Protocol} {report.Address}"))} |");
        output.WriteLine($"|---|{string.Concat(reports.Select(_ => "---|"))}");
        for (int i = 0; i < reports[0].Results.Count; i++)
        {
            ProbeCase known = reports[0].Results[i].Case;
            string row = string.Join(" | ", reports.Select(report => Cell(report.Results[i].Outcome.Verdict)));
            output.WriteLine($"| {known.Id} {known.Title} | {row} |");
        }

        output.WriteLine();
        foreach (ProbeReport report in reports)
        {
            output.WriteLine($"- {TerminalReport.Summary(report)}");
        }
    }

    private static string Cell(Verdict verdict) => verdict switch
    {
        Verdict.Passed => "✓",
        Verdict.Failed => "**failed**",
        Verdict.Skipped => "",
        _ => TerminalReport.Name(verdict),
    };
}
