namespace LineFraming.Fuzz;

/// <summary>
/// Chunking never shows: whole, byte by byte and as planned, the framer reports the same events, which are those of the
/// reference framer, each on the byte where it is due (R1 to R8, R15). Input: <see cref="CaseLayout"/>.
/// </summary>
public static class ChunkingTarget
{
    /// <summary>Runs the library's framer on one input.</summary>
    /// <param name="input">Any bytes.</param>
    /// <exception cref="LawBrokenException">A rule fell.</exception>
    public static void Run(ReadOnlySpan<byte> input) => Run(options => new RealFramer(options), CaseLayout.Decode(input));

    /// <summary>Runs any framer on one case.</summary>
    /// <param name="factory">Makes the framer.</param>
    /// <param name="input">The case.</param>
    /// <exception cref="LawBrokenException">A rule fell.</exception>
    public static void Run(FramerFactory factory, FramerCase input)
    {
        EventLaws.ChunkingNeverShows(factory, input);
        EventLaws.EqualsTheReference(factory, input);
        EventLaws.TooLongOnTheRightByte(factory, input);
        EventLaws.NextLineIsIntact(factory, input);
        EventLaws.FailsForGood(factory, input);
        ConservationLaw.NothingIsLostOrInvented(factory, input);
    }
}
