namespace LineFraming.Fuzz;

/// <summary>A condition on the input that a fuzzer has to get through to what is after it.</summary>
internal sealed record Gate(string Name, string StandsFor, TargetAction Run)
{
    /// <summary>How long a session may take, in seconds.</summary>
    public const double Seconds = 20;

    /// <summary>All of them: those of bytes and of text, and those of text again with operands that no literal holds.</summary>
    public static IReadOnlyList<Gate> All { get; } = [.. ByteGates.All, .. TextGates.All, .. ComputedGates.All];

    /// <summary>The same as a planted bug.</summary>
    public PlantedBug AsPlanted => new(Name, Run, "-max_len=64") { StandsFor = StandsFor, Seconds = Seconds };

    /// <summary>Throws if the input got through.</summary>
    internal static void ThrowIf(bool isThrough)
    {
        if (isThrough)
        {
            throw new InvalidOperationException("through the gate");
        }
    }
}
