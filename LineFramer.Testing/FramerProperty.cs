namespace LineFraming.Testing;

/// <summary>One rule of the contract as a check that any framer can be put through.</summary>
public sealed class FramerProperty
{
    private FramerProperty(string rule, string name, Action<FramerFactory, FramerCase> check) =>
        (Rule, Name, Check) = (rule, name, check);

    /// <summary>Every law, the ones that say most in the fewest words first.</summary>
    public static IReadOnlyList<FramerProperty> All { get; } =
    [
        new("R1", nameof(EventProperties.ChunkingNeverShows), EventProperties.ChunkingNeverShows),
        new("R2-R8, R15", nameof(EventProperties.EqualsTheReference), EventProperties.EqualsTheReference),
        new("R3, R4", nameof(EventProperties.OversizedOnTheRightByte), EventProperties.OversizedOnTheRightByte),
        new("R5", nameof(EventProperties.NextLineIsIntact), EventProperties.NextLineIsIntact),
        new("R5", nameof(EventProperties.FailsForGood), EventProperties.FailsForGood),
        new("R8", nameof(ConservationProperty.NothingIsLostOrInvented), ConservationProperty.NothingIsLostOrInvented),
        new("R9", nameof(HandOffProperty.HandOffIsExact), HandOffProperty.HandOffIsExact),
        new("R10", nameof(ResourceProperties.MemoryIsBounded), ResourceProperties.MemoryIsBounded),
        new("R11", nameof(ResourceProperties.WorkIsLinear), ResourceProperties.WorkIsLinear),
        new("R16", nameof(ResumeProperty.ResumingIsExact), ResumeProperty.ResumingIsExact),
        new("R14", nameof(WriterProperty.WriterCannotBeTricked), WriterProperty.WriterCannotBeTricked),
    ];

    /// <summary>The rules.</summary>
    public string Rule { get; }

    /// <summary>The name.</summary>
    public string Name { get; }

    internal Action<FramerFactory, FramerCase> Check { get; }

    /// <summary>The rule and the name.</summary>
    /// <returns>For example <c>ChunkingNeverShows (R1)</c>.</returns>
    public override string ToString() => $"{Name} ({Rule})";
}
