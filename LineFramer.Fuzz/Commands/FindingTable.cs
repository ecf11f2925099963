using System.Globalization;
using System.Text.Json;

namespace LineFraming.Fuzz;

/// <summary>Prints the findings of a session as a table, one row for each kind, or as JSON.</summary>
internal static class FindingTable
{
    // A longer input is cut off, so that the command after it stays visible.
    private const int ShownOfInput = 80;

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Prints the table, in Markdown.</summary>
    public static void Print(FuzzSession session, TextWriter output)
    {
        output.WriteLine("| finding | seen | first at | smallest input | run it again |");
        output.WriteLine("|---|---|---|---|---|");
        foreach (UniqueFinding finding in session.UniqueFindings.All)
        {
            string input = finding.Smallest.Bytes is { } bytes ? $"`{Escape.Quote(bytes, ShownOfInput)}`" : "not reported";
            string command = CommandOf(session.Target, finding) is { } again ? $"`{again}`" : "its file could not be written";
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {finding.Key} | {finding.Seen:N0} | {finding.FirstAt.TotalSeconds:0.0} s | {input} | {command} |"));
        }
    }

    /// <summary>Writes the findings as JSON; returns null, or the reason why the file cannot be written.</summary>
    public static string? WriteJson(IEnumerable<(FuzzTarget Target, UniqueFinding Finding)> findings, string file)
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

    private static string? CommandOf(FuzzTarget target, UniqueFinding finding) =>
        finding.File is { } file ? ThisProgram.Replay(target, SessionReport.RelativeToHere(file)) : null;
}
