using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace LineFraming.FuzzEngine;

/// <summary>
/// What one libFuzzer process says of itself, read line by line as it comes; and apart from that, what its target prints,
/// in which nothing is looked for.
/// </summary>
internal sealed partial class FuzzerOutput
{
    /// <summary>What every run has, so that libFuzzer goes on though nothing is reached.</summary>
    public const int FeaturesOfNothing = 1;

    private const int MostLines = 60;

    private readonly Queue<string> _said = [];
    private readonly List<string> _coverage = [];
    private readonly Dictionary<string, string> _notWritten = [];
    private bool _isBehindReport;

    /// <summary>How many basic blocks there are.</summary>
    public int Blocks { get; private set; }

    /// <summary>How many of them the corpus reached when the session began.</summary>
    public int FirstReached { get; private set; }

    /// <summary>How many of them inputs have reached.</summary>
    public int Reached { get; private set; }

    /// <summary>How many features libFuzzer had counted when the session began: what was reached, and how often.</summary>
    public int FirstFeatures { get; private set; }

    /// <summary>How many it has counted.</summary>
    public int Features { get; private set; }

    /// <summary>How many inputs are in the corpus.</summary>
    public int CorpusSize { get; private set; }

    /// <summary>When the corpus had been read and fuzzing began, by the clock of <see cref="Stopwatch"/>; null before.</summary>
    public long? BegunAt { get; private set; }

    /// <summary>The file for the input that ended the process, if one did; it need not have been written.</summary>
    public string? Artifact { get; private set; }

    /// <summary>The input that ended the process, whatever became of its file; null if none did or its line was torn.</summary>
    public byte[]? Input { get; private set; }

    /// <summary>Why the file for the input could not be written; null if it could.</summary>
    public string? ArtifactNotWritten { get; private set; }

    /// <summary>How many inputs for the corpus could not be written.</summary>
    public int NotKept { get; private set; }

    /// <summary>Why the first of them could not be written.</summary>
    public string? WhyNotKept { get; private set; }

    /// <summary>Findings past which the process went on, and which the session has not read yet.</summary>
    public ConcurrentQueue<KeptFinding> Kept { get; } = [];

    /// <summary>Whether the process said that it had done what it was asked to.</summary>
    public bool IsDone { get; private set; }

    /// <summary>What libFuzzer did not understand of its command line; it goes on without.</summary>
    public string? Misunderstood { get; private set; }

    /// <summary>What was said beside the progress, such as an exception and its stack; the last lines of it.</summary>
    public IReadOnlyCollection<string> Said => _said;

    /// <summary>Whether the process ended because an input ran for too long.</summary>
    public bool IsTimeout => _said.Any(line => line.Contains("ERROR: libFuzzer: timeout", StringComparison.Ordinal));

    /// <summary>What the target printed, and the runtime before it ended the process.</summary>
    public TargetTalk Printed { get; } = new();

    /// <summary>Both, safe to show.</summary>
    public IEnumerable<string> Remarks => FindingReport.ForPeople(_said).Concat(Printed.Lines).Select(Printable.Line);

    /// <summary>What was reached, where -print_coverage=1 or -print_full_coverage=1 asked for it.</summary>
    public IReadOnlyList<string> Coverage => _coverage;

