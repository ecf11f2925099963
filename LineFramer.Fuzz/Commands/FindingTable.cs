using System.Globalization;
using System.Text.Json;

namespace LineFraming.Fuzz;

/// <summary>What a session found, each kind in a row.</summary>
internal static class FindingTable
{
    // Of an input, so that the command after it is still seen.
    private const int ShownOfInput = 80;

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Prints the table, in Markdown.</summary>
    public static void Print(FuzzSession session, TextWriter output)
    {
        output.WriteLine("| finding | seen | first at | smallest input | run it again |");
        output.WriteLine("|---|---|---|---|---|");
        foreach (FoldedFinding finding in session.Folded.All)
        {
            string input = finding.Smallest.Bytes is { } bytes ? $"`{Escape.Quote(bytes, ShownOfInput)}`" : "not reported";
            string command = CommandOf(session.Target, finding) is { } again ? $"`{again}`" : "its file could not be written";
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"| {finding.Key} | {finding.Seen:N0} | {finding.FirstAt.TotalSeconds:0.0} s | {input} | {command} |"));
        }
    }

    /// <summary>Writes the findings as JSON.</summary>
    /// <returns>Why that cannot be done, as a sentence; null if it was.</returns>
    public static string? WhyNotWritten(IEnumerable<(FuzzTarget Target, FoldedFinding Finding)> findings, string file)
    {
        try
        {
            File.WriteAllText(file, JsonSerializer.Serialize(
                findings.Select(each => new
                {
                    Target = each.Target.FolderName,
                    Finding = each.Finding.Key,
                    each.Finding.Seen,
                    FirstAtSeconds = Math.Round(each.Finding.FirstAt.TotalSeconds, 1),
                    SmallestInput = each.Finding.Smallest.Bytes,
                    each.Finding.File,
                    each.Finding.Report,
                    Command = CommandOf(each.Target, each.Finding),
                }),
                Indented));
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return $"--json {file} cannot be written: {failure.Message}";
        }
    }

    private static string? CommandOf(FuzzTarget target, FoldedFinding finding) =>
        finding.File is { } file ? ThisProgram.Replay(target, SessionReport.RelativeToHere(file)) : null;
}
