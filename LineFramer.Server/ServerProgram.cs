namespace LineFraming.Server;

/// <summary>The server as a program of one's own, with a protocol of one's own.</summary>
public static class ServerProgram
{
    /// <summary>
    /// Runs the server until it is told to stop, with the options, the limits, the log and the counts of the chat server,
    /// and on standard input, output and error of the process.
    /// </summary>
    /// <param name="arguments">The command line, without the program's name; <c>--help</c> tells what may stand there.</param>
    /// <param name="protocol">
    /// Gives a session its protocol when it begins: a new one if it remembers anything of its session, or always the
    /// same, whose calls then come from many sessions at once.
    /// </param>
    /// <returns>The exit code: 0 when all went well, 2 for a command line that is wrong, 1 for everything else.</returns>
    public static Task<int> RunAsync(string[] arguments, Func<LineProtocol> protocol)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(protocol);
        return ServerCommandLine.RunAsync(
            arguments, StandardStreams.OfProcess(), Environment.GetEnvironmentVariable, SocketThreads.Use, CancellationToken.None, protocol);
    }
}
