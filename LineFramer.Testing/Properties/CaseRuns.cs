using System.Runtime.CompilerServices;

namespace LineFraming.Testing;

/// <summary>
/// A framer's runs over one case, each made once for several properties: whole, in the case's chunks, byte by byte, and the
/// reference framer's events. Used again without allocating.
/// </summary>
internal sealed class CaseRuns
{
    private readonly EventLog _expected = new();
    private readonly EventLog _whole = new();
    private readonly EventLog _chunks = new();
    private readonly EventLog _bytes = new();

    // R9 is not asked of a decoder with a callback.
    private bool _takesWholeChunks;

    /// <summary>Chunk sizes that make every byte a chunk of its own.</summary>
    internal static int[] ByteByByte { get; } = [1];

    /// <summary>
    /// Checks R1 to R8 and R15 on a case. The factory may return the same framer again, at the start of a stream.
    /// </summary>
    /// <exception cref="PropertyViolatedException">A rule is violated.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Check(FramerFactory factory, CaseView input)
    {
        FramerCounts? counts = RunWholeAndInChunks(factory, input);
        Run(factory, input.In(ByteByByte), _bytes);
        EventProperties.ThrowIfDifferent(_whole, "in the chunks", _chunks);
        EventProperties.ThrowIfDifferent(_whole, "byte by byte", _bytes);

        _expected.Clear();
        long discarded = ReferenceFramer.Read(input.Stream, input.IsEnded, input.Options, _expected);
        EventProperties.ThrowIfNotTheReference(_expected, discarded, _chunks, counts, input);
        EventProperties.ThrowIfOnAnotherByte(_expected, _bytes, input.Stream.Length);
        if (!_takesWholeChunks && !input.Options.Offered.ReadsAhead)
        {
            HandOffProperty.ThrowIfOversizedConsumesOtherwise(_expected, _whole, input.Stream.Length);
        }

        ConservationProperty.ThrowIfLostOrInvented(_chunks, counts, input);
    }

    /// <summary>Checks R1 on a case, in the fewest runs that can show a violation: whole and in the case's chunks.</summary>
    /// <exception cref="PropertyViolatedException">The rule is violated.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void CheckChunking(FramerFactory factory, CaseView input)
    {
        RunWholeAndInChunks(factory, input);
        EventProperties.ThrowIfDifferent(_whole, "in the chunks", _chunks);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private FramerCounts? RunWholeAndInChunks(FramerFactory factory, CaseView input)
    {
        Run(factory, input.In([]), _whole);
        return Run(factory, input, _chunks);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private FramerCounts? Run(FramerFactory factory, CaseView input, EventLog log)
    {
        IFramer framer = factory(input.Options);
        _takesWholeChunks = WholeRunFramer.Of(framer) is DecoderFramer;
        log.Clear();
        new Feeder(framer, log).FeedAll(input);
        return framer.Counts;
    }
}
