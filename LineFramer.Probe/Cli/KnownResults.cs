namespace LineFraming.Probe;

/// <summary>
/// The known results of a server, so that a project can use the probe before everything passes. A file has an id and a verdict
/// on each line; <c>#</c> begins a comment.
/// </summary>
internal sealed class KnownResults
{
    private readonly Dictionary<string, Verdict> _known = [];

    /// <summary>Nothing is known.</summary>
    public static KnownResults None { get; } = new();

    /// <summary>Whether anything is known.</summary>
    public bool HasAny => _known.Count > 0;

    /// <summary>Reads a file.</summary>
    /// <exception cref="DescriptionException">It cannot be read, or a line of it is wrong.</exception>
    public static KnownResults Read(string file)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new DescriptionException($"--known \"{file}\" cannot be read: {e.Message.TrimEnd('.')}.");
        }

        KnownResults known = new();
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].Split('#')[0].Trim();
            if (line.Length > 0)
            {
                known.Add(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), $"{file}, line {i + 1}");
            }
        }

        return known;
    }

    /// <summary>The results that differ from the known ones; without known results, the failures.</summary>
    public IEnumerable<string> Changes(ProbeReport report, bool isStrict)
    {
        foreach (CaseResult result in report.Results)
        {
            Verdict verdict = result.Outcome.Verdict;
            bool isBad = verdict == Verdict.Failed || (isStrict && verdict == Verdict.Warned);
            if (_known.TryGetValue(result.Case.Id, out Verdict known) ? known != verdict : isBad)
            {
                string before = _known.ContainsKey(result.Case.Id) ? $"known as {TerminalReport.Name(known)}" : "not known";
                yield return $"changed: {result.Case.Id} is {TerminalReport.Name(verdict)}, {before}";
            }
        }
    }

    private void Add(string[] words, string where)
    {
        if (words is not [var id, var name])
        {
            throw new DescriptionException($"{where}: \"{string.Join(' ', words)}\" is no \"ID VERDICT\", as in \"ends/1 failed\".");
        }

        if (!CaseList.All.Any(known => known.Id == id))
        {
            throw new DescriptionException($"{where}: \"{id}\" is no case; --list prints them.");
        }

        if (!Enum.TryParse(name, ignoreCase: true, out Verdict verdict) || TerminalReport.Name(verdict) != name)
        {
            throw new DescriptionException(
                $"{where}: \"{name}\" is no verdict; allowed are "
                + $"{string.Join(", ", Enum.GetValues<Verdict>().Select(TerminalReport.Name))}.");
        }

        _known[id] = verdict;
    }
}
