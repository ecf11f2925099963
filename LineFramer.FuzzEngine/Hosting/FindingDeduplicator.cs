using System.Diagnostics;
using System.Security.Cryptography;

namespace LineFraming.FuzzEngine;

/// <summary>
/// Deduplicates the findings of a process that continues after them: it writes the smallest input of each kind to a file and
/// reports how often the kind was seen.
/// </summary>
internal sealed class FindingDeduplicator(string folder, Action<string> report, Func<byte[], Exception, Exception> onFreshCode)
{
    /// <summary>The variable with the folder for inputs; if it is not set, the first finding ends the process.</summary>
    public const string Variable = "LINEFRAMING_FUZZ_KEEP_GOING";

    // Enough frames to distinguish two findings before it is known which methods were inlined.
    private const int FramesCompared = 8;

    // libFuzzer uses as many bytes of a hash in its file names.
    private const int NameLength = 20;

    // Each fresh copy loads the target again, and nothing is ever unloaded.
    private const int MaxFreshCopies = 64;

    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(0.5);

    // Recompiled code has other frames, so several stacks may be of one kind.
    private readonly Dictionary<int, Entry> _byStack = [];
    private readonly Dictionary<string, Entry> _byKey = [];

    /// <summary>Makes the deduplicator if the environment asks for one; null if the first finding is to end the process.</summary>
    public static FindingDeduplicator? OfEnvironment(Action<string> report, Func<byte[], Exception, Exception> onFreshCode) =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? new(folder, report, onFreshCode) : null;

    /// <summary>Reports how often each kind was seen.</summary>
    public void Finish()
    {
        foreach (Entry entry in _byKey.Values)
        {
            report(new FindingUpdate(entry.Key, entry.Count, null, null, null, null).ToLine() + "\n");
        }
    }

    /// <summary>Adds a finding.</summary>
    public void Add(ReadOnlySpan<byte> input, Exception finding)
    {
        int stack = StackOf(finding);
        if (!_byStack.TryGetValue(stack, out Entry? entry))
        {
            byte[] copy = input.ToArray();
            Exception fresh = _byStack.Count < MaxFreshCopies ? onFreshCode(copy, finding) : finding;
            string key = FindingReport.KeyOf(fresh);
            if (!_byKey.TryGetValue(key, out entry))
            {
                _byKey.Add(key, entry = new Entry(key));
            }

            _byStack.Add(stack, entry);
            Record(entry, copy, fresh);
        }
        else
        {
            Record(entry, input, finding);
        }
    }

    private static int StackOf(Exception finding)
    {
        HashCode hash = default;
        hash.Add(finding.GetType());
        foreach (StackFrame frame in new StackTrace(finding, fNeedFileInfo: false).GetFrames().Take(FramesCompared))
        {
            hash.Add(frame.GetMethod());
        }

        return hash.ToHashCode();
    }

    private void Record(Entry entry, ReadOnlySpan<byte> input, Exception finding)
    {
        entry.Count++;
        if (entry.Length is not { } smallest || input.Length < smallest)
        {
            entry.Length = input.Length;
            (string? file, string? writeFailure) = Write(entry, input);
            string[] lines = FindingReport.Of(finding).TrimEnd('\n').Split('\n');
            report(new FindingUpdate(entry.Key, entry.Count, lines, input.ToArray(), file, writeFailure).ToLine() + "\n");
            entry.ReportedAt = Stopwatch.GetTimestamp();
        }
        else if (Stopwatch.GetElapsedTime(entry.ReportedAt) > ReportInterval)
        {
            report(new FindingUpdate(entry.Key, entry.Count, null, null, null, null).ToLine() + "\n");
            entry.ReportedAt = Stopwatch.GetTimestamp();
        }
    }

    // Replaces the previous input of the kind.
    private (string? File, string? WriteFailure) Write(Entry entry, ReadOnlySpan<byte> input)
    {
        string file = Path.Combine(folder, $"crash-{Convert.ToHexStringLower(SHA256.HashData(input).AsSpan(0, NameLength))}");
        try
        {
            File.WriteAllBytes(file, input);
            if (entry.File is { } before && before != file)
            {
                File.Delete(before);
            }

            entry.File = file;
            return (file, null);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return (null, $"{file}: {failure.Message}");
        }
    }

    private sealed class Entry(string key)
    {
        public string Key => key;

        public long Count { get; set; }

        public int? Length { get; set; }

        public string? File { get; set; }

        public long ReportedAt { get; set; }
    }
}
