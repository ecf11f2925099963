namespace LineFraming.Fuzz;

/// <summary>
/// Memory is bounded and work is linear: what is held, searched and copied stays within R10 and R11 for any input.
/// Input: <see cref="CaseLayout"/>.
/// </summary>
public static class MemoryTarget
{
    /// <summary>Runs the library's framer on one input.</summary>
    /// <param name="input">Any bytes.</param>
    /// <exception cref="LawBrokenException">A rule fell.</exception>
    public static void Run(ReadOnlySpan<byte> input)
    {
        FramerCase decoded = CaseLayout.Decode(input);
        ResourceLaws.MemoryIsBounded(options => new RealFramer(options), decoded);
        ResourceLaws.WorkIsLinear(options => new RealFramer(options), decoded);
    }
}
