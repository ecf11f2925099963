namespace LineFraming.FuzzEngine;

/// <summary>What running one input does, seen from outside: it may end the process.</summary>
internal enum ReplayOutcome
{
    /// <summary>The target returns.</summary>
    Passes,

    /// <summary>An exception leaves the target, which can be caught.</summary>
    Throws,

    /// <summary>The process ends, or would not, or takes all the memory.</summary>
    Ends,
}

/// <summary>Runs one input in a process of its own, with as much memory as a session gives it.</summary>
internal static class ChildReplay
{
    // As much memory as libFuzzer gives an input, in the hexadecimal digits that the runtime wants.
    private static readonly (string, string) MostMemory = ("DOTNET_GCHeapHardLimit", "80000000");

    /// <summary>Starts a process in which inputs have no more memory than in a session.</summary>
    public static InputProcess Start(FuzzTarget target, TimeSpan? most = null) => most is { } limit ? new(target, MostMemory) { Most = limit } : new(target, MostMemory);

    /// <summary>Runs an input.</summary>
    public static ReplayOutcome Run(FuzzTarget target, byte[] input, CancellationToken ending, TimeSpan? most = null)
    {
        using InputProcess process = Start(target, most);
        InputResult result = process.Run(input, ending);
        result = result.IsFailure ? result : process.Settle(ending);
        return result switch
        {
            { End: not null } => ReplayOutcome.Ends,
            { Thrown: { } thrown } => thrown.Kind.Exception == typeof(OutOfMemoryException).FullName ? ReplayOutcome.Ends : ReplayOutcome.Throws,
            _ => ReplayOutcome.Passes,
        };
    }
}
