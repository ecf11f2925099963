namespace LineFraming.Benchmarks;

/// <summary>A measurement that failed or found something wrong; the message is a sentence for a person.</summary>
internal sealed class LoadFailedException(string message, int exitCode = BenchmarkCommandLine.Failed) : Exception(message)
{
    /// <summary>The program's exit code.</summary>
    public int ExitCode => exitCode;
}
