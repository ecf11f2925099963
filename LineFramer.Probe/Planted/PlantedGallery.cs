namespace LineFraming.Probe;

/// <summary>All planted servers, and the correct one that they derive from.</summary>
internal static class PlantedGallery
{
    /// <summary>The server without a bug.</summary>
    public static Planted Good { get; } = new("good", "No bug: what the others are made from.", "", () => new PlantedSession());

    /// <summary>Those with a bug.</summary>
    public static IReadOnlyList<Planted> All { get; } =
    [
        .. ChunkBugs.All, .. EndBugs.All, .. ByteBugs.All, .. LimitBugs.All, .. SessionBugs.All, .. HandoffBugs.All,
        .. PeerBugs.All,
    ];

    /// <summary>The server of a name; null if there is none.</summary>
    public static Planted? Named(string name) => name == Good.Name ? Good : All.FirstOrDefault(planted => planted.Name == name);
}
