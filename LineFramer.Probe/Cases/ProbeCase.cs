namespace LineFraming.Probe;

/// <summary>What a case says about the server.</summary>
internal enum Verdict
{
    /// <summary>The server does what it must.</summary>
    Passed,

    /// <summary>It breaks its protocol's standard as the description has it, or a rule that no protocol excuses.</summary>
    Failed,

    /// <summary>Lawful, and it surprises.</summary>
    Warned,

    /// <summary>A fact that is neither good nor bad.</summary>
    Information,

    /// <summary>The case cannot be asked, for the reason that is given.</summary>
    Skipped,

    /// <summary>The case was asked and nothing was learnt, for the reason that is given.</summary>
    Inconclusive,
}

/// <summary>The answer to a case: the verdict, what happened or why nothing did, and the conversation that shows it.</summary>
internal sealed record Outcome(Verdict Verdict, string Actual, Transcript? Transcript = null)
{
    /// <summary>As it must be.</summary>
    public static Outcome Passed(string actual, Transcript? transcript = null) => new(Verdict.Passed, actual, transcript);

    /// <summary>Not as it must be.</summary>
    public static Outcome Failed(string actual, Transcript? transcript = null) => new(Verdict.Failed, actual, transcript);

    /// <summary>Lawful, and a surprise.</summary>
    public static Outcome Warned(string actual, Transcript? transcript = null) => new(Verdict.Warned, actual, transcript);

    /// <summary>A fact.</summary>
    public static Outcome Information(string actual, Transcript? transcript = null) => new(Verdict.Information, actual, transcript);

    /// <summary>Not asked.</summary>
    public static Outcome Skipped(string reason) => new(Verdict.Skipped, reason);

    /// <summary>Asked in vain.</summary>
    public static Outcome Inconclusive(string reason, Transcript? transcript = null) => new(Verdict.Inconclusive, reason, transcript);

    /// <summary>Whether it is to be confirmed before it is believed.</summary>
    public bool IsSuspicion => Verdict is Verdict.Failed or Verdict.Warned or Verdict.Inconclusive;
}

/// <summary>One question to the server. Its id, a group and a number, never changes and is never used again.</summary>
internal sealed record ProbeCase(
    string Id, string Title, string Rules, string Requirement, string Expected, Func<Probing, Task<Outcome>> Ask)
{
    /// <summary>Whether it runs when no other does: it measures, or it holds several connections.</summary>
    public bool IsAlone { get; init; }

    /// <summary>
    /// Whether it measures memory: it has more time for its flood, and is asked once, because memory that has grown does not
    /// grow again.
    /// </summary>
    public bool MeasuresMemory { get; init; }

    /// <summary>Whether it loads the server, which is for servers on this machine only.</summary>
    public bool LoadsServer { get; init; }

    /// <summary>The group.</summary>
    public string Group => Id[..Id.IndexOf('/', StringComparison.Ordinal)];
}

/// <summary>A case with its answer.</summary>
internal sealed record CaseResult(ProbeCase Case, Outcome Outcome, TimeSpan Elapsed);
