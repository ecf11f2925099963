using System.Runtime.CompilerServices;

namespace LineFraming.Fuzz;

/// <summary>
/// Chunking never shows: whole, byte by byte and as planned, the framer reports the same events, which are those of the
/// reference framer, each on the byte where it is due (R1 to R8, R15). Input: <see cref="CaseLayout"/>.
/// <para>
/// It is run a hundred thousand times a second and more, so once warm nothing is allocated and nothing thrown as long as
/// all is well.
/// </para>
/// </summary>
public static class ChunkingTarget
{
    // An exception costs as much as all the rest, so only of short streams it is seen that a failed framer says so again.
    private const int ShortStream = 3;

    [ThreadStatic]
    private static CaseRuns? _runs;

    [ThreadStatic]
    private static ReusedFramers? _framers;

    /// <summary>Runs the library's framer on one input.</summary>
    /// <param name="input">Any bytes.</param>
    /// <exception cref="PropertyViolatedException">A rule is violated.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Run(ReadOnlySpan<byte> input)
    {
        CaseView view = CaseLayout.View(input);
        (_runs ??= new()).Check((_framers ??= new()).Factory, view);
        if (view.Stream.Length <= ShortStream && view.Options.OversizedLineHandling == OversizedLineHandling.Throw)
        {
            EventProperties.FailsForGood(options => new RealFramer(options), view.ToCase());
        }
    }

    /// <summary>Runs any framer on one case.</summary>
    /// <param name="factory">Makes the framer.</param>
    /// <param name="input">The case.</param>
    /// <exception cref="PropertyViolatedException">A rule is violated.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Run(FramerFactory factory, FramerCase input)
    {
        (_runs ??= new()).Check(factory, input.View);
        EventProperties.FailsForGood(factory, input);
        EventProperties.EndMayComeWithTheLastBytes(factory, input);
    }

    /// <summary>The same with less to it: whole and as planned, the events are the same (R1). To see what the rest costs.</summary>
    /// <param name="input">Any bytes.</param>
    /// <exception cref="PropertyViolatedException">The rule is violated.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void RunWholeAndInChunks(ReadOnlySpan<byte> input) =>
        (_runs ??= new()).CheckChunking((_framers ??= new()).Factory, CaseLayout.View(input));
}
