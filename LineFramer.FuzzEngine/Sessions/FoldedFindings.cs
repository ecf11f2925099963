using System.Text.RegularExpressions;

namespace LineFraming.FuzzEngine;

/// <summary>The findings of a session, each kind once.</summary>
internal sealed partial class FoldedFindings
{
    private readonly List<FoldedFinding> _all = [];
    private readonly Dictionary<(FuzzJob Job, string Key), long> _seen = [];

    /// <summary>In the order in which they were made.</summary>
    public IReadOnlyList<FoldedFinding> All => _all;

    /// <summary>Takes what a process reported of findings past which it went on.</summary>
    public void Add(FuzzJob job, TimeSpan at)
    {
        while (job.Output.Kept.TryDequeue(out KeptFinding? kept))
        {
            FoldedFinding finding = Find(kept.Key, at);
            finding.Seen += kept.Seen - _seen.GetValueOrDefault((job, kept.Key));
            _seen[(job, kept.Key)] = kept.Seen;
            if (kept.Input is not null)
            {
                finding.Take(new(kept.Input, kept.NotWritten), kept.File, kept.Report ?? []);
            }
        }
    }

    /// <summary>Takes the finding that ended a process.</summary>
    public void AddEnd(FuzzJob job, TimeSpan at)
    {
        Add(job, at);
        FoldedFinding finding = Find(KeyOf(job.Output), at);
        finding.Seen++;
        finding.Take(FoundInput.Of(job.Output), job.Output.Artifact, [.. job.Output.Remarks]);
    }

    // By the report of an exception, if there is one; else by what libFuzzer says that it was.
    private static string KeyOf(FuzzerOutput output)
    {
        string? exception = output.Said.Select(line => Exception().Match(line)).FirstOrDefault(match => match.Success)?.Groups["type"].Value;
        string? token = output.Said.FirstOrDefault(line => line.StartsWith(FindingReport.Token, StringComparison.Ordinal))?[FindingReport.Token.Length..];
        string? error = output.Said.Select(line => Error().Match(line)).FirstOrDefault(match => match.Success)?.Groups["what"].Value;
        return exception is not null ? $"{exception} in {token?.Replace("--", ", ", StringComparison.Ordinal)}" : error ?? "the process ended";
    }

    private FoldedFinding Find(string key, TimeSpan at)
    {
        if (_all.Find(known => known.Key == key) is not { } finding)
        {
            _all.Add(finding = new FoldedFinding(key, at));
        }

        return finding;
    }

    [GeneratedRegex("^==[0-9]+== FATAL EXCEPTION: (?<type>.+)$")]
    private static partial Regex Exception();

    [GeneratedRegex(@"ERROR: libFuzzer: (?<what>.+?)( after .*| \(.*)?$")]
    private static partial Regex Error();
}

/// <summary>One kind of finding.</summary>
internal sealed class FoldedFinding(string key, TimeSpan firstAt)
{
    /// <summary>What its inputs share: the exception's type and the methods, or how the process ended.</summary>
    public string Key => key;

    /// <summary>The time in the session at which it was made first.</summary>
    public TimeSpan FirstAt => firstAt;

    /// <summary>How many inputs made it.</summary>
    public long Seen { get; set; }

    /// <summary>The smallest input.</summary>
    public FoundInput Smallest { get; private set; } = new(null, null);

    /// <summary>Its file; null if there is none.</summary>
    public string? File { get; private set; }

    /// <summary>The report of the smallest input, line by line.</summary>
    public IReadOnlyList<string> Report { get; private set; } = [];

    /// <summary>Takes an input, if it is the smallest so far. The file of the other one is deleted.</summary>
    public void Take(FoundInput input, string? file, IReadOnlyList<string> report)
    {
        string? written = input.NotWritten is null ? file : null;
        bool isSmaller = Report.Count == 0 || (input.Bytes is { } bytes && (Smallest.Bytes is null || bytes.Length < Smallest.Bytes.Length));
        string? notNeeded = isSmaller ? File : written;
        if (isSmaller)
        {
            Smallest = input;
            File = written;
            Report = report;
        }

        if (notNeeded is not null && notNeeded != File)
        {
            Delete(notNeeded);
        }
    }

    // What cannot be deleted is one file more among the findings.
    private static void Delete(string file)
    {
        try
        {
            System.IO.File.Delete(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
        }
    }
}
