namespace LineFraming.Fuzz;

/// <summary>A condition on the input that a fuzzer must satisfy to reach the code after it.</summary>
internal sealed record Gate(string Name, string CodeKind, TargetAction Run)
{
    /// <summary>The time limit of a session, in seconds.</summary>
    public const double Seconds = 20;

    /// <summary>All gates.</summary>
    public static IReadOnlyList<Gate> All { get; } = [.. ByteGates.All, .. TextGates.All, .. ComputedGates.All];

    /// <summary>The gate as a planted bug.</summary>
    public PlantedBug AsPlanted => new(Name, Run, "-max_len=64") { CodeKind = CodeKind, Seconds = Seconds };

    /// <summary>Throws if the input satisfies the condition.</summary>
    internal static void ThrowIf(bool isThrough)
    {
        if (isThrough)
        {
            throw new InvalidOperationException("through the gate");
        }
    }
}
