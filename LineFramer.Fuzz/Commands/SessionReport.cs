using System.Globalization;

namespace LineFraming.Fuzz;

/// <summary>Reports how a session goes and what came of it.</summary>
internal sealed class SessionReport(FuzzSession session, TextWriter output, Func<int?> width)
{
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Seldom = TimeSpan.FromSeconds(10);

    private TimeSpan _next = width() is null ? Seldom : Often;
    private int _shown;
    private int _foundShown;

    /// <summary>Shows how far the session is, if it is time to.</summary>
    public void Tick()
    {
        if (session.Elapsed < _next)
        {
            return;
        }

        // The last column stays free, for some terminals begin the next line there. The width may change at any time.
        int? most = width() - 1;
        _next = session.Elapsed + (most is null ? Seldom : Often);
        string line = Status();
        if (most is { } room)
        {
            output.Write(Renewal(line, _shown, room));
            _shown = Math.Min(line.Length, room);
        }
        else
        {
            EndLine();
            output.WriteLine(line);
        }

        output.Flush();
    }

    /// <summary>The line at the end of a session.</summary>
    public void Summarize()
    {
        string start = _shown > 0 ? "\r" : "";
        (FuzzerOutput first, FuzzerOutput best) = (session.First, session.Best);
        string reached = session.CountsBlocks ? Plural(best.Reached - first.FirstReached, "new block") : Plural(best.Features - first.FirstFeatures, "new feature");
        string news = string.Create(
            CultureInfo.InvariantCulture,
            $"{(session.NewInputs is { } inputs ? Plural(inputs, "new input") : "no folder with new inputs")}, {reached}");
        news += session.NotKept == 0 ? "" : $"; {Plural(session.NotKept, "input")} not kept";
        output.WriteLine($"{start}{Status()}; {news}");
        foreach (string line in best.Coverage)
        {
            output.WriteLine(line);
        }

        _shown = 0;
    }

    /// <summary>A line for each kind of finding that has not been shown, of a session that goes on.</summary>
    public void ShowNew()
    {
        foreach (FoldedFinding finding in session.Folded.All.Skip(_foundShown))
        {
            EndLine();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"FOUND {session.Name} at {finding.FirstAt.TotalSeconds:0.0} s: {finding.Key}"));
        }

        _foundShown = session.Folded.All.Count;
    }

    /// <summary>Begins a line of its own after the status, for what goes elsewhere at the same terminal.</summary>
    public void EndLine()
    {
        if (_shown > 0)
        {
            output.WriteLine();
            _shown = 0;
        }
    }

    /// <summary>All there is to know of a finding, whatever became of its file.</summary>
    public void Explain(FuzzerOutput finding, TextWriter to)
    {
        FuzzTarget target = session.Target;
        FoundInput found = FoundInput.Of(finding);
        to.WriteLine($"FOUND {session.Name}: {(found.Bytes is null ? "the process ended before it reported which input it was" : target.Describe(found.Bytes))}");
        foreach (string remark in finding.Remarks)
        {
            to.WriteLine($"      {remark.Replace(session.Folders.Root + Path.DirectorySeparatorChar, "", StringComparison.Ordinal)}");
        }

        if (found.Bytes is { } input)
        {
            to.WriteLine($"      input {Escape.Quote(input)}");
            found.Base64.ToList().ForEach(line => to.WriteLine($"      {line}"));
        }

        if (found is { Bytes: not null, NotWritten: null })
        {
            to.WriteLine($"      run it again: {ThisProgram.Replay(target, RelativeToHere(finding.Artifact!))}");
        }
    }

    /// <summary>What shows a line in place of one of so many characters, and leaves no rest in the next row of a terminal.</summary>
    public static string Renewal(string line, int shown, int room) => $"\r{line[..Math.Min(line.Length, room)].PadRight(Math.Min(shown, room))}";

    // The command is pasted where it was printed, which may be a folder of the checkout.
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
            ? string.Create(CultureInfo.InvariantCulture, $"blocks {best.Reached} of {best.Blocks} ({100.0 * best.Reached / Math.Max(best.Blocks, 1):0} %)")
            : string.Create(CultureInfo.InvariantCulture, $"features {best.Features}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{session.Name}: {seconds:0.0} s, {executions:N0} executions, {executions / Math.Max(seconds, 0.001):N0} a second, {reached}, corpus {best.CorpusSize}");
    }

    private static string Plural(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}
