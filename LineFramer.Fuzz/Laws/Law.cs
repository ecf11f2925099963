namespace LineFraming.Fuzz;

/// <summary>One rule of the contract as a check that any framer can be put through.</summary>
/// <param name="Rule">The rules it holds a framer to, such as <c>R1</c>.</param>
/// <param name="Name">The name of the check.</param>
/// <param name="Check">
/// Throws <see cref="LawBrokenException"/> if the framers that the factory makes break the rule on the case.
/// </param>
public sealed record Law(string Rule, string Name, Action<FramerFactory, FramerCase> Check)
{
    /// <summary>Every law, the ones that say most in the fewest words first.</summary>
    public static IReadOnlyList<Law> All { get; } =
    [
        new("R1", nameof(EventLaws.ChunkingNeverShows), EventLaws.ChunkingNeverShows),
        new("R2-R8, R15", nameof(EventLaws.EqualsTheReference), EventLaws.EqualsTheReference),
        new("R3, R4", nameof(EventLaws.TooLongOnTheRightByte), EventLaws.TooLongOnTheRightByte),
        new("R5", nameof(EventLaws.NextLineIsIntact), EventLaws.NextLineIsIntact),
        new("R5", nameof(EventLaws.FailsForGood), EventLaws.FailsForGood),
        new("R8", nameof(ConservationLaw.NothingIsLostOrInvented), ConservationLaw.NothingIsLostOrInvented),
        new("R9", nameof(HandOffLaw.HandOffIsExact), HandOffLaw.HandOffIsExact),
        new("R10", nameof(ResourceLaws.MemoryIsBounded), ResourceLaws.MemoryIsBounded),
        new("R11", nameof(ResourceLaws.WorkIsLinear), ResourceLaws.WorkIsLinear),
        new("R16", nameof(ResumeLaw.ResumingIsExact), ResumeLaw.ResumingIsExact),
        new("R14", nameof(WriterLaw.WriterCannotBeTricked), WriterLaw.WriterCannotBeTricked),
    ];

    /// <summary>The rule and the name.</summary>
    /// <returns>For example <c>ChunkingNeverShows (R1)</c>.</returns>
    public override string ToString() => $"{Name} ({Rule})";
}
