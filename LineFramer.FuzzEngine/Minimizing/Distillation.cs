using System.Diagnostics;
using System.Text.RegularExpressions;

namespace LineFraming.FuzzEngine;

/// <summary>
/// Adds to the committed inputs of a target the fewest of those that sessions found which reach all the blocks that
/// these reach. What is committed stays, under its name. libFuzzer chooses: its greedy cover of sets gives half as many
/// inputs as its older merge, and blocks alone count, not how often each was run, which would give ten times as many.
/// </summary>
internal sealed partial class Distillation(HostProgram program, FuzzTarget target, TextWriter output, params string[] flags)
{
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(2);

    // An input that fails has a file already, so that libFuzzer need not leave another.
    private readonly string[] _flags = [$"-timeout={FuzzSession.TimeoutSeconds}", "-exact_artifact_path=/dev/null", .. flags];

    /// <summary>The blocks that the committed inputs reach, before and after, and how many there are.</summary>
    public (int Before, int After, int All) Blocks { get; private set; }

    /// <summary>The names of the inputs that were added.</summary>
    public List<string> Added { get; } = [];

    /// <summary>The files with inputs that fail, which are not added.</summary>
    public List<string> Failing { get; } = [];

    /// <summary>Adds what is worth it.</summary>
    /// <exception cref="FuzzRejectedException">libFuzzer cannot do it.</exception>
    public void Run(IEnumerable<string> found, int count, CancellationToken ending)
    {
        string seeds = target.Seeds ?? throw new InvalidOperationException($"{target.Name} has no folder of inputs to add to.");
        using HeldFolder temporary = program.Folders.EmptyCorpus();
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
        foreach (string file in Directory.GetFiles(merged).Where(file => !committed.Contains(Path.GetFileName(file))).Order(StringComparer.Ordinal))
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
        Listen(start, line =>
        {
            if (FailedBefore().Match(line) is { Success: true } failed)
            {
                Failing.Add(failed.Groups["file"].Value);
            }
            else if (Progress().Match(line) is { Success: true } progress && Stopwatch.GetElapsedTime(shown) > Often)
            {
                shown = Stopwatch.GetTimestamp();
                output.WriteLine($"{target.Name}: {progress.Groups["inputs"]} of {count} inputs run, {progress.Groups["cov"]} blocks reached");
            }
        }, ending);
    }

    private (int Reached, int All) BlocksOf(string folder, CancellationToken ending)
    {
        using SubprocessPaths paths = new(program.Folders);
        FuzzerOutput said = new();
        Listen(program.Start(target, paths, ["-runs=0", paths.Of(folder), .. _flags]), said.Read, ending);
        return (said.FirstReached, said.Blocks);
    }

    private void Listen(ProcessStartInfo start, Action<string> heard, CancellationToken ending)
    {
        FuzzerOutput said = new();
        int? exit = HostChannel.Run(
            start,
            line =>
            {
                said.Read(line);
                heard(line);
            },
            printed: _ => { },
            ending: ending);
        if (said.WhyNotKept is { } reason)
        {
            throw new FuzzRejectedException($"{target.Name}: an input cannot be kept: {reason}", FuzzExitCode.Incomplete);
        }

        if (exit != 0)
        {
            throw exit is null ? new("Ended before anything was added.", FuzzExitCode.Incomplete)
                : said.Artifact is not null ? new($"{target.Name}: an input of {Path.GetRelativePath(program.Folders.Root, target.Seeds!)} fails; replay says which.", FuzzExitCode.Found)
                : new FuzzRejectedException(
                    $"{target.Name}: the fuzzing host {ProcessEnd.Of(exit.Value)}{(said.Remarks.FirstOrDefault() is { } remark ? $": {remark}" : "")}", FuzzExitCode.Incomplete);
        }
    }

    [GeneratedRegex("^MERGE-INNER: '(?<file>.+)' caused a failure at the previous merge step")]
    private static partial Regex FailedBefore();

    [GeneratedRegex(@"^#(?<inputs>\d+)\s+\w+\s+cov: (?<cov>\d+)")]
    private static partial Regex Progress();
}
