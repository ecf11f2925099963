namespace LineFraming.Fuzz;

/// <summary>The machine of a measurement: its numbers mean little without it.</summary>
internal static class Processor
{
    private const string File = "/proc/cpuinfo";

    /// <summary>The processor's name, where the system has a file for it, and how many of its cores there are.</summary>
    public static string Description => $"{Name}, {Environment.ProcessorCount} cores";

    private static string Name => !System.IO.File.Exists(File)
        ? "an unknown processor"
        : System.IO.File.ReadLines(File).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
            ?? "an unknown processor";
}
