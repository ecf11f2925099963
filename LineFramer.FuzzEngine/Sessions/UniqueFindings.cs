using System.Text.RegularExpressions;

namespace LineFraming.FuzzEngine;

/// <summary>The findings of a session, one for each kind.</summary>
internal sealed partial class UniqueFindings
{
    private readonly List<UniqueFinding> _all = [];
    private readonly Dictionary<(FuzzJob Job, string Key), long> _seen = [];

    /// <summary>The findings, in the order of their first occurrence.</summary>
    public IReadOnlyList<UniqueFinding> All => _all;

    /// <summary>Adds what a process has reported about findings that did not end it.</summary>
    public void Add(FuzzJob job, TimeSpan at)
    {
        while (job.Output.Updates.TryDequeue(out FindingUpdate? update))
        {
            UniqueFinding finding = Find(update.Key, at);
            finding.Seen += update.Seen - _seen.GetValueOrDefault((job, update.Key));
            _seen[(job, update.Key)] = update.Seen;
            if (update.Input is not null)
            {
                finding.Take(new(update.Input, update.WriteFailure), update.File, update.Report ?? []);
            }
        }
    }

    /// <summary>Adds the finding that ended a process.</summary>
    public void AddEnd(FuzzJob job, TimeSpan at)
    {
        Add(job, at);
        UniqueFinding finding = Find(KeyOf(job.Output), at);
        finding.Seen++;
        finding.Take(FindingInput.Of(job.Output), job.Output.Artifact, [.. job.Output.Remarks]);
    }

    // Uses the report of an exception, if there is one, or else libFuzzer's error.
    private static string KeyOf(FuzzerOutput output)
    {
        string? exception = output.Messages.Select(line => Exception().Match(line))
            .FirstOrDefault(match => match.Success)?.Groups["type"].Value;
        string? token = output.Messages.FirstOrDefault(
            line => line.StartsWith(FindingReport.Token, StringComparison.Ordinal))?[FindingReport.Token.Length..];
        string? error = output.Messages.Select(line => Error().Match(line)).FirstOrDefault(match => match.Success)?.Groups["what"].Value;
        return exception is not null
            ? $"{exception} in {token?.Replace("--", ", ", StringComparison.Ordinal)}"
            : error ?? "the process ended";
    }

    private UniqueFinding Find(string key, TimeSpan at)
    {
        if (_all.Find(known => known.Key == key) is not { } finding)
        {
            _all.Add(finding = new UniqueFinding(key, at));
        }

        return finding;
    }

    [GeneratedRegex("^==[0-9]+== FATAL EXCEPTION: (?<type>.+)$")]
    private static partial Regex Exception();

    [GeneratedRegex(@"ERROR: libFuzzer: (?<what>.+?)( after .*| \(.*)?$")]
    private static partial Regex Error();
}

/// <summary>One kind of finding.</summary>
internal sealed class UniqueFinding(string key, TimeSpan firstAt)
{
    /// <summary>What the inputs share: the type of the exception and the methods, or how the process ended.</summary>
    public string Key => key;

    /// <summary>The time in the session of the first occurrence.</summary>
    public TimeSpan FirstAt => firstAt;

    /// <summary>The number of inputs that had this finding.</summary>
    public long Seen { get; set; }

    /// <summary>The smallest input.</summary>
    public FindingInput Smallest { get; private set; } = new(null, null);

    /// <summary>The file of the smallest input; null if there is none.</summary>
    public string? File { get; private set; }

    /// <summary>The report of the smallest input, line by line.</summary>
    public IReadOnlyList<string> Report { get; private set; } = [];

    /// <summary>Keeps the smaller of an input and the smallest so far, and deletes the file of the other.</summary>
    public void Take(FindingInput input, string? file, IReadOnlyList<string> report)
    {
        string? written = input.WriteFailure is null ? file : null;
        bool isSmaller = Report.Count == 0
            || (input.Bytes is { } bytes && (Smallest.Bytes is null || bytes.Length < Smallest.Bytes.Length));
        string? obsolete = isSmaller ? File : written;
        if (isSmaller)
        {
            Smallest = input;
            File = written;
            Report = report;
        }

        if (obsolete is not null && obsolete != File)
        {
            Delete(obsolete);
        }
    }

    // A file that cannot be deleted stays among the findings, where it does no harm.
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
