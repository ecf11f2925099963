using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace LineFraming.FuzzEngine;

/// <summary>
/// Minimizes an input that ends the process. libFuzzer does it: it runs its candidates in separate processes and does not
/// know the layout of the input.
/// </summary>
internal sealed partial class CrashMinimizer(HostProgram program, FuzzTarget target, params string[] flags)
{
    /// <summary>The time limit of an input, in seconds.</summary>
    public int Timeout { get; init; } = FuzzSession.TimeoutSeconds;

    private string[] Flags =>
    [
        $"-timeout={Timeout}",
        .. target.Flags,
        .. flags,
    ];

    /// <summary>Describes in one line how an input ends the process; null if it does not.</summary>
    public string? FailureOf(string file, CancellationToken ending)
    {
        string? error = null;
        string? runtime = null;
        using SubprocessPaths paths = new(program.Folders);
        ProcessStartInfo start = program.Start(target, paths, [paths.Of(file), "-exact_artifact_path=/dev/null", .. Flags]);

        // Nothing else is kept, because an input may print without end.
        int exit = HostChannel.Run(
            start,
            onLine: line => error ??= FuzzerOutput.IsError(line) ? line : null,
            onOutput: line => runtime ??= Runtime().IsMatch(line) ? line : null,
            ending: ending)
            ?? throw new FuzzRejectedException("Cancelled before anything was written.", FuzzExitCode.Incomplete);
        if (exit == 0)
        {
            return null;
        }

        error ??= $"the process {ProcessEnd.Of(exit)}";
        return Numbers().Replace(error, "") + (runtime is null ? "" : $" ({runtime})");
    }

    /// <summary>Writes the smallest input that libFuzzer finds in the given time.</summary>
    public void Minimize(string file, string smallest, double seconds, CancellationToken ending)
    {
        File.Copy(file, smallest, overwrite: true);
        string timeLimit = string.Create(CultureInfo.InvariantCulture, $"-max_total_time={Math.Max((int)seconds, 1)}");
        using SubprocessPaths paths = new(program.Folders);
        ProcessStartInfo start = program.Start(
            target, paths, ["-minimize_crash=1", $"-exact_artifact_path={paths.Of(smallest)}", timeLimit, paths.Of(file), .. Flags]);
        List<string> failures = [];
        HostChannel.Run(
            start,
            line => failures.AddRange(line.StartsWith("==NOT WRITTEN: ", StringComparison.Ordinal) ? [line] : []),
            onOutput: _ => { },
            TimeSpan.FromSeconds(seconds + Timeout),
            ending);
        if (failures.Count > 0)
        {
            throw new FuzzRejectedException($"A smaller input was found but could not be written: {failures[^1]}", FuzzExitCode.Incomplete);
        }
    }

    // Process numbers, times and memory sizes differ from run to run; the number of a signal does not.
    [GeneratedRegex(@"==\d*==? ?|^==| after \d+ seconds| \(used: .*\)")]
    private static partial Regex Numbers();

    // The first line that the runtime prints before it ends the process.
    [GeneratedRegex("^(Unhandled exception|Process terminated|Stack overflow|Fatal error|Out of memory)")]
    private static partial Regex Runtime();
}
