namespace LineFraming.FuzzEngine;

/// <summary>What a session is asked to do.</summary>
internal sealed record SessionOrder(FuzzTarget Target, double? Seconds, int Jobs, bool FromEmpty, IReadOnlyList<string> Flags)
{
    /// <summary>Whether the session goes on after a finding.</summary>
    public bool KeepsGoing { get; init; }
}
