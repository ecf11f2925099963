namespace LineFraming.Fuzz;

/// <summary>A command cannot begin or cannot go on; the message says why, in one line, and what to do.</summary>
/// <param name="message">The line.</param>
/// <param name="exitCode">The exit code.</param>
internal class FuzzRefusedException(string message, int exitCode = FuzzCommandLine.Refused) : Exception(message)
{
    /// <summary>The exit code.</summary>
    public int ExitCode { get; } = exitCode;
}
