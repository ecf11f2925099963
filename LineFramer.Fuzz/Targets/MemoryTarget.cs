using System.Runtime.CompilerServices;

namespace LineFraming.Fuzz;

/// <summary>
/// Memory is bounded and work is linear: what is buffered, scanned and copied stays within R10 and R11 for any input.
/// Input: <see cref="CaseLayout"/>.
/// </summary>
public static class MemoryTarget
{
    /// <summary>Runs the library's framer on one input.</summary>
    /// <param name="input">Any bytes.</param>
    /// <exception cref="PropertyViolatedException">A rule is violated.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Run(ReadOnlySpan<byte> input) => Run(options => new RealFramer(options), CaseLayout.Decode(input));

    /// <summary>Runs any framer on one case.</summary>
    /// <param name="factory">Makes the framer.</param>
    /// <param name="input">The case.</param>
    /// <exception cref="PropertyViolatedException">A rule is violated.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Run(FramerFactory factory, FramerCase input)
    {
        ResourceProperties.MemoryIsBounded(factory, input);
        ResourceProperties.WorkIsLinear(factory, input);
    }
}
