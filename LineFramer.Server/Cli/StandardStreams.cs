namespace LineFraming.Server;

/// <summary>The three streams of a process, so that a test can run the command line in its own.</summary>
/// <param name="Input">Where the client reads its lines: any bytes.</param>
/// <param name="Output">Where the listening line and the client's answers go: any bytes.</param>
/// <param name="Error">Where a failure is reported, in one line.</param>
/// <param name="IsTyped">Whether someone types the input at a terminal.</param>
internal sealed record StandardStreams(Stream Input, Stream Output, TextWriter Error, bool IsTyped)
{
    /// <summary>Those of this process.</summary>
    public static StandardStreams OfProcess()
    {
        if (OperatingSystem.IsWindows())
        {
            return new(Console.OpenStandardInput(), Console.OpenStandardOutput(), Console.Error, !Console.IsInputRedirected);
        }

        // The log writes to the console's: where standard error is closed, that number may be a file of the runtime.
        if (UnixDescriptor.IsClosed(UnixDescriptor.Error))
        {
            Console.SetError(TextWriter.Null);
        }

        return new(UnixDescriptor.OpenInput(), new UnixDescriptor(UnixDescriptor.Output), Console.Error, !Console.IsInputRedirected);
    }

    /// <summary>Whether an exception is how a stream fails: its end is closed, full, or not what it should be.</summary>
    public static bool IsFailure(Exception e) => e is IOException or UnauthorizedAccessException;

    /// <summary>The sentence for an output that cannot be written.</summary>
    public static string OutputFailure(Exception e) => $"Standard output cannot be written: {e.Message.TrimEnd('.')}.";

    /// <summary>The exit code when the output cannot be written, which is reported unless its reader has gone.</summary>
    public int OutputFailed(Exception e)
    {
        if (e is ReaderGoneException)
        {
            return ReaderGoneException.ExitCode;
        }

        Report(OutputFailure(e));
        return ServerCommandLine.Failed;
    }

    /// <summary>Writes a line to standard error. If that is closed or full, the exit code alone says that something failed.</summary>
    public void Report(string line)
    {
        try
        {
            Error.WriteLine(line);
        }
        catch (Exception e) when (IsFailure(e))
        {
        }
    }
}

/// <summary>Nobody reads an output any more, as with <c>| head</c>: what is written to it is in vain, and no failure.</summary>
internal sealed class ReaderGoneException() : IOException("its reader has closed it")
{
    /// <summary>The exit code that a shell gives to a program that SIGPIPE ended, as it ends other programs then.</summary>
    public const int ExitCode = 128 + 13;
}
