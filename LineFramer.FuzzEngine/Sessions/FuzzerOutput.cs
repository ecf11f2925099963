using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace LineFraming.FuzzEngine;

/// <summary>
/// Parses the messages of one libFuzzer process line by line. The output of its target is collected separately and not
/// parsed.
/// </summary>
internal sealed partial class FuzzerOutput
{
    /// <summary>The features of a run that reaches no instrumented code; the host sets one so that libFuzzer does not give up.</summary>
    public const int FeaturesOfNothing = 1;

    private const int MaxLines = 60;

    private readonly Queue<string> _messages = [];
    private readonly List<string> _coverage = [];
    private readonly Dictionary<string, string> _failures = [];
    private bool _isAfterReport;

    /// <summary>The number of basic blocks.</summary>
    public int Blocks { get; private set; }

    /// <summary>The number of basic blocks that the corpus reached when the session began.</summary>
    public int FirstReached { get; private set; }

    /// <summary>The number of basic blocks that inputs have reached.</summary>
    public int Reached { get; private set; }

    /// <summary>The features that libFuzzer had counted when the session began: what was reached, and how often.</summary>
    public int FirstFeatures { get; private set; }

    /// <summary>The features that libFuzzer has counted.</summary>
    public int Features { get; private set; }

    /// <summary>The number of inputs in the corpus.</summary>
    public int CorpusSize { get; private set; }

    /// <summary>The <see cref="Stopwatch"/> timestamp when the corpus had been read and fuzzing began; null before.</summary>
    public long? BegunAt { get; private set; }

    /// <summary>The file for the input that ended the process, which may not have been written; null if none did.</summary>
    public string? Artifact { get; private set; }

    /// <summary>The input that ended the process, as reported; null if none did or the line was incomplete.</summary>
    public byte[]? Input { get; private set; }

    /// <summary>Why <see cref="Artifact"/> could not be written; null if it could.</summary>
    public string? ArtifactFailure { get; private set; }

    /// <summary>The number of inputs for the corpus that could not be written.</summary>
    public int WriteFailures { get; private set; }

    /// <summary>Why the first of them could not be written.</summary>
    public string? FirstWriteFailure { get; private set; }

    /// <summary>Reports about findings that did not end the process, which the session has not read yet.</summary>
    public ConcurrentQueue<FindingUpdate> Updates { get; } = [];

    /// <summary>Whether the process reported that it has finished.</summary>
    public bool IsDone { get; private set; }

    /// <summary>A flag that libFuzzer does not know and ignores; null if there is none.</summary>
    public string? UnknownFlag { get; private set; }

    /// <summary>The last lines that are not progress, such as an exception and its stack.</summary>
    public IReadOnlyCollection<string> Messages => _messages;

    /// <summary>Whether the process ended because an input exceeded its time.</summary>
    public bool IsTimeout => _messages.Any(line => line.Contains("ERROR: libFuzzer: timeout", StringComparison.Ordinal));

    /// <summary>The output of the target and of the runtime.</summary>
    public TargetOutput Printed { get; } = new();

    /// <summary>The messages and the output of the target, safe to print.</summary>
    public IEnumerable<string> Remarks => FindingReport.ForDisplay(_messages).Concat(Printed.Lines).Select(Printable.Line);

    /// <summary>The coverage report, if -print_coverage=1 or -print_full_coverage=1 is given.</summary>
    public IReadOnlyList<string> Coverage => _coverage;

    /// <summary>Parses a line.</summary>
    public void Read(string line)
    {
        IsDone |= Done().IsMatch(line);
        if (FindingUpdate.Read(line) is { } update)
        {
            Updates.Enqueue(update);
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
                _messages.Clear();
            }
        }
        else if (Tables().Match(line) is { Success: true } tables)
        {
            Blocks = Number(tables.Groups["pcs"]);
        }
        else if (InputLine().Match(line) is { Success: true } found)
        {
            AddFinding(found.Groups["path"].Value, found.Groups["input"].Value);
        }
        else if (NotWrittenLine().Match(line) is { Success: true } failed)
        {
            AddFailure(failed.Groups["path"].Value, failed.Groups["reason"].Value);
        }
        else if (UnknownFlagLine().Match(line) is { Success: true } unknown)
        {
            UnknownFlag = unknown.Groups["flag"].Value;
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
        _messages.Enqueue(line);
        if (_messages.Count > MaxLines)
        {
            _messages.Dequeue();
        }
    }

    private void AddFinding(string path, string base64)
    {
        byte[] input = new byte[base64.Length];
        Artifact = path;
        Input = Convert.TryFromBase64String(base64, input, out int length) ? input[..length] : null;
        ArtifactFailure = _failures.GetValueOrDefault(path);
    }

    private void AddFailure(string path, string reason)
    {
        if (!IsBesideFindings().IsMatch(path))
        {
            _failures[path] = reason;
            return;
        }

        WriteFailures++;
        FirstWriteFailure ??= $"{path}: {reason}";
    }

    // After "MS:" libFuzzer prints the input, which the session formats better.
    private bool IsRemark(string line)
    {
        _isAfterReport |= line.StartsWith("MS: ", StringComparison.Ordinal);
        return IsError(line) || (!_isAfterReport && line.Length > 0 && !OtherLines().IsMatch(line));
    }

    /// <summary>Whether libFuzzer or the host reports an error in a line.</summary>
    public static bool IsError(string line) => Error().IsMatch(line);

    private static int Number(Group group) => group.Success ? int.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : 0;

    // libFuzzer leaves out values that are 0, such as "cov:" while no block is reached.
    [GeneratedRegex(@"^#\d+\t(?<event>\w+)\s*( cov: (?<cov>\d{1,9}))?( ft: (?<ft>\d{1,9}))?( corp: (?<corp>\d{1,9}))?[ /]")]
    private static partial Regex Progress();

    [GeneratedRegex(@"^INFO: Loaded \d+ PC tables \((?<pcs>\d{1,9}) PCs\)")]
    private static partial Regex Tables();

    [GeneratedRegex("^WARNING: unrecognized flag '(?<flag>.+?)'")]
    private static partial Regex UnknownFlagLine();

    [GeneratedRegex("^==INPUT: (?<input>[A-Za-z0-9+/=]*) (?<path>.+)$")]
    private static partial Regex InputLine();

    [GeneratedRegex("^==NOT WRITTEN: (?<reason>.+?): (?<path>.+)$")]
    private static partial Regex NotWrittenLine();

    // The file of an input for the corpus, or of a slow input.
    [GeneratedRegex("(^|/)(slow-unit-)?[0-9a-f]{40}$")]
    private static partial Regex IsBesideFindings();

    [GeneratedRegex(@"^(==(\d+==)? ?)?ERROR: ")]
    private static partial Regex Error();

    [GeneratedRegex(@"^Done \d+ runs in ")]
    private static partial Regex Done();

    [GeneratedRegex(@"^((FULL )?COVERAGE:$|(UN)?COVERED_FUNC: |  UNCOVERED_PC: |[UC]( \d+)*$)")]
    private static partial Regex Report();

    [GeneratedRegex(@"^(#|INFO:|WARNING:|Dictionary:|stat::|SUMMARY:|Base64:|artifact_prefix=|\s*NEW_(FUNC|PC)|Loaded \d|Done \d)")]
    private static partial Regex OtherLines();
}
