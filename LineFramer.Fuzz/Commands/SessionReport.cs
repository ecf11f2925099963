using System.Globalization;

namespace LineFraming.Fuzz;

/// <summary>Reports the progress and the results of a session.</summary>
internal sealed class SessionReport(FuzzSession session, TextWriter output, Func<int?> width)
{
    private static readonly TimeSpan TerminalInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FileInterval = TimeSpan.FromSeconds(10);

    private TimeSpan _next = width() is null ? FileInterval : TerminalInterval;
    private int _shown;
    private int _foundShown;

    /// <summary>Shows the progress of the session, if it is time to.</summary>
    public void Tick()
    {
        if (session.Elapsed < _next)
        {
            return;
        }

        // The last column stays free, because some terminals begin the next line there. The width may change at any time.
        int? columns = width() - 1;
        _next = session.Elapsed + (columns is null ? FileInterval : TerminalInterval);
        string line = Status();
        if (columns is { } lineWidth)
        {
            output.Write(Overwrite(line, _shown, lineWidth));
            _shown = Math.Min(line.Length, lineWidth);
        }
        else
        {
            EndLine();
            output.WriteLine(line);
        }

        output.Flush();
    }

    /// <summary>Prints the line at the end of a session.</summary>
    public void Summarize()
    {
        string start = _shown > 0 ? "\r" : "";
        (FuzzerOutput first, FuzzerOutput best) = (session.First, session.Best);
        string reached = session.CountsBlocks
            ? Plural(best.Reached - first.FirstReached, "new block")
            : Plural(best.Features - first.FirstFeatures, "new feature");
        string added = string.Create(
            CultureInfo.InvariantCulture,
            $"{(session.NewInputs is { } inputs ? Plural(inputs, "new input") : "no folder with new inputs")}, {reached}");
        added += session.WriteFailures == 0 ? "" : $"; {Plural(session.WriteFailures, "input")} not written";
        output.WriteLine($"{start}{Status()}; {added}");
        foreach (string line in best.Coverage)
        {
            output.WriteLine(line);
        }

        _shown = 0;
    }

    /// <summary>Prints a line for each new kind of finding, of a session that continues after findings.</summary>
    public void ShowNew()
    {
        foreach (UniqueFinding finding in session.UniqueFindings.All.Skip(_foundShown))
        {
            EndLine();
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture, $"FOUND {session.Name} at {finding.FirstAt.TotalSeconds:0.0} s: {finding.Key}"));
        }

        _foundShown = session.UniqueFindings.All.Count;
    }

    /// <summary>Ends the status line, so that other output to the same terminal starts on a new line.</summary>
    public void EndLine()
    {
        if (_shown > 0)
        {
            output.WriteLine();
            _shown = 0;
        }
    }

    /// <summary>Prints everything that is known about a finding, even if its file could not be written.</summary>
    public void Explain(FuzzerOutput finding, TextWriter to)
    {
        FuzzTarget target = session.Target;
        FindingInput found = FindingInput.Of(finding);
        string description = found.Bytes is { } bytes ? target.Describe(bytes) : "the process ended before it reported the input";
        to.WriteLine($"FOUND {session.Name}: {description}");
        foreach (string remark in finding.Remarks)
        {
            to.WriteLine($"      {remark.Replace(session.Folders.Root + Path.DirectorySeparatorChar, "", StringComparison.Ordinal)}");
        }

        if (found.Bytes is { } input)
        {
            to.WriteLine($"      input {Escape.Quote(input)}");
            found.Base64.ToList().ForEach(line => to.WriteLine($"      {line}"));
        }

        if (found is { Bytes: not null, WriteFailure: null })
        {
            to.WriteLine($"      run it again: {ThisProgram.Replay(target, RelativeToHere(finding.Artifact!))}");
        }
    }

    /// <summary>Formats a line that overwrites a shown one of the given length, without wrapping to the next row of the terminal.</summary>
    public static string Overwrite(string line, int shown, int lineWidth) =>
        $"\r{line[..Math.Min(line.Length, lineWidth)].PadRight(Math.Min(shown, lineWidth))}";

    // The user pastes the command where it was printed, which may be a subfolder of the checkout.
    internal static string RelativeToHere(string file)
    {
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, file);
        return relative.StartsWith("..", StringComparison.Ordinal) ? file : relative;
    }

    private string Status()
    {
        FuzzerOutput best = session.Best;
        double seconds = session.Elapsed.TotalSeconds;
        long executions = session.Executions;
        string reached = session.CountsBlocks
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"blocks {best.Reached} of {best.Blocks} ({100.0 * best.Reached / Math.Max(best.Blocks, 1):0} %)")
            : string.Create(CultureInfo.InvariantCulture, $"features {best.Features}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{session.Name}: {seconds:0.0} s, {executions:N0} executions, {executions / Math.Max(seconds, 0.001):N0} a second, "
            + $"{reached}, corpus {best.CorpusSize}");
    }

    private static string Plural(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}
