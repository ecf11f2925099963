using System.Diagnostics;
using System.Security.Cryptography;

namespace LineFraming.FuzzEngine;

/// <summary>
/// The findings of a process that goes on past them, folded: of each kind the smallest input is kept in a file, and how often it was
/// seen is reported.
/// </summary>
internal sealed class KeptFindings(string folder, Action<string> report, Func<byte[], Exception, Exception> onFreshCode)
{
    /// <summary>The environment variable that says where the inputs go of a session that goes on; without it, the first finding ends the process.</summary>
    public const string Variable = "LINEFRAMING_FUZZ_KEEP_GOING";

    // Enough of a stack to tell two findings apart before it is known which methods were inlined.
    private const int FramesCompared = 8;

    // As many bytes as libFuzzer takes of a hash for its names.
    private const int NameLength = 20;

    // Each loads the target once more, and nothing of it is ever unloaded.
    private const int MaxFreshCopies = 64;

    private static readonly TimeSpan Seldom = TimeSpan.FromSeconds(0.5);

    // Code that is compiled anew has other frames: several stacks are one kind.
    private readonly Dictionary<int, Kept> _byStack = [];
    private readonly Dictionary<string, Kept> _byKey = [];

    /// <summary>The findings that the environment asks for; null if the first one is to end the process.</summary>
    public static KeptFindings? OfEnvironment(Action<string> report, Func<byte[], Exception, Exception> onFreshCode) =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? new(folder, report, onFreshCode) : null;

    /// <summary>Reports how often each was seen.</summary>
    public void Finish()
    {
        foreach (Kept kept in _byKey.Values)
        {
            report(new KeptFinding(kept.Key, kept.Count, null, null, null, null).ToLine() + "\n");
        }
    }

    /// <summary>Takes a finding.</summary>
    public void Add(ReadOnlySpan<byte> input, Exception finding)
    {
        int stack = StackOf(finding);
        if (!_byStack.TryGetValue(stack, out Kept? kept))
        {
            byte[] copy = input.ToArray();
            Exception again = _byStack.Count < MaxFreshCopies ? onFreshCode(copy, finding) : finding;
            string key = FindingReport.KeyOf(again);
            if (!_byKey.TryGetValue(key, out kept))
            {
                _byKey.Add(key, kept = new Kept(key));
            }

            _byStack.Add(stack, kept);
            Seen(kept, copy, again);
        }
        else
        {
            Seen(kept, input, finding);
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

    private void Seen(Kept kept, ReadOnlySpan<byte> input, Exception finding)
    {
        kept.Count++;
        if (kept.Length is not { } smallest || input.Length < smallest)
        {
            kept.Length = input.Length;
            (string? file, string? notWritten) = Write(kept, input);
            string[] lines = FindingReport.Of(finding).TrimEnd('\n').Split('\n');
            report(new KeptFinding(kept.Key, kept.Count, lines, input.ToArray(), file, notWritten).ToLine() + "\n");
            kept.ReportedAt = Stopwatch.GetTimestamp();
        }
        else if (Stopwatch.GetElapsedTime(kept.ReportedAt) > Seldom)
        {
            report(new KeptFinding(kept.Key, kept.Count, null, null, null, null).ToLine() + "\n");
            kept.ReportedAt = Stopwatch.GetTimestamp();
        }
    }

    // The one before is not needed any more.
    private (string? File, string? NotWritten) Write(Kept kept, ReadOnlySpan<byte> input)
    {
        string file = Path.Combine(folder, $"crash-{Convert.ToHexStringLower(SHA256.HashData(input).AsSpan(0, NameLength))}");
        try
        {
            File.WriteAllBytes(file, input);
            if (kept.File is { } before && before != file)
            {
                File.Delete(before);
            }

            kept.File = file;
            return (file, null);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return (null, $"{file}: {failure.Message}");
        }
    }

    private sealed class Kept(string key)
    {
        public string Key => key;

        public long Count { get; set; }

        public int? Length { get; set; }

        public string? File { get; set; }

        public long ReportedAt { get; set; }
    }
}
