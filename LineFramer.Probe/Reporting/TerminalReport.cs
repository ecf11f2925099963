using System.Globalization;

namespace LineFraming.Probe;

/// <summary>
/// The report for a person: a line for each case, then the failures with what was sent and what came. The count of cases that
/// are done goes to <paramref name="progress"/>, if there is one.
/// </summary>
internal sealed class TerminalReport(TextWriter output, TextWriter? progress)
{
    private const int ShownBytes = 160;
    private int _done;

    /// <summary>Shows that one more case is done.</summary>
    public void Progress(CaseResult result, int of)
    {
        _done++;
        progress?.Write(string.Create(CultureInfo.InvariantCulture, $"\r{_done}/{of} {result.Case.Id,-12}"));
        progress?.Flush();
    }

    /// <summary>Removes the count.</summary>
    public void EndProgress()
    {
        progress?.Write($"\r{"",-24}\r");
        progress?.Flush();
    }

    /// <summary>Writes the whole report of a server, with the command that asks it again.</summary>
    public void Write(ProbeReport report, string again)
    {
        string group = "";
        foreach (CaseResult result in report.Results)
        {
            if (result.Case.Group != group)
            {
                group = result.Case.Group;
                output.WriteLine(group);
            }

            string note = result.Outcome.Verdict == Verdict.Passed ? "" : $": {result.Outcome.Actual}";
            output.WriteLine($"  {Mark(result.Outcome.Verdict)} {result.Case.Id,-10} {result.Case.Title}{note}");
        }

        foreach (CaseResult result in report.Results.Where(result => result.Outcome.Verdict is Verdict.Failed or Verdict.Inconclusive))
        {
            output.WriteLine();
            WriteCase(result, ShownBytes);
            output.WriteLine($"  again:       {again} --only {result.Case.Id}");
        }

        output.WriteLine();
        output.WriteLine(Summary(report));
    }

    /// <summary>Writes one case with its conversation, byte by byte.</summary>
    public void WriteWhole(CaseResult result) => WriteCase(result, int.MaxValue);

    /// <summary>The last line of a report.</summary>
    public static string Summary(ProbeReport report)
    {
        string counts = string.Join(", ", Enum.GetValues<Verdict>()
            .Select(verdict => (verdict, Count: report.Count(verdict)))
            .Where(count => count.Count > 0 || count.verdict is Verdict.Passed or Verdict.Failed)
            .Select(count => $"{count.Count} {Name(count.verdict)}"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Address} ({report.Protocol}): {report.Results.Count} cases in {report.Elapsed.TotalSeconds:0.0} s: "
            + $"{counts}.{LeftOut(report)}{Trust(report)}");
    }

    /// <summary>A verdict as it is written.</summary>
    public static string Name(Verdict verdict) => verdict.ToString().ToLowerInvariant();

    private static string LeftOut(ProbeReport report)
    {
        string[] reasons =
        [
            .. report.Results.Where(result => result.Outcome.Verdict == Verdict.Skipped).Select(result => result.Outcome.Actual).Distinct(),
        ];
        return reasons.Length == 0 ? "" : $" Left out: {string.Join("; ", reasons)}.";
    }

    // Some servers, such as Postfix, exempt trusted networks from their restrictions.
    private static string Trust(ProbeReport report) => report.IsLoopback && report.Count(Verdict.Failed) + report.Count(Verdict.Warned) > 0
        ? " Asked over loopback, which a server may trust: another address of this machine, with --mine, shows what others get."
        : "";

    private static string Mark(Verdict verdict) => verdict switch
    {
        Verdict.Passed => "✓",
        Verdict.Failed => "×",
        Verdict.Warned => "!",
        Verdict.Information => "i",
        Verdict.Skipped => "-",
        _ => "?",
    };

    private void WriteCase(CaseResult result, int shownBytes)
    {
        output.WriteLine(
            $"{Mark(result.Outcome.Verdict)} {result.Case.Id} "
            + $"{result.Case.Title}{(result.Case.Rules.Length > 0 ? $" ({result.Case.Rules})" : "")}: {Name(result.Outcome.Verdict)}");
        output.WriteLine($"  requirement: {result.Case.Requirement}");
        output.WriteLine($"  expected:    {result.Case.Expected}");
        output.WriteLine($"  actual:      {result.Outcome.Actual}");
        foreach (string line in Limited(result.Outcome.Transcript?.Lines(shownBytes) ?? [], shownBytes))
        {
            output.WriteLine($"    {line}");
        }
    }

    private static string[] Limited(IEnumerable<string> lines, int shownBytes)
    {
        const int MaxLines = 24;
        string[] all = [.. lines];
        return all.Length <= MaxLines || shownBytes == int.MaxValue
            ? all
            : [.. all[..(MaxLines / 2)], $"   ({all.Length - MaxLines} lines more)", .. all[^(MaxLines / 2)..]];
    }
}
