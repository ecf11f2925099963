using System.Runtime.CompilerServices;

namespace LineFraming.Fuzz;

/// <summary>
/// Hand-off is exact: stopped after any line, the framer has consumed that line and no more, and continuing gives the same events
/// as not stopping (R9). Input: <see cref="CaseLayout"/>.
/// </summary>
public static class HandOffTarget
{
    /// <summary>Runs the library's framer on one input.</summary>
    /// <param name="input">Any bytes.</param>
    /// <exception cref="PropertyViolatedException">A rule is violated.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Run(ReadOnlySpan<byte> input) =>
        HandOffProperty.HandOffIsExact(options => new RealFramer(options), CaseLayout.Decode(input));
}
