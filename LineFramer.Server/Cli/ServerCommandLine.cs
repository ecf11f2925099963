using System.CommandLine;
using System.CommandLine.Invocation;

namespace LineFraming.Server;

/// <summary>
/// The program: the server, or with <c>client PEER</c> the client. A failure is one line on standard error; the exit code is 0
/// when all went well, 2 for an invalid command line, and 1 for everything else. If the reader of the output has gone, the
/// program ends without a message, as programs do that SIGPIPE ends.
/// </summary>
internal static class ServerCommandLine
{
    /// <summary>The exit code when the program could not do what the command line asks.</summary>
    public const int Failed = 1;

    /// <summary>The exit code for an invalid command line.</summary>
    public const int Invalid = 2;

    /// <summary>Runs the program with what this process has; null for <paramref name="protocol"/> is the command line's choice.</summary>
    public static Task<int> RunAsync(string[] arguments, Func<LineProtocol>? protocol) => RunAsync(
        arguments, StandardStreams.OfProcess(), Environment.GetEnvironmentVariable, SocketThreads.Use, CancellationToken.None, protocol);

    /// <summary>
    /// Runs the program. <paramref name="useThreads"/> is called before the first socket with the number of threads of
    /// their own that sessions are to run on; <paramref name="stop"/> ends the server, as SIGTERM does.
    /// </summary>
    public static async Task<int> RunAsync(
        string[] arguments,
        StandardStreams streams,
        Func<string, string?> environment,
        Action<int> useThreads,
        CancellationToken stop,
        Func<LineProtocol>? protocol = null,
        Platform? platform = null)
    {
        ServerCommand server = new(platform ?? Platform.Current, protocol, streams, environment, useThreads);
        ClientCommand client = new(streams, environment);
        RootCommand root = server.Command;
        root.Subcommands.Add(client.CommandOf(root));

        // A delimiter may begin with an at sign, which would otherwise name a file to read more arguments from.
        ParseResult parsed = root.Parse(SeparateEmptyValues(root, arguments), new() { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction)
        {
            return streams.Fail($"{parsed.Errors[0].Message} See --help.", Invalid);
        }

        try
        {
            // Signals are left to the host, which ends the sessions first.
            await using StreamWriter output = new(streams.Output, leaveOpen: true);
            InvocationConfiguration invocation = new()
            {
                Output = output,
                Error = streams.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(invocation, stop);
        }
        catch (FormatException e)
        {
            return streams.Fail($"{e.Message} See --help.", Invalid);
        }
        catch (Exception e) when (StandardStreams.IsFailure(e))
        {
            // This is where --help and --version fail to write: the commands report their own failures.
            return streams.OutputFailed(e);
        }
    }

    // "--host=" (from --host=$HOST with an empty HOST) becomes two arguments: otherwise System.CommandLine would use the next
    // word of the command line as the value, even if that is another option.
    private static List<string> SeparateEmptyValues(RootCommand root, string[] arguments)
    {
        HashSet<string> names =
        [
            .. root.Options.Concat(root.Subcommands.SelectMany(command => command.Options)).Select(option => option.Name),
        ];
        return
        [
            .. arguments.SelectMany(argument =>
                argument is [.., '=' or ':'] && names.Contains(argument[..^1]) ? [argument[..^1], ""] : new[] { argument }),
        ];
    }
}
