using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LineFraming.Server;

/// <summary>What the operating system offers that not every one does. An option for what it lacks is rejected only when it is given.</summary>
/// <param name="CanReusePort">Whether <c>--reuse-port</c> works.</param>
/// <param name="MaxThreads">The largest number that <c>--threads</c> accepts.</param>
internal sealed record Platform(bool CanReusePort, int MaxThreads)
{
    /// <summary>The one that this process runs on.</summary>
    public static Platform Current { get; } = new(ListenSockets.CanReusePort, SocketThreads.IsSupported ? SocketThreads.Max : 0);
}

/// <summary>A command line of the server.</summary>
/// <param name="Server">How the server runs.</param>
/// <param name="IsEcho">Whether <see cref="EchoProtocol"/> answers, rather than <see cref="ChatProtocol"/>.</param>
/// <param name="Threads">On how many threads of their own sessions run; -1 if it does not say.</param>
/// <param name="Stats">How often the counts are written to standard error.</param>
/// <param name="Log">What is worth a line of the log.</param>
internal sealed record ServerSettings(ServerOptions Server, bool IsEcho, int Threads, TimeSpan Stats, LogLevel Log);

/// <summary>The server on the command line: its options, and a run of it under the generic host.</summary>
internal sealed class ServerCommand
{
    private static readonly ServerOptions Defaults = new();
    private static readonly SessionLimits Limits = Defaults.Limits;

    private readonly Setting<string> _host = new(
        "--host", "HOST", "The name or address to listen on; localhost is the loopback addresses, 0.0.0.0 every IPv4 address, :: every address.", Defaults.Host, Values.Host);

    private readonly Setting<long> _port = new(
        "--port", "PORT", "The port to listen on; 0 takes a free one and prints it.", Defaults.Port, Values.Number(65535));

    private readonly Setting<bool> _reusePort;

    private readonly Setting<string?> _unix = new(
        "--unix", "PATH", "Listens on this Unix socket instead of a host and a port; one that no server listens on any more is replaced.", null, Values.Path, "none");

    private readonly Setting<string?> _certificate = new(
        "--tls", "CERT", "Speaks TLS with this certificate, and those between it and its authority: a PEM file.", null, Values.Path, "none");

    private readonly Setting<string?> _key = new(
        "--tls-key", "KEY", "The private key of the certificate: a PEM file; without this option the same file.", null, Values.Path, "none");

    private readonly Setting<LineDelimiter> _delimiter = Delimiter();
    private readonly Setting<long> _maxLine = MaxLine();
    private readonly Setting<bool> _protocol = new(
        "--protocol", "chat|echo", "chat answers every line; echo sends the first bytes back as they are, and closes.", false, Values.IsEcho, "chat");

    private readonly Setting<long> _maxConnections = new(
        "--max-connections", "NUMBER", "The most connections at once; one too many is closed at once.", Defaults.MaxConnections, Values.Number(int.MaxValue, min: 1));

    private readonly Setting<TimeSpan> _idle = Time("--idle", "Closes a connection whose peer sends nothing for so long.", Limits.Idle);
    private readonly Setting<TimeSpan> _line = Time(
        "--line-deadline", "Closes a connection whose peer takes longer for a line, from its first byte on.", Limits.Line);

    private readonly Setting<TimeSpan> _write = Time(
        "--write-deadline", "Resets a connection whose peer takes longer to read the answers to what was read at once.", Limits.Write);

    private readonly Setting<TimeSpan> _drain = Time(
        "--drain", "How long sessions have to finish their answers after a signal.", Defaults.Drain, min: 0);

    private readonly Setting<TimeSpan> _stats = Time(
        "--stats", "Writes the server's counts to standard error every so many seconds.", Timeout.InfiniteTimeSpan);

    private readonly Setting<LogLevel> _log = new(
        "--log", string.Join('|', Values.LogLevels), "What is logged on standard error: warnings only, information on what happened to whom too, or more.", LogLevel.Warning, Values.Level, "warning");

