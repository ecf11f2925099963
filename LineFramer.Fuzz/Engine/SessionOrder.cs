namespace LineFraming.Fuzz;

/// <summary>What a session is asked to do.</summary>
/// <param name="Target">The target's name.</param>
/// <param name="Framer">The member of the gallery to run it over; null for the library's framer.</param>
/// <param name="Seconds">How long; null for as long as nobody ends it.</param>
/// <param name="Jobs">How many processes, which share the corpus.</param>
/// <param name="FromEmpty">Whether to begin without any inputs.</param>
/// <param name="Flags">More flags for libFuzzer, which prevail.</param>
internal sealed record SessionOrder(string Target, string? Framer, double? Seconds, int Jobs, bool FromEmpty, IReadOnlyList<string> Flags)
{
    /// <summary>The method that is fuzzed in place of a named target; its name is the target's.</summary>
    public OwnMethod? Own { get; init; }

    /// <summary>For a method, the folder of inputs to begin with; null for none.</summary>
    public string? Seeds { get; init; }

    /// <summary>For a method, the dictionary; null for none.</summary>
    public string? Dictionary { get; init; }
}
