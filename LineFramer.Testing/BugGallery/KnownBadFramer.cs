namespace LineFraming.Testing;

/// <summary>A member of the bug gallery: a framer that is correct but for one bug that a real one had.</summary>
public sealed class KnownBadFramer
{
    internal KnownBadFramer(string name, string source, string summary, IReadOnlyList<string> expectedCatch, FramerFactory factory) =>
        (Name, Source, Summary, ExpectedCatch, Factory) = (name, source, summary, expectedCatch, factory);

    /// <summary>The name of the bug.</summary>
    public string Name { get; }

    /// <summary>Where it was seen.</summary>
    public string Source { get; }

    /// <summary>What its users saw.</summary>
    public string Summary { get; }

    /// <summary>The names of the properties that must catch it: those that its history calls for.</summary>
    public IReadOnlyList<string> ExpectedCatch { get; }

    /// <summary>Makes the framer.</summary>
    public FramerFactory Factory { get; }

    /// <summary>The name.</summary>
    /// <returns>For example <c>NatsSearchesOnlyNewBytes</c>.</returns>
    public override string ToString() => Name;
}
