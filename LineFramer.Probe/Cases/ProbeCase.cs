namespace LineFraming.Probe;

/// <summary>What a case says about the server.</summary>
internal enum Verdict
{
    /// <summary>The server does what it must.</summary>
    Passed,

    /// <summary>
    /// The server violates its protocol's standard as the description states it, or a rule that holds for every protocol.
    /// </summary>
    Failed,

    /// <summary>The server may do this, but its users will not expect it.</summary>
    Warned,

    /// <summary>A fact that is neither good nor bad.</summary>
    Information,

    /// <summary>The case cannot be asked, for the reason that is given.</summary>
    Skipped,

    /// <summary>The case was asked, and its result says nothing, for the reason that is given.</summary>
    Inconclusive,
}

/// <summary>The answer to a case: the verdict, what happened or why nothing did, and the conversation that shows it.</summary>
internal sealed record Outcome(Verdict Verdict, string Actual, Transcript? Transcript = null)
{
    /// <summary>A result with the verdict <see cref="Verdict.Passed"/>.</summary>
    public static Outcome Passed(string actual, Transcript? transcript = null) => new(Verdict.Passed, actual, transcript);

    /// <summary>A result with the verdict <see cref="Verdict.Failed"/>.</summary>
    public static Outcome Failed(string actual, Transcript? transcript = null) => new(Verdict.Failed, actual, transcript);

    /// <summary>A result with the verdict <see cref="Verdict.Warned"/>.</summary>
    public static Outcome Warned(string actual, Transcript? transcript = null) => new(Verdict.Warned, actual, transcript);

    /// <summary>A result with the verdict <see cref="Verdict.Information"/>.</summary>
    public static Outcome Information(string actual, Transcript? transcript = null) => new(Verdict.Information, actual, transcript);

    /// <summary>A result with the verdict <see cref="Verdict.Skipped"/>.</summary>
    public static Outcome Skipped(string reason) => new(Verdict.Skipped, reason);

    /// <summary>A result with the verdict <see cref="Verdict.Inconclusive"/>.</summary>
    public static Outcome Inconclusive(string reason, Transcript? transcript = null) => new(Verdict.Inconclusive, reason, transcript);

    /// <summary>Whether the case is asked again before this result counts.</summary>
    public bool IsSuspicion => Verdict is Verdict.Failed or Verdict.Warned or Verdict.Inconclusive;
}

/// <summary>One question to the server. Its id, a group and a number, never changes and is never used again.</summary>
internal sealed record ProbeCase(
    string Id, string Title, string Rules, string Requirement, string Expected, Func<Probing, Task<Outcome>> Ask)
{
    /// <summary>Whether it runs while no other case does: it measures, or it keeps several connections open.</summary>
    public bool IsAlone { get; init; }

    /// <summary>
    /// Whether it measures memory: it has more time for its flood, and is asked once, because memory that has grown does not
    /// grow again.
    /// </summary>
    public bool MeasuresMemory { get; init; }

    /// <summary>Whether it loads the server, which is for loopback addresses only.</summary>
    public bool LoadsServer { get; init; }

    /// <summary>The group.</summary>
    public string Group => Id[..Id.IndexOf('/', StringComparison.Ordinal)];
}

/// <summary>A case with its answer.</summary>
internal sealed record CaseResult(ProbeCase Case, Outcome Outcome, TimeSpan Elapsed);
