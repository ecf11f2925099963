namespace LineFraming.Probe;

/// <summary>What a run over one server found, in the order of the cases.</summary>
internal sealed record ProbeReport(string Address, string Protocol, IReadOnlyList<CaseResult> Results, TimeSpan Elapsed)
{
    /// <summary>Whether the server was asked over loopback, which many servers trust more than any other peer.</summary>
    public bool IsLoopback { get; init; }

    /// <summary>How many cases have a verdict.</summary>
    public int Count(Verdict verdict) => Results.Count(result => result.Outcome.Verdict == verdict);
}
