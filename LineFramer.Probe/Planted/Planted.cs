namespace LineFraming.Probe;

/// <summary>
/// A server with one bug that real servers have had, for the probe to find: its name for <c>lineframer-probe planted</c>,
/// where the bug was and what it did, and the case that must fail.
/// </summary>
internal sealed record Planted(string Name, string History, string Caught, Func<PlantedSession> Create)
{
    /// <summary>The verdict that the case must give.</summary>
    public Verdict Expected { get; init; } = Verdict.Failed;

    /// <summary>How many peers it serves at a time; others wait until one has disconnected. Null for any number.</summary>
    public int? AtATime { get; init; }

    /// <summary>Whether an error of one connection ends the server.</summary>
    public bool DiesOnReset { get; init; }

    /// <summary>Whether the case that must fail measures a process, so that the server runs in one of its own.</summary>
    public bool NeedsProcess { get; init; }
}
