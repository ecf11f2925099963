namespace LineFraming.FuzzEngine;

/// <summary>A command cannot begin or cannot go on; the message says why, in one line, and what to do.</summary>
internal class FuzzRejectedException(string message, int exitCode = FuzzExitCode.Rejected) : Exception(message)
{
    /// <summary>The exit code.</summary>
    public int ExitCode { get; } = exitCode;
}
