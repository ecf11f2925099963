namespace LineFraming.Probe;

/// <summary>A server with one bug that servers of this world have had, for the probe to find.</summary>
/// <param name="Name">What <c>lineframer-probe planted</c> calls it.</param>
/// <param name="History">Where the bug was, and what it did.</param>
/// <param name="Caught">The case that must fail, by what the history says.</param>
/// <param name="Create">A session of it.</param>
internal sealed record Planted(string Name, string History, string Caught, Func<PlantedSession> Create)
{
    /// <summary>What the case says of it.</summary>
    public Verdict Expected { get; init; } = Verdict.Failed;

    /// <summary>How many peers it serves at a time, and the others when one of them has gone; null for any number.</summary>
    public int? AtATime { get; init; }

    /// <summary>Whether an error of one connection ends it.</summary>
    public bool DiesOnReset { get; init; }

    /// <summary>Whether the case that must fail measures a process, so that it runs in one of its own.</summary>
    public bool NeedsProcess { get; init; }
}
