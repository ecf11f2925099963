using System.CommandLine;
using System.CommandLine.Invocation;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Microsoft.Extensions.Logging;

namespace LineFraming.Server;

/// <summary>
/// The program: the server, or with <c>client HOST:PORT</c> the client. A failure is one line on standard error; the
/// exit code is 0 when all went well, 2 for a command line that is wrong, and 1 for everything else. Where nobody reads the
/// output any more, it ends without a word, as programs do that SIGPIPE ends.
/// </summary>
internal static class ServerCommandLine
{
    /// <summary>The exit code when the program could not do what the command line asks.</summary>
    public const int Failed = 1;

    /// <summary>The exit code for a command line that is wrong.</summary>
    public const int Refused = 2;

    private static readonly ServerOptions Defaults = new();

    /// <summary>Runs the program.</summary>
    /// <param name="arguments">The command line, without the program's name.</param>
    /// <param name="streams">The standard streams.</param>
    /// <param name="environment">Gives a variable of the environment, or null.</param>
    /// <param name="stop">Ends the server, as SIGTERM and Ctrl-C do.</param>
    /// <param name="useThreads">Is told on how many threads of their own sessions are to run, before the first socket.</param>
    /// <param name="protocol">Gives a session what it answers with; null for what the command line says.</param>
    /// <param name="platform">What the operating system offers; null for this one.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        string[] arguments,
        StandardStreams streams,
        Func<string, string?> environment,
        Action<int> useThreads,
        CancellationToken stop,
        Func<LineProtocol>? protocol = null,
        Platform? platform = null)
    {
        RootCommand root = ServerCommand(streams, useThreads, protocol, platform ?? Platform.Current);
        root.Subcommands.Add(ClientCommand(root, streams));

        // A delimiter may begin with an at sign, which would otherwise name a file to read more arguments from.
        ParserConfiguration asItIs = new() { ResponseFileTokenReplacer = null };
        IReadOnlyList<string> given = EmptyValues.Separate(root, arguments);
        ParseResult parsed = root.Parse(given, asItIs);
        string? problem = null;
        if (ReferenceEquals(parsed.Action, parsed.CommandResult.Command.Action))
        {
            parsed = root.Parse(EnvironmentOptions.Add(parsed, given, environment, out problem), asItIs);
        }

        problem ??= parsed.Action is ParseErrorAction ? parsed.Errors[0].Message : null;
        if (problem is not null)
        {
            return Fail(streams, $"{problem} See --help.", Refused);
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
        catch (Exception e) when (StandardStreams.IsFailure(e))
        {
            // Of --help and --version: the commands report what fails themselves.
            return streams.OutputFailed(e);
        }
    }

    private static RootCommand ServerCommand(
        StandardStreams streams, Action<int> useThreads, Func<LineProtocol>? protocol, Platform platform)
    {
        ServerOptionSet options = new(platform);
        RootCommand root = new(
            "A TCP server that answers every line it is sent, and its client. Every option may be set in the environment "
            + "too, --max-line as LINEFRAMER_MAX_LINE; what stands on the command line wins, and an empty variable is not set.");
        foreach (Option option in protocol is null ? options.All : options.AllButProtocol)
        {
            root.Options.Add(option);
        }

        root.SetAction((parsed, stop) =>
        {
            ServerOptions read = options.Read(parsed);
            useThreads(read.Threads ?? (protocol is null ? Math.Min(SocketThreads.Default, platform.MaxThreads) : 0));
            return ServeAsync(read, protocol, streams, parsed.InvocationConfiguration.Output, stop);
        });
        return root;
    }

    private static Command ClientCommand(RootCommand root, StandardStreams streams)
    {
        Argument<PeerAddress?> peer = CommandLineOptions.Peer();
        Option<LineDelimiter?> delimiter = CommandLineOptions.Delimiter();
        Option<int> maxLine = CommandLineOptions.MaxLine(Defaults);
        Option<string?> tls = CommandLineOptions.File(
            "--tls", $"{ServerTls.System}|CERT", "Speaks TLS, and trusts what the system trusts, or the certificates of a PEM file.");
        Command client = new("client", "Sends the lines of standard input to a server and prints those that come back.")
        {
            peer, delimiter, maxLine, tls,
        };
        client.Validators.Add(result =>
        {
            foreach (Option option in root.Options.Where(option => result.GetResult(option) is { Implicit: false }))
            {
                result.AddError($"{option.Name} stands before \"client\" and is the server's; the client's options follow it.");
            }
        });
        client.SetAction((parsed, stop) =>
        {
            LineDelimiter framing = parsed.GetValue(delimiter) ?? Defaults.Delimiter;
            LineClient lines = new(framing, parsed.GetValue(maxLine), streams);
            return ConnectAsync(parsed.GetRequiredValue(peer)!, parsed.GetValue(tls), lines, streams, stop);
        });
        return client;
    }

    private static async Task<int> ServeAsync(
        ServerOptions options, Func<LineProtocol>? protocol, StandardStreams streams, TextWriter output, CancellationToken stop)
    {
        try
        {
            await using LineServer server = await LineServer.StartAsync(options, logging => LogTo(logging, options.Log), protocol);
            await AnnounceAsync(server, options, protocol is null, output);
            using SecondSignal second = new();
            Task<Exception?> stats = StatsLine.RunAsync(server, options, streams.Error);
            await server.WaitForShutdownAsync(stop);
            return await stats is { } e ? Fail(streams, $"Stats were lost: standard error could not be written: {e.Message}", Failed) : 0;
        }
        catch (ArgumentException e)
        {
            return Fail(streams, e.Message, Refused);
        }
        catch (IOException e)
        {
            return Fail(streams, e.Message, Failed);
        }
    }

    private static async Task AnnounceAsync(LineServer server, ServerOptions options, bool isBuiltIn, TextWriter output)
    {
        try
        {
            await output.WriteLineAsync(
                $"Listening on {string.Join(" and ", server.EndPoints)}: {(isBuiltIn ? $"{options.Protocol}".ToLowerInvariant() : "own")} "
                + $"protocol, lines end with {options.Delimiter} and have at most {options.MaxLineLength} bytes.");
            await output.FlushAsync(CancellationToken.None);
        }
        catch (Exception e) when (StandardStreams.IsFailure(e))
        {
            throw new IOException(StandardStreams.OutputFailure(e), e);
        }
    }

    private static async Task<int> ConnectAsync(
        PeerAddress peer, string? tls, LineClient client, StandardStreams streams, CancellationToken stop)
    {
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            SslClientAuthenticationOptions? trust = tls is null ? null : ServerTls.ForClient(tls, peer.Host);
            await socket.ConnectAsync(peer.Host, peer.Port, stop);
            if (trust is null)
            {
                return await client.RunAsync(HalfCloseTransport.Over(socket));
            }

            await using SslStream encrypted = new(new NetworkStream(socket, ownsSocket: false));
            await encrypted.AuthenticateAsClientAsync(trust, stop);
            return await client.RunAsync(HalfCloseTransport.Over(encrypted, socket));
        }
        catch (Exception e) when (e is SocketException or AuthenticationException or IOException)
        {
            return Fail(streams, $"Cannot connect to {peer}: {e.Message.TrimEnd('.')}.", Failed);
        }
    }

    // Standard output has the listening line and nothing else. What the libraries do is not what happened to whom.
    private static void LogTo(ILoggingBuilder logging, LogLevel level) => logging
        .SetMinimumLevel(level)
        .AddFilter("Microsoft", level is LogLevel.Information ? LogLevel.Warning : level)
        .AddSimpleConsole(console => console.SingleLine = true)
        .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);

    private static int Fail(StandardStreams streams, string message, int exitCode)
    {
        // What the user typed is quoted in it and may contain anything, line ends too.
        StringBuilder line = new();
        foreach (char c in message)
        {
            line.Append(char.IsControl(c) ? $@"\x{(int)c:x2}" : c.ToString());
        }

        streams.Report($"{line}");
        return exitCode;
    }
}
