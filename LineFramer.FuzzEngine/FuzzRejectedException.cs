namespace LineFraming.FuzzEngine;

/// <summary>Thrown when a command cannot start or continue. The message is one line: the reason, and what to do.</summary>
internal class FuzzRejectedException(string message, int exitCode = FuzzExitCode.Rejected) : Exception(message)
{
    /// <summary>The exit code of the command.</summary>
    public int ExitCode { get; } = exitCode;
}