    private readonly Setting<long> _threads;
    private readonly Setting<TimeSpan> _linger = Time(
        "--linger", "How long to discard what a peer sends after its last answer, before closing.", Limits.Linger, min: 0);

    private readonly Setting<long> _lingerBytes = new(
        "--linger-bytes", "BYTES", "How many bytes to discard after the last answer, at the least, before closing on a peer that keeps sending.", Limits.LingerBytes, Values.Number(long.MaxValue));

    private readonly Platform _platform;
    private readonly Func<LineProtocol>? _ownProtocol;
    private readonly StandardStreams _streams;
    private readonly Func<string, string?> _environment;
    private readonly Action<int> _useThreads;

    /// <summary>Makes the command, for a protocol or, with null, for those that can be chosen.</summary>
    public ServerCommand(
        Platform platform, Func<LineProtocol>? protocol, StandardStreams streams, Func<string, string?> environment, Action<int> useThreads)
    {
        (_platform, _ownProtocol, _streams, _environment, _useThreads) = (platform, protocol, streams, environment, useThreads);
        _reusePort = new(
            "--reuse-port", null, "Lets several processes listen on the same port; the system spreads connections over them (Linux).", false, ReusePort, "off");
        _threads = new(
            "--threads", "NUMBER", "Runs sessions on so many threads that wait for their sockets too; 0 leaves them to the thread pool.", -1, Values.Number(platform.MaxThreads), "half of the processors; 0 on Windows, and for a protocol of one's own, which may block");
        foreach (Option option in Tuning)
        {
            option.Hidden = true;
        }

        Command = new RootCommand(
            "A TCP server that answers every line it is sent, and its client. Every option may be set in the environment "
            + "too, --max-line as LINEFRAMER_MAX_LINE; what stands on the command line wins, and an empty variable is not set.");
        foreach (Option option in Options)
        {
            Command.Options.Add(option);
        }

        HelpOption help = Command.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithTuning((HelpAction)help.Action!, Tuning);
        Command.SetAction((parsed, stop) => RunAsync(Read(parsed), parsed.InvocationConfiguration.Output, stop));
    }

    /// <summary>The command, as the root of the command line.</summary>
    public RootCommand Command { get; }

    /// <summary>All of its options, in the order of <c>--help</c>.</summary>
    public IEnumerable<Option> Options =>
    [
        _host, _port, _reusePort, _unix, _certificate, _key, _delimiter, _maxLine, .. _ownProtocol is null ? [_protocol] : Array.Empty<Option>(),
        _maxConnections, _idle, _line, _write, _drain, _stats, _log, .. Tuning,
    ];

    private Option[] Tuning => [_threads, _linger, _lingerBytes];

    /// <summary><c>--delimiter</c>, of server and client.</summary>
    public static Setting<LineDelimiter> Delimiter() => new(
        "--delimiter", "DELIMITER", $"What ends a line: {DelimiterOption.Allowed}.", Defaults.Delimiter, DelimiterOption.Parse, "crlf");

    /// <summary><c>--max-line</c>, of server and client. A line's buffer is an array, which cannot have more.</summary>
    public static Setting<long> MaxLine() => new(
        "--max-line", "BYTES", "The most bytes a line may have, its delimiter not counted.", Defaults.MaxLineLength, Values.Number(1 << 30));

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
            Limits = new() { Idle = Value(_idle), Line = Value(_line), Write = Value(_write), Linger = Value(_linger), LingerBytes = Value(_lingerBytes) },
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

