using System.Diagnostics;

namespace LineFraming.Fuzz;

/// <summary>What running one input does, told from outside: it may end the process.</summary>
internal enum ReplayOutcome
{
    /// <summary>The target returns.</summary>
    Passes,

    /// <summary>An exception leaves the target, which can be caught.</summary>
    Throws,

    /// <summary>The process ends, or would not, or takes all the memory.</summary>
    Ends,
}

/// <summary>Runs one input with the verb replay in a process of its own.</summary>
internal static class ChildReplay
{
    // As long as a session gives an input, and the time that a process takes to begin.
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(FuzzSession.TimeoutSeconds + 5);

    // As much memory as libFuzzer gives an input, in the hexadecimal digits that the runtime wants.
    private const string MostMemory = "80000000";

    /// <summary>Runs it.</summary>
    /// <param name="target">The target.</param>
    /// <param name="file">The input's file.</param>
    /// <param name="ending">Ends it early.</param>
    public static ReplayOutcome Run(FuzzTarget target, string file, CancellationToken ending)
    {
        List<string> arguments = [typeof(ChildReplay).Assembly.Location, "replay", target.Name, file];
        arguments.AddRange(target.Framer is null ? [] : ["--framer", target.Framer]);
        ProcessStartInfo start = new(ChildProcess.Dotnet, arguments);
        start.Environment["DOTNET_GCHeapHardLimit"] = MostMemory;
        List<string> said = [];
        ChildProcess.Run(start, said.Add, Most, ending);
        return said.LastOrDefault() switch
        {
            "1 inputs, 0 failed" => ReplayOutcome.Passes,
            "1 inputs, 1 failed" when !said.Exists(line => line.Contains(typeof(OutOfMemoryException).FullName!, StringComparison.Ordinal)) => ReplayOutcome.Throws,
            _ => ReplayOutcome.Ends,
        };
    }
}
