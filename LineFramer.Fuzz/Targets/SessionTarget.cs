using System.Runtime.CompilerServices;

namespace LineFraming.Fuzz;

/// <summary>
/// The server's session, over a connection in memory, gives the answers of the reference conversation, buffers no more than it
/// may, and ends (R1, R7, R10). Input: <see cref="CaseLayout"/>, whose policy and end do not matter.
/// </summary>
public static class SessionTarget
{
    /// <summary>Runs the session on one input.</summary>
    /// <param name="input">Any bytes.</param>
    /// <exception cref="PropertyViolatedException">A rule is violated.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Run(ReadOnlySpan<byte> input) => SessionProperty.AnswersAreTheReferenceConversation(CaseLayout.Decode(input));
}
