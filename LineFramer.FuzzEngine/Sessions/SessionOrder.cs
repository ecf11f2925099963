namespace LineFraming.FuzzEngine;

/// <summary>What a session is asked to do.</summary>
/// <param name="Target">What is fuzzed.</param>
/// <param name="Seconds">How long; null until it is ended.</param>
/// <param name="Jobs">How many processes, which share the corpus.</param>
/// <param name="FromEmpty">Whether to begin without any inputs.</param>
/// <param name="Flags">More flags for libFuzzer, which prevail.</param>
internal sealed record SessionOrder(FuzzTarget Target, double? Seconds, int Jobs, bool FromEmpty, IReadOnlyList<string> Flags)
{
    /// <summary>Whether the session goes on after a finding.</summary>
    public bool KeepsGoing { get; init; }
}
