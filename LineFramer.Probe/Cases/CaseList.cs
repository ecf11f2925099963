namespace LineFraming.Probe;

/// <summary>All cases, in the order of their ids.</summary>
internal static class CaseList
{
    /// <summary>All cases.</summary>
    public static IReadOnlyList<ProbeCase> All { get; } =
    [
        .. ChunkCases.All, .. EndCases.All, .. ByteCases.All, .. LimitCases.All, .. StreamEndCases.All,
        .. CloseCases.All, .. HandoffCases.All, .. PeerCases.All,
    ];

    /// <summary>The names of the groups.</summary>
    public static IReadOnlyList<string> Groups { get; } = [.. All.Select(known => known.Group).Distinct()];

    /// <summary>The cases with an id or of a group; none if there is neither.</summary>
    public static IReadOnlyList<ProbeCase> Named(string idOrGroup) =>
        [.. All.Where(known => known.Id == idOrGroup || known.Group == idOrGroup)];
}
