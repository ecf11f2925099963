using System.CommandLine;
using Microsoft.Extensions.Logging;

namespace LineFraming.Server;

/// <summary>The server's options on the command line, and the settings they give.</summary>
/// <param name="platform">What the operating system offers.</param>
internal sealed class ServerOptionSet(Platform platform)
{
    private static readonly ServerOptions Defaults = new();

    private readonly Option<string> _host = HostOption.Create(Defaults);
    private readonly Option<int> _port = CommandLineOptions.Port(Defaults);
    private readonly Option<LineDelimiter?> _delimiter = CommandLineOptions.Delimiter();
    private readonly Option<int> _maxLine = CommandLineOptions.MaxLine(Defaults);
    private readonly Option<string> _protocol = CommandLineOptions.Protocol();
    private readonly Option<bool> _reusePort = CommandLineOptions.ReusePort(platform);
    private readonly Option<int?> _threads = CommandLineOptions.Threads(platform);
    private readonly Option<int> _maxConnections = CommandLineOptions.MaxConnections(Defaults);
    private readonly Option<TimeSpan> _idle = SecondsOption.Create(
        "--idle", "Closes a connection whose peer sends nothing for so long.", Defaults.Limits.Idle);

    private readonly Option<TimeSpan> _line = SecondsOption.Create(
        "--line-deadline", "Closes a connection whose peer takes longer for a line, from its first byte on.", Defaults.Limits.Line);

    private readonly Option<TimeSpan> _write = SecondsOption.Create(
        "--write-deadline", "Resets a connection whose peer takes longer to read the answers to what was read at once.", Defaults.Limits.Write);

    private readonly Option<TimeSpan> _linger = SecondsOption.Create(
        "--linger", "How long to discard what a peer sends behind its last answer, before closing.", Defaults.Limits.Linger, least: 0);

    private readonly Option<long> _lingerBytes = CommandLineOptions.LingerBytes(Defaults);
    private readonly Option<TimeSpan> _drain = SecondsOption.Create(
        "--drain", "How long sessions have to finish their answers after SIGTERM or Ctrl-C.", Defaults.Drain, least: 0);

    private readonly Option<string?> _unix = CommandLineOptions.File(
        "--unix", "PATH", "Listens on this Unix socket instead of a host and a port; one that no server listens on any more is replaced.");

    private readonly Option<string?> _certificate = CommandLineOptions.File(
        "--tls", "CERT", "Speaks TLS with this certificate, and those between it and its authority: a PEM file.");

    private readonly Option<string?> _key = CommandLineOptions.File(
        "--tls-key", "KEY", "The private key of the certificate: a PEM file; without this option the same file.");

    private readonly Option<TimeSpan> _stats = SecondsOption.Create(
        "--stats", "Tells the server's counts on standard error every so many seconds.", Defaults.Stats);

    private readonly Option<LogLevel?> _log = CommandLineOptions.Log(Defaults);

    /// <summary>All of them, in the order of <c>--help</c>.</summary>
    public IReadOnlyList<Option> All =>
    [
        _host, _port, _reusePort, _unix, _certificate, _key, _delimiter, _maxLine, _protocol,
        _maxConnections, _threads, _idle, _line, _write, _linger, _lingerBytes, _drain, _stats, _log,
    ];

    /// <summary>Those of a server that has a protocol of its own, and no choice of one.</summary>
    public IEnumerable<Option> AllButProtocol => All.Where(option => option != _protocol);

    /// <summary>The settings of a command line.</summary>
    /// <param name="parsed">Without an error.</param>
    public ServerOptions Read(ParseResult parsed) => new()
    {
        Host = parsed.GetRequiredValue(_host),
        Port = parsed.GetValue(_port),
        ReusePort = parsed.GetValue(_reusePort),
        Delimiter = parsed.GetValue(_delimiter) ?? Defaults.Delimiter,
        MaxLineLength = parsed.GetValue(_maxLine),
        Protocol = parsed.GetValue(_protocol) == "echo" ? ServerProtocol.Echo : ServerProtocol.Chat,
        MaxConnections = parsed.GetValue(_maxConnections),
        Threads = parsed.GetValue(_threads),
        Limits = new SessionLimits
        {
            Idle = Time(parsed, _idle, Defaults.Limits.Idle),
            Line = Time(parsed, _line, Defaults.Limits.Line),
            Write = Time(parsed, _write, Defaults.Limits.Write),
            Linger = Time(parsed, _linger, Defaults.Limits.Linger),
            LingerBytes = parsed.GetValue(_lingerBytes),
        },
        Drain = Time(parsed, _drain, Defaults.Drain),
        Unix = parsed.GetValue(_unix),
        Certificate = parsed.GetValue(_certificate),
        Key = parsed.GetValue(_key),
        Stats = Time(parsed, _stats, Defaults.Stats),
        Log = parsed.GetValue(_log) ?? Defaults.Log,
    };

    private static TimeSpan Time(ParseResult parsed, Option<TimeSpan> option, TimeSpan byDefault) =>
        parsed.GetResult(option) is null ? byDefault : parsed.GetValue(option);
}
