using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Microsoft.Extensions.Logging;

namespace LineFraming.Server;

/// <summary>
/// Features that not every operating system has. An option for a missing feature is rejected only when it is given.
/// </summary>
internal sealed record Platform(bool CanReusePort, int MaxThreads)
{
    /// <summary>The one that this process runs on.</summary>
    public static Platform Current { get; } = new(ListenSockets.CanReusePort, SocketThreads.IsSupported ? SocketThreads.Max : 0);
}

/// <summary>
/// What a command line and its environment ask for; 0 <paramref name="Threads"/> of their own leave sessions to the thread
/// pool.
/// </summary>
internal sealed record ServerSettings(ServerOptions Server, bool IsEcho, int Threads, TimeSpan Stats, LogLevel Log);

/// <summary>The server on the command line: its options.</summary>
internal sealed class ServerCommand
{
    private static readonly ServerOptions Defaults = new();
    private static readonly SessionLimits Limits = Defaults.Limits;

    private readonly Setting<string> _host = new(
        "--host", "HOST",
        "The name or address to listen on; localhost is the loopback addresses, 0.0.0.0 every IPv4 address, :: every address.",
        Defaults.Host, Values.Host);

    private readonly Setting<long> _port = new(
        "--port", "PORT", "The port to listen on; 0 takes a free one and prints it.", Defaults.Port, Values.Number(65535));

    private readonly Setting<bool> _reusePort;

    private readonly Setting<string?> _unix = new(
        "--unix", "PATH",
        "Listens on this Unix socket instead of a host and a port; one that no server listens on any more is replaced.",
        null, Values.Path, "none");

    private readonly Setting<string?> _certificate = new(
        "--tls", "CERT", "Speaks TLS with this certificate, and those between it and its authority: a PEM file.", null,
        Values.Path, "none");

    private readonly Setting<string?> _key = new(
        "--tls-key", "KEY", "The private key of the certificate: a PEM file; without this option the same file.", null,
        Values.Path, "none");

    private readonly Setting<LineDelimiter> _delimiter = Delimiter();
    private readonly Setting<long> _maxLine = MaxLine();
    private readonly Setting<bool> _protocol = new(
        "--protocol", "chat|echo", "chat answers every line; echo sends the first bytes back as they are, and closes.",
        false, Values.IsEcho, "chat");

    private readonly Setting<long> _maxConnections = new(
        "--max-connections", "NUMBER", "The maximum number of connections at once; any further one is closed at once.",
        Defaults.MaxConnections, Values.Number(int.MaxValue, min: 1));

    private readonly Setting<TimeSpan> _idle = Time("--idle", "Closes a connection whose peer sends nothing for this long.", Limits.Idle);
    private readonly Setting<TimeSpan> _line = Time(
        "--line-deadline", "Closes a connection whose peer takes longer for a line, from its first byte on.", Limits.Line);

    private readonly Setting<TimeSpan> _write = Time(
        "--write-deadline", "Resets a connection whose peer takes longer to read the answers to what was read at once.", Limits.Write);

    private readonly Setting<TimeSpan> _drain = Time(
        "--drain", "How long sessions have to finish their answers after a signal.", Defaults.Drain, min: 0);

    private readonly Setting<TimeSpan> _stats = Time(
        "--stats", "Writes the server's counts to standard error at this interval.", Timeout.InfiniteTimeSpan);

    private readonly Setting<LogLevel> _log = new(
        "--log", string.Join('|', Values.LogLevels),
        "The lowest level that is logged on standard error; information logs each fault of a peer too.",
        LogLevel.Warning, Values.Level, "warning");

    private readonly Setting<long> _threads;
    private readonly Setting<TimeSpan> _linger = Time(
        "--linger", "How long to discard what a peer sends after its last answer, before closing.", Limits.Linger, min: 0);

    private readonly Setting<long> _lingerBytes = new(
        "--linger-bytes", "BYTES",
        "The minimum number of bytes to discard after the last answer, before closing on a peer that keeps sending.",
        Limits.LingerBytes, Values.Number(long.MaxValue));

    private readonly Platform _platform;
    private readonly Func<LineProtocol>? _ownProtocol;
    private readonly Func<string, string?> _environment;

