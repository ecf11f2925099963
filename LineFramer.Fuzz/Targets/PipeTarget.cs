using System.Runtime.CompilerServices;

namespace LineFraming.Fuzz;

/// <summary>
/// The pipe adapter returns the lines of the stream for any segments, with reads cancelled and the loop left and entered again
/// (R1, R7, R9). Input: <see cref="PipeLayout"/>.
/// </summary>
public static class PipeTarget
{
    /// <summary>Runs the library's adapter on one input.</summary>
    /// <param name="input">Any bytes.</param>
    /// <exception cref="PropertyViolatedException">A rule is violated.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Run(ReadOnlySpan<byte> input) =>
        PipeProperty.LinesAreThoseOfTheStream(PipeLayout.Decode(input)).GetAwaiter().GetResult();
}
