using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using LineFraming.Server;
using Microsoft.Extensions.Logging;
using Xunit;

namespace LineFraming.Tests.Server;

/// <summary>
/// A server on a free port of the loopback address. Disposing it fails the test if it logged a warning or an error that the
/// test did not await: nothing that a peer does is a warning, and an unhandled exception always is. With a published server
/// (<see cref="ServerProcess.Published"/>) it is a process, whose log and counts the test does not see.
/// </summary>
internal sealed class TestServer : IAsyncDisposable, ILoggerProvider, ILogger
{
    private readonly Channel<string> _log = Channel.CreateUnbounded<string>();
    private readonly ConcurrentDictionary<string, bool> _complaints = new();
    private ILoggerFactory? _logging;
    private LineServer? _server;
    private ServerProcess? _process;

    public IPEndPoint EndPoint { get; private set; } = new(IPAddress.None, 0);

    public ServerMetrics Metrics => _server?.Metrics ?? throw new InvalidOperationException("A published server's counts are its own.");

    /// <summary>
    /// Starts the chat server; one with another protocol runs in this process even if a published server is under test.
    /// </summary>
    public static Task<TestServer> StartAsync(ServerOptions? options = null, Func<LineProtocol>? protocol = null) =>
        StartAsync(options, protocol, isEcho: false);

    public static Task<TestServer> StartEchoAsync() => StartAsync(null, null, isEcho: true);

    private static async Task<TestServer> StartAsync(ServerOptions? options, Func<LineProtocol>? protocol, bool isEcho)
    {
        TestServer server = new();
        options = (options ?? new ServerOptions()) with { Port = 0, Host = "127.0.0.1" };
        if (ServerProcess.Published is not null && protocol is null)
        {
            server._process = ServerProcess.Start(ServerArguments.Of(options, isEcho));
            server.EndPoint = await server._process.ListensAsync();
            return server;
        }

        server._logging = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Information).AddProvider(server));
        LineProtocol builtIn = isEcho ? new EchoProtocol() : new ChatProtocol(options.Delimiter, options.MaxLineLength);
        server._server = new LineServer(options, protocol ?? (() => builtIn), server._logging);
        await server._server.StartAsync();
        server.EndPoint = (IPEndPoint)server._server.EndPoints[0];
        return server;
    }

    public static Task<TestServer> StartAsync(LineDelimiter delimiter) =>
        StartAsync(new ServerOptions { Delimiter = delimiter });

    public Task<TestPeer> ConnectAsync() => TestPeer.ConnectAsync(EndPoint);

    /// <summary>
    /// Waits for a line of the log, and skips those before it. A warning that is awaited does not fail the test.
    /// </summary>
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

        _logging?.Dispose();

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
        if (logLevel >= LogLevel.Warning)
        {
            _complaints[line] = true;
        }

        _log.Writer.TryWrite(line);
    }
}