    /// <summary>Reads a line.</summary>
    public void Read(string line)
    {
        IsDone |= Done().IsMatch(line);
        if (KeptFinding.Read(line) is { } kept)
        {
            Kept.Enqueue(kept);
        }
        else if (Progress().Match(line) is { Success: true } progress)
        {
            Reached = Math.Max(Reached, Number(progress.Groups["cov"]));
            Features = Math.Max(Features, Number(progress.Groups["ft"]));
            CorpusSize = Number(progress.Groups["corp"]);
            if (progress.Groups["event"].Value == "INITED")
            {
                BegunAt = Stopwatch.GetTimestamp();
                FirstReached = Reached;
                FirstFeatures = Features;
                _said.Clear();
            }
        }
        else if (Tables().Match(line) is { Success: true } tables)
        {
            Blocks = Number(tables.Groups["pcs"]);
        }
        else if (FoundInput().Match(line) is { Success: true } found)
        {
            Find(found.Groups["path"].Value, found.Groups["input"].Value);
        }
        else if (NotWritten().Match(line) is { Success: true } lost)
        {
            Lose(lost.Groups["path"].Value, lost.Groups["reason"].Value);
        }
        else if (Unknown().Match(line) is { Success: true } unknown)
        {
            Misunderstood = unknown.Groups["flag"].Value;
        }
        else if (Report().IsMatch(line))
        {
            _coverage.Add(line);
        }
        else if (IsRemark(line))
        {
            Remark(line);
        }
    }

    private void Remark(string line)
    {
        _said.Enqueue(line);
        if (_said.Count > MostLines)
        {
            _said.Dequeue();
        }
    }

    private void Find(string path, string base64)
    {
        byte[] input = new byte[base64.Length];
        Artifact = path;
        Input = Convert.TryFromBase64String(base64, input, out int length) ? input[..length] : null;
        ArtifactNotWritten = _notWritten.GetValueOrDefault(path);
    }

    private void Lose(string path, string reason)
    {
        if (!IsBesideFindings().IsMatch(path))
        {
            _notWritten[path] = reason;
            return;
        }

        NotKept++;
        WhyNotKept ??= $"{path}: {reason}";
    }

    // After "MS:" libFuzzer shows the input, which is shown better elsewhere.
    private bool IsRemark(string line)
    {
        _isBehindReport |= line.StartsWith("MS: ", StringComparison.Ordinal);
        return IsError(line) || (!_isBehindReport && line.Length > 0 && !Chatter().IsMatch(line));
    }

    /// <summary>Whether a line is of an error that libFuzzer or the host reports.</summary>
    public static bool IsError(string line) => Error().IsMatch(line);

    private static int Number(Group group) => group.Success ? int.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : 0;

    // libFuzzer leaves out what is 0, such as "cov:" as long as no block is reached.
    [GeneratedRegex(@"^#\d+\t(?<event>\w+)\s*( cov: (?<cov>\d{1,9}))?( ft: (?<ft>\d{1,9}))?( corp: (?<corp>\d{1,9}))?[ /]")]
    private static partial Regex Progress();

    [GeneratedRegex(@"^INFO: Loaded \d+ PC tables \((?<pcs>\d{1,9}) PCs\)")]
    private static partial Regex Tables();

    [GeneratedRegex("^WARNING: unrecognized flag '(?<flag>.+?)'")]
    private static partial Regex Unknown();

    [GeneratedRegex("^==INPUT: (?<input>[A-Za-z0-9+/=]*) (?<path>.+)$")]
    private static partial Regex FoundInput();

    [GeneratedRegex("^==NOT WRITTEN: (?<reason>.+?): (?<path>.+)$")]
    private static partial Regex NotWritten();

    // What is kept for the corpus, or because it was slow.
    [GeneratedRegex("(^|/)(slow-unit-)?[0-9a-f]{40}$")]
    private static partial Regex IsBesideFindings();

    [GeneratedRegex(@"^(==(\d+==)? ?)?ERROR: ")]
    private static partial Regex Error();

    [GeneratedRegex(@"^Done \d+ runs in ")]
    private static partial Regex Done();

    [GeneratedRegex(@"^((FULL )?COVERAGE:$|(UN)?COVERED_FUNC: |  UNCOVERED_PC: |[UC]( \d+)*$)")]
    private static partial Regex Report();

    [GeneratedRegex(@"^(#|INFO:|WARNING:|Dictionary:|stat::|SUMMARY:|Base64:|artifact_prefix=|\s*NEW_(FUNC|PC)|Loaded \d|Done \d)")]
    private static partial Regex Chatter();
}
