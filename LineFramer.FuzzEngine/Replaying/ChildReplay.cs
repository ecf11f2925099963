namespace LineFraming.FuzzEngine;

/// <summary>The outcome of an input that runs in another process.</summary>
internal enum ReplayOutcome
{
    /// <summary>The target returns.</summary>
    Passes,

    /// <summary>An exception leaves the target and can be caught.</summary>
    Throws,

    /// <summary>The process ends, exceeds its time, or runs out of memory.</summary>
    Ends,
}

/// <summary>Runs one input in a separate process, with the memory limit of a session.</summary>
internal static class ChildReplay
{
    // libFuzzer's default memory limit, in hexadecimal, as the runtime expects it.
    private static readonly (string, string) MemoryLimit = ("DOTNET_GCHeapHardLimit", "80000000");

    /// <summary>Starts a process with the memory limit of a session.</summary>
    public static InputProcess Start(FuzzTarget target, TimeSpan? timeout = null) => timeout is { } limit
        ? new(target, MemoryLimit) { Timeout = limit }
        : new(target, MemoryLimit);

    /// <summary>Runs an input.</summary>
    public static ReplayOutcome Run(FuzzTarget target, byte[] input, CancellationToken ending, TimeSpan? timeout = null)
    {
        using InputProcess process = Start(target, timeout);
        InputResult result = process.Run(input, ending);
        result = result.IsFailure ? result : process.Settle(ending);
        return result switch
        {
            { End: not null } => ReplayOutcome.Ends,
            { Thrown: { } thrown } => thrown.Kind.Exception == typeof(OutOfMemoryException).FullName
                ? ReplayOutcome.Ends
                : ReplayOutcome.Throws,
            _ => ReplayOutcome.Passes,
        };
    }
}
