namespace LineFraming.Fuzz;

/// <summary>A member of the gallery: a framer that is right but for one bug that a real one had.</summary>
/// <param name="Name">The name of the bug.</param>
/// <param name="Source">Where it was seen.</param>
/// <param name="Summary">What its users saw.</param>
/// <param name="ExpectedCatch">The laws that must fell it, by name: those that its history calls for.</param>
/// <param name="Factory">Makes the framer.</param>
public sealed record BrokenFramer(
    string Name,
    string Source,
    string Summary,
    IReadOnlyList<string> ExpectedCatch,
    FramerFactory Factory)
{
    /// <summary>The name.</summary>
    /// <returns>For example <c>NatsSearchesOnlyNewBytes</c>.</returns>
    public override string ToString() => Name;
}
