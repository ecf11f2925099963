using System.Runtime.CompilerServices;

namespace LineFraming.Fuzz;

/// <summary>
/// Chunking never shows: in one chunk, byte by byte and in the case's chunks, the framer reports the events of the reference
/// framer, each at the byte where it is due (R1 to R8, R15). Input: <see cref="CaseLayout"/>.
/// <para>
/// It runs tens of thousands of times a second, so after warm-up it neither allocates nor throws as long as no rule is
/// violated.
/// </para>
/// </summary>
public static class ChunkingTarget
{
    // An exception costs as much as everything else, so whether a failed framer fails again is checked for short streams only.
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

    /// <summary>
    /// Checks only that one chunk and the case's chunks give the same events (R1), to measure what the other checks cost.
    /// </summary>
    /// <param name="input">Any bytes.</param>
    /// <exception cref="PropertyViolatedException">The rule is violated.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void RunWholeAndInChunks(ReadOnlySpan<byte> input) =>
        (_runs ??= new()).CheckChunking((_framers ??= new()).Factory, CaseLayout.View(input));
}
