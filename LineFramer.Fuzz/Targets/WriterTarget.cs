using System.Runtime.CompilerServices;

namespace LineFraming.Fuzz;

/// <summary>
/// The writer cannot be tricked: a line is rejected, or read back as that one line (R14). Input: <see cref="CaseLayout"/>,
/// whose stream is the content of the line and whose limit, policy and chunk sizes do not matter.
/// </summary>
public static class WriterTarget
{
    /// <summary>Runs the library's writer on one input.</summary>
    /// <param name="input">Any bytes.</param>
    /// <exception cref="PropertyViolatedException">A rule is violated.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Run(ReadOnlySpan<byte> input) =>
        WriterProperty.WriterCannotBeTricked(options => new RealFramer(options), CaseLayout.Decode(input));
}
