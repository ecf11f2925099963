using System.Runtime.CompilerServices;

namespace LineFraming.Fuzz;

/// <summary>
/// Resuming is exact: after any number of bytes or any event, a new framer made from the two numbers of the checkpoint reports what
/// the first framer would have reported from there (R16). Input: <see cref="CaseLayout"/>.
/// </summary>
public static class ResumeTarget
{
    /// <summary>Runs the library's framer on one input.</summary>
    /// <param name="input">Any bytes.</param>
    /// <exception cref="PropertyViolatedException">A rule is violated.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Run(ReadOnlySpan<byte> input) =>
        ResumeProperty.ResumingIsExact(static options => new RealFramer(options, throws: false), CaseLayout.Decode(input));
}