    /// <summary>Makes the command for one protocol, or for those that can be chosen if it is null.</summary>
    public ServerCommand(
        Platform platform, Func<LineProtocol>? protocol, StandardStreams streams, Func<string, string?> environment, Action<int> useThreads)
    {
        (_platform, _ownProtocol, _environment) = (platform, protocol, environment);
        _reusePort = new(
            "--reuse-port", null,
            "Lets several processes listen on the same port; the system spreads connections over them (Linux).", false,
            ReusePort, "off");
        int threads = protocol is null ? Math.Min(SocketThreads.Default, platform.MaxThreads) : 0;
        _threads = new(
            "--threads", "NUMBER",
            "The number of threads that run sessions and wait for their sockets; 0 runs sessions on the thread pool.",
            threads, Values.Number(platform.MaxThreads),
            "half of the processors; 0 on Windows, and for a protocol of one's own, which may block");
        foreach (Option option in Tuning)
        {
            option.Hidden = true;
        }

        Command = new RootCommand(
            "A TCP server that answers every line it is sent, and its client. Every option may be set in the environment "
            + "too, --max-line as LINEFRAMER_MAX_LINE; the command line takes precedence, and an empty variable counts as not set.");
        foreach (Option option in Options)
        {
            Command.Options.Add(option);
        }

        HelpOption help = Command.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithTuning((HelpAction)help.Action!, Tuning);
        Command.SetAction((parsed, stop) =>
        {
            ServerSettings settings = Read(parsed);
            useThreads(settings.Threads);
            return new ServerRun(settings, protocol, streams).RunAsync(parsed.InvocationConfiguration.Output, stop);
        });
    }

    /// <summary>The command, as the root of the command line.</summary>
    public RootCommand Command { get; }

    /// <summary>All of its options, in the order of <c>--help</c>.</summary>
    public IEnumerable<Option> Options =>
    [
        _host, _port, _reusePort, _unix, _certificate, _key, _delimiter, _maxLine,
        .. _ownProtocol is null ? [_protocol] : Array.Empty<Option>(),
        _maxConnections, _idle, _line, _write, _drain, _stats, _log, .. Tuning,
    ];

    private Option[] Tuning => [_threads, _linger, _lingerBytes];

    /// <summary><c>--delimiter</c>, of server and client.</summary>
    public static Setting<LineDelimiter> Delimiter() => new(
        "--delimiter", "DELIMITER", $"What ends a line: {DelimiterOption.Allowed}.", Defaults.Delimiter, DelimiterOption.Parse, "crlf");

    /// <summary><c>--max-line</c>, of server and client. A line's buffer is an array, which cannot have more.</summary>
    public static Setting<long> MaxLine() => new(
        "--max-line", "BYTES", "The maximum number of bytes of a line, without its delimiter.", Defaults.MaxLineLength,
        Values.Number(1 << 30));

    /// <summary>The settings of a command line and its environment.</summary>
    /// <exception cref="FormatException">A value is invalid; the message says which.</exception>
    public ServerSettings Read(ParseResult parsed)
    {
        ServerOptions server = new()
        {
            Host = Value(_host),
            Port = (int)Value(_port),
            ReusePort = Value(_reusePort),
            Unix = Value(_unix),
            Certificate = Value(_certificate),
            Key = Value(_key),
            Delimiter = Value(_delimiter),
            MaxLineLength = (int)Value(_maxLine),
            MaxConnections = (int)Value(_maxConnections),
            Limits = new()
            {
                Idle = Value(_idle),
                Line = Value(_line),
                Write = Value(_write),
                Linger = Value(_linger),
                LingerBytes = Value(_lingerBytes),
            },
            Drain = Value(_drain),
        };
        return new(server, _ownProtocol is null && Value(_protocol), (int)Value(_threads), Value(_stats), Value(_log));

        T Value<T>(Setting<T> setting) => setting.Read(parsed, _environment);
    }

    /// <summary>An option whose value is a time.</summary>
    public static Setting<TimeSpan> Time(string name, string description, TimeSpan byDefault, double min = 0.001) =>
        new(name, "SECONDS|none", description, byDefault, Values.Seconds(min), Values.Text(byDefault));

    private bool ReusePort(string value) => Values.Flag(value) && !_platform.CanReusePort
        ? throw new FormatException("is not supported here: it needs Linux.")
        : Values.Flag(value);

    /// <summary>Adds the options that only tune, in a group of their own.</summary>
    private sealed class HelpWithTuning(HelpAction inner, Option[] tuning) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            int code = inner.Invoke(parseResult);
            if (parseResult.CommandResult.Command is RootCommand)
            {
                TextWriter output = parseResult.InvocationConfiguration.Output;
                output.WriteLine("Tuning, which most servers do not need:");
                foreach (Option option in tuning)
                {
                    output.WriteLine($"  {$"{option.Name} <{option.HelpName}>",-30}  {option.Description}");
                }

                output.WriteLine();
            }

            return code;
        }
    }
}
