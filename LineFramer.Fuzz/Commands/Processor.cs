namespace LineFraming.Fuzz;

/// <summary>Describes the machine of a measurement, because the numbers mean little without it.</summary>
internal static class Processor
{
    private const string File = "/proc/cpuinfo";

    /// <summary>The name of the processor, if the system has a file with it, and the number of cores.</summary>
    public static string Description => $"{Name}, {Environment.ProcessorCount} cores";

    private static string Name
    {
        get
        {
            IEnumerable<string> lines = System.IO.File.Exists(File) ? System.IO.File.ReadLines(File) : [];
            string? line = lines.FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal));
            return line?.Split(':', 2)[1].Trim() ?? "an unknown processor";
        }
    }
}
