namespace LineFraming.Testing;

/// <summary>
/// The bug gallery: known-bad framers, each right but for one bug that a real framer had. Suites and fuzzers that do not catch
/// every one of them prove nothing by passing any other.
/// </summary>
public static class BugGallery
{
    /// <summary>Makes the framer that every member is but for its bug; it violates no property.</summary>
    public static FramerFactory Textbook { get; } = options => new TextbookFramer(options);

    /// <summary>Every member.</summary>
    public static IReadOnlyList<KnownBadFramer> All { get; } = [.. ChunkMembers.All, .. LineMembers.All, .. ScaleMembers.All];
}
