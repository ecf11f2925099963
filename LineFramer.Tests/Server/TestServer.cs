using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using LineFraming.Server;
using Microsoft.Extensions.Logging;
using Xunit;

namespace LineFraming.Tests.Server;

/// <summary>
/// A server on a free port of the loopback address. Disposing it fails the test if it logged a warning or worse that
/// the test did not await: a peer's doing never is one, and an unhandled exception always is. With a published server
/// (<see cref="ServerProcess.Published"/>) it is a process, which tells neither its log nor its counts.
/// </summary>
internal sealed class TestServer : IAsyncDisposable, ILoggerProvider, ILogger
{
    // Kestrel's word for a machine that is busy with something else, as it is while the suites run beside. It is no
    // measure of the server: the heartbeat has a thread of its own and does none of the sessions' work.
    private const string HeartbeatSlow = "HeartbeatSlow";

    private readonly Channel<string> _log = Channel.CreateUnbounded<string>();
    private readonly ConcurrentDictionary<string, bool> _complaints = new();
    private LineServer? _server;
    private ServerProcess? _process;

    public IPEndPoint EndPoint { get; private set; } = new(IPAddress.None, 0);

    public ServerMetrics Metrics => _server?.Metrics ?? throw new InvalidOperationException("A published server's counts are its own.");

    /// <summary>Starts a server; one with a protocol of its own in this process, whatever server is under test.</summary>
    public static async Task<TestServer> StartAsync(ServerOptions? options = null, Func<LineProtocol>? protocol = null)
    {
        TestServer server = new();
        options = (options ?? new ServerOptions()) with { Port = 0, Host = "127.0.0.1" };
        if (ServerProcess.Published is not null && protocol is null)
        {
            server._process = ServerProcess.Start(ServerArguments.Of(options));
            server.EndPoint = await server._process.ListensAsync();
            return server;
        }

        server._server = await LineServer.StartAsync(
            options, logging => logging.SetMinimumLevel(LogLevel.Information).AddProvider(server), protocol);
        server.EndPoint = (IPEndPoint)server._server.EndPoints[0];
        return server;
    }

    public static Task<TestServer> StartAsync(LineDelimiter delimiter) =>
        StartAsync(new ServerOptions { Delimiter = delimiter });

    public Task<TestPeer> ConnectAsync() => TestPeer.ConnectAsync(EndPoint);

    /// <summary>Waits for a line of the log; those before it are let go. A warning so awaited is no complaint.</summary>
    public async Task<string> ExpectLogAsync(string part)
    {
        string line;
        do
        {
            line = await _log.Reader.ReadAsync().Within($"the log to say \"{part}\"");
        }
        while (!line.Contains(part, StringComparison.Ordinal));
        _complaints.TryRemove(line, out _);
        return line;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            using ServerProcess process = _process;
            _process = null;
            process.Signal(ServerProcess.SigTerm);
            await process.ExpectEndAsync(exitCode: 0, error: "");
        }

        if (_server is not null)
        {
            await _server.DisposeAsync().AsTask().Within("the server to end");
        }

        Assert.Empty(_complaints.Keys);
    }

    void IDisposable.Dispose()
    {
    }

    ILogger ILoggerProvider.CreateLogger(string categoryName) => this;

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    void ILogger.Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        string line = $"{logLevel}: {formatter(state, exception)} {exception}".Trim();
        if (logLevel >= LogLevel.Warning && eventId.Name != HeartbeatSlow)
        {
            _complaints[line] = true;
        }

        _log.Writer.TryWrite(line);
    }
}
