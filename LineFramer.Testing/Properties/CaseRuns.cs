namespace LineFraming.Testing;

/// <summary>
/// A framer's runs over one case, each made once for all the laws to look at: whole, as the case cuts it, byte by byte,
/// and what the reference framer says. Used again without allocating.
/// </summary>
internal sealed class CaseRuns
{
    private readonly EventLog _expected = new();
    private readonly EventLog _whole = new();
    private readonly EventLog _cut = new();
    private readonly EventLog _bytes = new();

    /// <summary>Cuts that make every byte a chunk of its own.</summary>
    internal static int[] ByteByByte { get; } = [1];

    /// <summary>Holds a framer to R1 to R8 and R15 on a case.</summary>
    /// <param name="factory">Makes the framer, or gives the same one again at the start of a stream.</param>
    /// <param name="input">The case.</param>
    /// <exception cref="PropertyViolatedException">A rule fell.</exception>
    public void Check(FramerFactory factory, CaseView input)
    {
        FramerCounts? counts = RunWholeAndCut(factory, input);
        Run(factory, input.In(ByteByByte), _bytes);
        EventProperties.ThrowIfDifferent(_whole, "cut", _cut);
        EventProperties.ThrowIfDifferent(_whole, "byte by byte", _bytes);

        _expected.Clear();
        long skipped = ReferenceFramer.Read(input.Stream, input.IsEnded, input.Options, _expected);
        EventProperties.ThrowIfNotTheReference(_expected, skipped, _cut, counts, input);
        EventProperties.ThrowIfOnAnotherByte(_expected, _bytes, input.Stream.Length, "byte by byte");
        EventProperties.ThrowIfOnAnotherByte(_expected, _whole, input.Stream.Length, "in one chunk");
        ConservationProperty.ThrowIfLostOrInvented(_cut, counts, input);
    }

    /// <summary>Holds a framer to R1 on a case, in as few runs as can show it: whole and as the case cuts it.</summary>
    /// <param name="factory">Makes the framer, or gives the same one again at the start of a stream.</param>
    /// <param name="input">The case.</param>
    /// <exception cref="PropertyViolatedException">The rule fell.</exception>
    public void CheckCutting(FramerFactory factory, CaseView input)
    {
        RunWholeAndCut(factory, input);
        EventProperties.ThrowIfDifferent(_whole, "cut", _cut);
    }

    private FramerCounts? RunWholeAndCut(FramerFactory factory, CaseView input)
    {
        Run(factory, input.In([]), _whole);
        return Run(factory, input, _cut);
    }

    private static FramerCounts? Run(FramerFactory factory, CaseView input, EventLog log)
    {
        IFramer framer = factory(input.Options);
        log.Clear();
        new Feeder(framer, log).FeedAll(input);
        return framer.Counts;
    }
}
