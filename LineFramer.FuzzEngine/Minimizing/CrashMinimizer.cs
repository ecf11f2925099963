using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace LineFraming.FuzzEngine;

/// <summary>
/// Makes the input of a failure that ends the process smaller. libFuzzer does it: it runs what it tries in processes of
/// their own, and knows nothing of what the bytes stand for.
/// </summary>
internal sealed partial class CrashMinimizer(HostProgram program, FuzzTarget target, params string[] flags)
{
    /// <summary>How long an input may run.</summary>
    public int Timeout { get; init; } = FuzzSession.TimeoutSeconds;

    private string[] Flags =>
    [
        $"-timeout={Timeout}",
        .. target.Flags,
        .. flags,
    ];

    /// <summary>The way in which an input ends the process, in one line; null if it does not.</summary>
    public string? WayOf(string file, CancellationToken ending)
    {
        List<string> said = [];
        List<string> printed = [];
        using SubprocessPaths paths = new(program.Folders);
        ProcessStartInfo start = program.Start(target, paths, [paths.Of(file), "-exact_artifact_path=/dev/null", .. Flags]);
        int exit = HostChannel.Run(start, said.Add, printed.Add, ending: ending)
            ?? throw new FuzzRejectedException("Ended before anything was written.", FuzzExitCode.Incomplete);
        if (exit == 0)
        {
            return null;
        }

        string error = said.Find(FuzzerOutput.IsError)
            ?? $"the process {ProcessEnd.Of(exit)}";
        string? runtime = printed.Find(line => Runtime().IsMatch(line));
        return Numbers().Replace(error, "") + (runtime is null ? "" : $" ({runtime})");
    }

    /// <summary>Makes the input smaller.</summary>
    public void Minimize(string file, string smallest, double seconds, CancellationToken ending)
    {
        File.Copy(file, smallest, overwrite: true);
        string most = string.Create(CultureInfo.InvariantCulture, $"-max_total_time={Math.Max((int)seconds, 1)}");
        using SubprocessPaths paths = new(program.Folders);
        ProcessStartInfo start = program.Start(
            target, paths, ["-minimize_crash=1", $"-exact_artifact_path={paths.Of(smallest)}", most, paths.Of(file), .. Flags]);
        List<string> lost = [];
        HostChannel.Run(
            start,
            line => lost.AddRange(line.StartsWith("==NOT WRITTEN: ", StringComparison.Ordinal) ? [line] : []),
            printed: _ => { },
            TimeSpan.FromSeconds(seconds + Timeout),
            ending);
        if (lost.Count > 0)
        {
            throw new FuzzRejectedException($"A smaller input was found and could not be kept: {lost[^1]}", FuzzExitCode.Incomplete);
        }
    }

    // Process numbers, times and amounts of memory differ from run to run; a signal's number does not.
    [GeneratedRegex(@"==\d*==? ?|^==| after \d+ seconds| \(used: .*\)")]
    private static partial Regex Numbers();

    // What the runtime says before it ends the process.
    [GeneratedRegex("^(Unhandled exception|Process terminated|Stack overflow|Fatal error|Out of memory)")]
    private static partial Regex Runtime();
}
