using System.IO.Pipes;

namespace LineFraming.Server;

/// <summary>
/// The three streams of a process, so that a test can run the command line in its own; <paramref name="IsTyped"/> if
/// someone types the input at a terminal.
/// </summary>
internal sealed record StandardStreams(Stream Input, Stream Output, TextWriter Error, bool IsTyped)
{
    /// <summary>Those of this process.</summary>
    public static StandardStreams OfProcess()
    {
        if (OperatingSystem.IsWindows())
        {
            return new(
                Console.OpenStandardInput(),
                WindowsPipe.OpenOutput() ?? Console.OpenStandardOutput(),
                Console.Error,
                !Console.IsInputRedirected);
        }

        // The log writes to the console's stream: if standard error is closed, its number may be a file of the runtime.
        if (UnixDescriptor.IsClosed(UnixDescriptor.Error))
        {
            Console.SetError(TextWriter.Null);
        }

        return new(UnixDescriptor.OpenInput(), new UnixDescriptor(UnixDescriptor.Output), Console.Error, !Console.IsInputRedirected);
    }

    /// <summary>
    /// Whether an exception is a failure of a stream: its reader has gone, the disk is full, or the descriptor is invalid.
    /// </summary>
    public static bool IsFailure(Exception e) => e is IOException or UnauthorizedAccessException;

    /// <summary>The sentence for an output that cannot be written.</summary>
    public static string OutputFailure(Exception e) => $"Standard output cannot be written: {e.Message.TrimEnd('.')}.";

    /// <summary>The exit code when the output cannot be written, which is reported unless its reader has gone.</summary>
    public int OutputFailed(Exception e) =>
        e is ReaderGoneException || Output is PipeStream { IsConnected: false } ? ReaderGoneException.ExitCode : Fail(OutputFailure(e));

    /// <summary>
    /// Reports a failure in one line of standard error, and returns the exit code. What the user typed is quoted and may
    /// contain line ends. If standard error is closed or full, only the exit code reports the failure.
    /// </summary>
    public int Fail(string message, int exitCode = ServerCommandLine.Failed)
    {
        try
        {
            Error.WriteLine(string.Concat(message.Select(c => char.IsControl(c) ? $@"\x{(int)c:x2}" : $"{c}")));
        }
        catch (Exception e) when (IsFailure(e))
        {
        }

        return exitCode;
    }
}

/// <summary>The reader of an output has gone, as with <c>| head</c>: what is written to it is lost, and that is no failure.</summary>
internal sealed class ReaderGoneException() : IOException("its reader has closed it")
{
    /// <summary>The exit code that a shell gives to a program that SIGPIPE ended, as it ends other programs then.</summary>
    public const int ExitCode = 128 + 13;
}
