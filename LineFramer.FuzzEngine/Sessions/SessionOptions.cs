namespace LineFraming.FuzzEngine;

/// <summary>The options of a session.</summary>
internal sealed record SessionOptions(FuzzTarget Target, double? Seconds, int Jobs, bool FromEmpty, IReadOnlyList<string> Flags)
{
    /// <summary>Whether the session continues after a finding.</summary>
    public bool KeepsGoing { get; init; }

    /// <summary>The time after SIGINT within which a process must end. Later it is killed, because its target handles the signal.</summary>
    public TimeSpan InterruptGrace { get; init; } = TimeSpan.FromSeconds(FuzzSession.TimeoutSeconds);
}
