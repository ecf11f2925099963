namespace LineFraming.Testing;

/// <summary>
/// The bug gallery: known-bad framers, each correct but for one bug that a real framer had. A suite or a fuzzer proves
/// something about other framers only if it catches every one of these.
/// </summary>
public static class BugGallery
{
    /// <summary>Makes the correct framer that every member derives from; it violates no property.</summary>
    public static FramerFactory Textbook { get; } = options => new TextbookFramer(options);

    /// <summary>Every member.</summary>
    public static IReadOnlyList<KnownBadFramer> All { get; } = [.. ChunkMembers.All, .. LineMembers.All, .. ScaleMembers.All];
}
