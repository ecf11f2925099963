using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace LineFraming.Fuzz;

/// <summary>What one libFuzzer process says of itself, read line by line as it comes.</summary>
internal sealed partial class FuzzerOutput
{
    private const int MostLines = 60;

    private readonly Queue<string> _remarks = [];
    private readonly List<string> _coverage = [];
    private bool _isBehindReport;

    /// <summary>How many basic blocks there are.</summary>
    public int Blocks { get; private set; }

    /// <summary>How many of them the corpus reached when the session began.</summary>
    public int FirstReached { get; private set; }

    /// <summary>How many of them inputs have reached.</summary>
    public int Reached { get; private set; }

    /// <summary>How many inputs are in the corpus.</summary>
    public int CorpusSize { get; private set; }

    /// <summary>When the corpus had been read and fuzzing began, by the clock of <see cref="Stopwatch"/>; null before.</summary>
    public long? BegunAt { get; private set; }

    /// <summary>The file with the input that ended the process, if one did.</summary>
    public string? Artifact { get; private set; }

    /// <summary>What libFuzzer did not understand of its command line; it goes on without.</summary>
    public string? Misunderstood { get; private set; }

    /// <summary>What was said beside the progress, such as an exception and its stack; the last lines of it.</summary>
    public IReadOnlyCollection<string> Remarks => _remarks;

    /// <summary>What was reached, where -print_coverage=1 or -print_full_coverage=1 asked for it.</summary>
    public IReadOnlyList<string> Coverage => _coverage;

    /// <summary>Reads a line.</summary>
    public void Read(string line)
    {
        if (Progress().Match(line) is { Success: true } progress)
        {
            Reached = Number(progress.Groups["cov"]);
            CorpusSize = Number(progress.Groups["corp"]);
            if (progress.Groups["event"].Value == "INITED")
            {
                BegunAt = Stopwatch.GetTimestamp();
                FirstReached = Reached;
                _remarks.Clear();
            }
        }
        else if (Tables().Match(line) is { Success: true } tables)
        {
            Blocks = Number(tables.Groups["pcs"]);
        }
        else if (Written().Match(line) is { Success: true } written && !written.Groups["path"].Value.Contains("slow-unit-", StringComparison.Ordinal))
        {
            Artifact = written.Groups["path"].Value;
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
            _remarks.Enqueue(line);
            if (_remarks.Count > MostLines)
            {
                _remarks.Dequeue();
            }
        }
    }

    // Behind "MS:" libFuzzer shows the input, which is shown better elsewhere.
    private bool IsRemark(string line)
    {
        _isBehindReport |= line.StartsWith("MS: ", StringComparison.Ordinal);
        bool isError = line.Contains("ERROR: ", StringComparison.Ordinal);
        return isError || (!_isBehindReport && line.Length > 0 && !Chatter().IsMatch(line));
    }

    private static int Number(Group group) => int.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^#\d+\s+(?<event>\w+)\s+cov: (?<cov>\d+) ft: \d+ corp: (?<corp>\d+)/")]
    private static partial Regex Progress();

    [GeneratedRegex(@"^INFO: Loaded \d+ PC tables \((?<pcs>\d+) PCs\)")]
    private static partial Regex Tables();

    [GeneratedRegex("^WARNING: unrecognized flag '(?<flag>.+?)'")]
    private static partial Regex Unknown();

    [GeneratedRegex("Test unit written to (?<path>.+)$")]
    private static partial Regex Written();

    [GeneratedRegex(@"^((FULL )?COVERAGE:$|(UN)?COVERED_FUNC: |  UNCOVERED_PC: |[UC]( \d+)*$)")]
    private static partial Regex Report();

    [GeneratedRegex(@"^(#|INFO:|WARNING:|Dictionary:|stat::|Base64:|artifact_prefix=|\s*NEW_(FUNC|PC)|Loaded \d|Done \d)")]
    private static partial Regex Chatter();
}