    private async Task<int> RunAsync(ServerSettings settings, TextWriter output, CancellationToken stop)
    {
        int byDefault = _ownProtocol is null ? Math.Min(SocketThreads.Default, _platform.MaxThreads) : 0;
        _useThreads(settings.Threads < 0 ? byDefault : settings.Threads);
        try
        {
            // Empty: environment variables and settings files that steer .NET hosts say nothing about this server.
            HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
            LogTo(builder.Logging, settings.Log);
            Func<LineProtocol> protocol = _ownProtocol ?? BuiltIn(settings);
            builder.Services
                .AddSystemd()
                .AddSingleton(services => new LineServer(settings.Server, protocol, services.GetRequiredService<ILoggerFactory>()))
                .AddHostedService(services => services.GetRequiredService<LineServer>())
                .Configure<HostOptions>(host => host.ShutdownTimeout = Timeout.InfiniteTimeSpan);
            IHost host = builder.Build();
            await using IAsyncDisposable disposable = (IAsyncDisposable)host;
            return await RunAsync(host, settings, output, stop);
        }
        catch (ArgumentException e)
        {
            return ServerCommandLine.Fail(_streams, e.Message, ServerCommandLine.Invalid);
        }
        catch (IOException e)
        {
            return ServerCommandLine.Fail(_streams, e.Message, ServerCommandLine.Failed);
        }
    }

    private async Task<int> RunAsync(IHost host, ServerSettings settings, TextWriter output, CancellationToken stop)
    {
        IHostApplicationLifetime lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        using ShutdownSignals signals = new(lifetime.StopApplication);
        await host.StartAsync(stop);
        LineServer server = host.Services.GetRequiredService<LineServer>();
        await AnnounceAsync(server, settings, output);
        Task<Exception?> stats = StatsAsync(server, settings, lifetime.ApplicationStopping);
        await host.WaitForShutdownAsync(stop);
        return await stats is { } e
            ? ServerCommandLine.Fail(_streams, $"Stats were lost: standard error could not be written: {e.Message}", ServerCommandLine.Failed)
            : 0;
    }

    // One for all sessions: it remembers nothing of any.
    private static Func<LineProtocol> BuiltIn(ServerSettings settings)
    {
        LineProtocol protocol = settings.IsEcho ? new EchoProtocol() : new ChatProtocol(settings.Server.Delimiter, settings.Server.MaxLineLength);
        return () => protocol;
    }

    private async Task AnnounceAsync(LineServer server, ServerSettings settings, TextWriter output)
    {
        string protocol = _ownProtocol is not null ? "own" : settings.IsEcho ? "echo" : "chat";
        try
        {
            await output.WriteLineAsync(
                $"Listening on {string.Join(" and ", server.EndPoints)}: {protocol} protocol, lines end with {settings.Server.Delimiter} "
                + $"and have at most {settings.Server.MaxLineLength} bytes.");
            await output.FlushAsync(CancellationToken.None);
        }
        catch (Exception e) when (StandardStreams.IsFailure(e))
        {
            throw new IOException(StandardStreams.OutputFailure(e), e);
        }
    }

    // Null, or why lines of counts could not be written. The server goes on without them, as it does without its log.
    private async Task<Exception?> StatsAsync(LineServer server, ServerSettings settings, CancellationToken stopping)
    {
        if (settings.Stats == Timeout.InfiniteTimeSpan)
        {
            return null;
        }

        using PeriodicTimer timer = new(settings.Stats);
        using CancellationTokenRegistration end = stopping.UnsafeRegister(static timer => ((PeriodicTimer)timer!).Dispose(), timer);
        Exception? failure = null;
        StatsLine line = new(server.Metrics, TimeProvider.System);
        while (await timer.WaitForNextTickAsync(CancellationToken.None))
        {
            try
            {
                await _streams.Error.WriteLineAsync(line.Next());
            }
            catch (Exception e) when (StandardStreams.IsFailure(e))
            {
                failure = e;
            }
        }

        return failure;
    }

    // Standard output has the listening line and nothing else. What the libraries do is not what happened to whom, and a
    // server that cannot start is reported in one line.
    private static void LogTo(ILoggingBuilder logging, LogLevel level) => logging
        .SetMinimumLevel(level)
        .AddFilter("Microsoft", level is LogLevel.Information ? LogLevel.Warning : level)
        .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None)
        .AddSimpleConsole(console => console.SingleLine = true)
        .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);

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
