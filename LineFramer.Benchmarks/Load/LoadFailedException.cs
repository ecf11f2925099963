namespace LineFraming.Benchmarks;

/// <summary>What was measured is not what it should be, or could not be measured; the message says so to a person.</summary>
/// <param name="message">A sentence.</param>
/// <param name="exitCode">The program's.</param>
internal sealed class LoadFailedException(string message, int exitCode = BenchmarkCommandLine.Failed) : Exception(message)
{
    /// <summary>The program's exit code.</summary>
    public int ExitCode => exitCode;
}
