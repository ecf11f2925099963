namespace LineFraming.Server;

/// <summary>The server as a program with a protocol of its own.</summary>
public static class ServerProgram
{
    /// <summary>
    /// Runs the server until a signal stops it, with the options, limits, log and counts of the chat server, and on the
    /// standard streams of the process.
    /// </summary>
    /// <param name="arguments">The command line, without the program's name; <c>--help</c> lists what is allowed.</param>
    /// <param name="protocol">
    /// Gives a session its protocol when it begins: a new one if it remembers anything of its session, or always the
    /// same, whose calls then come from many sessions at once.
    /// </param>
    /// <returns>The exit code: 0 when all went well, 2 for an invalid command line, 1 for everything else.</returns>
    public static Task<int> RunAsync(string[] arguments, Func<LineProtocol> protocol)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(protocol);
        return ServerCommandLine.RunAsync(arguments, protocol);
    }
}
