using System.Diagnostics;
using System.Text.RegularExpressions;

namespace LineFraming.FuzzEngine;

/// <summary>
/// Adds to the committed inputs of a target a small set of the inputs that sessions found, which reaches the same blocks as all
/// of them. Committed inputs stay unchanged. libFuzzer chooses the set: its greedy set cover gives half as many inputs as its
/// older merge. Only blocks count, not how often each ran, which would give ten times as many inputs.
/// </summary>
internal sealed partial class Distillation(HostProgram program, FuzzTarget target, TextWriter output, params string[] flags)
{
    // An input that fails already has a file, so libFuzzer need not write another one.
    private readonly string[] _flags = [$"-timeout={FuzzSession.TimeoutSeconds}", "-exact_artifact_path=/dev/null", .. flags];

    /// <summary>The time between two lines about the progress.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The number of blocks that the committed inputs reach, before and after, and the number of all blocks.</summary>
    public (int Before, int After, int All) Blocks { get; private set; }

    /// <summary>The file names of the inputs that were added.</summary>
    public List<string> Added { get; } = [];

    /// <summary>The files of inputs that fail; they are not added.</summary>
    public List<string> Failing { get; } = [];

    /// <summary>Chooses inputs and adds them.</summary>
    /// <exception cref="FuzzRejectedException">libFuzzer fails.</exception>
    public void Run(IEnumerable<string> found, int count, CancellationToken ending)
    {
        string seeds = target.Seeds ?? throw new InvalidOperationException($"{target.Name} has no folder of inputs to add to.");
        using TemporaryFolder temporary = program.Folders.EmptyCorpus();
        string merged = temporary.Path;
        HashSet<string> committed = [];
        foreach (string seed in Directory.GetFiles(seeds))
        {
            committed.Add(Path.GetFileName(seed));
            File.Copy(seed, Path.Combine(merged, Path.GetFileName(seed)));
        }

        (int before, int all) = BlocksOf(merged, ending);
        Merge(merged, found, count, ending);
        (int after, _) = BlocksOf(merged, ending);
        Blocks = (before, after, all);
        foreach (string file in Directory.GetFiles(merged)
            .Where(file => !committed.Contains(Path.GetFileName(file)))
            .Order(StringComparer.Ordinal))
        {
            string name = NewName(seeds, target.NameOf(File.ReadAllBytes(file)));
            File.Copy(file, Path.Combine(seeds, name));
            Added.Add(name);
        }
    }

    private static string NewName(string folder, string name)
    {
        string unused = name;
        for (int i = 2; File.Exists(Path.Combine(folder, unused)); i++)
        {
            unused = $"{name}-{i}";
        }

        return unused;
    }

    private void Merge(string into, IEnumerable<string> found, int count, CancellationToken ending)
    {
        using SubprocessPaths paths = new(program.Folders);
        ProcessStartInfo start = program.Start(
            target, paths, ["-set_cover_merge=1", "-use_counters=0", paths.Of(into), .. found.Select(paths.Of), .. _flags]);
        long shown = Stopwatch.GetTimestamp();
        RunHost(start, line =>
        {
            if (FailedBefore().Match(line) is { Success: true } failed)
            {
                Failing.Add(paths.FullPathOf(failed.Groups["file"].Value));
            }
            else if (Progress().Match(line) is { Success: true } progress && Stopwatch.GetElapsedTime(shown) > ProgressInterval)
            {
                shown = Stopwatch.GetTimestamp();
                output.WriteLine(
                    $"{target.Name}: {progress.Groups["inputs"]} of {count} inputs run, {progress.Groups["cov"]} blocks reached");
            }
        }, ending);
    }

    private (int Reached, int All) BlocksOf(string folder, CancellationToken ending)
    {
        using SubprocessPaths paths = new(program.Folders);
        FuzzerOutput messages = new();
        RunHost(program.Start(target, paths, ["-runs=0", paths.Of(folder), .. _flags]), messages.Read, ending);
        return (messages.FirstReached, messages.Blocks);
    }

    private void RunHost(ProcessStartInfo start, Action<string> onLine, CancellationToken ending)
    {
        FuzzerOutput messages = new();
        int? exit = HostChannel.Run(
            start,
            line =>
            {
                messages.Read(line);
                onLine(line);
            },
            onOutput: _ => { },
            ending: ending);
        if (messages.FirstWriteFailure is { } reason)
        {
            throw new FuzzRejectedException($"{target.Name}: an input cannot be written: {reason}", FuzzExitCode.Incomplete);
        }

        if (exit is null)
        {
            throw new FuzzRejectedException("Cancelled before anything was added.", FuzzExitCode.Incomplete);
        }

        if (exit != 0 && messages.Artifact is not null)
        {
            string seeds = Path.GetRelativePath(program.Folders.Root, target.Seeds!);
            throw new FuzzRejectedException($"{target.Name}: an input of {seeds} fails; replay shows which.", FuzzExitCode.Found);
        }

        if (exit != 0)
        {
            string remark = messages.Remarks.FirstOrDefault() is { } first ? $": {first}" : "";
            throw new FuzzRejectedException(
                $"{target.Name}: the fuzzing host {ProcessEnd.Of(exit.Value)}{remark}", FuzzExitCode.Incomplete);
        }
    }

    [GeneratedRegex("^MERGE-INNER: '(?<file>.+)' caused a failure at the previous merge step")]
    private static partial Regex FailedBefore();

    [GeneratedRegex(@"^#(?<inputs>\d+)\s+\w+\s+cov: (?<cov>\d+)")]
    private static partial Regex Progress();
}
