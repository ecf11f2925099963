using System.Collections.Concurrent;
using System.Net;
using LineFraming.Server;
using Microsoft.Extensions.Logging;
using Xunit;

namespace LineFraming.Tests.Server;

/// <summary>
/// A server on a free port of the loopback address. Disposing it fails the test if it logged a warning or worse: a
/// peer's doing never is one, and an unhandled exception always is.
/// </summary>
internal sealed class TestServer : IAsyncDisposable, ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _complaints = new();
    private LineServer? _server;

    public IPEndPoint EndPoint => _server!.EndPoints[0];

    public static async Task<TestServer> StartAsync(ServerOptions? options = null)
    {
        TestServer server = new();
        options = (options ?? new ServerOptions()) with { Port = 0, Host = "127.0.0.1" };
        server._server = await LineServer.StartAsync(
            options, TimeProvider.System, logging => logging.SetMinimumLevel(LogLevel.Warning).AddProvider(server));
        return server;
    }

    public static Task<TestServer> StartAsync(LineDelimiter delimiter) =>
        StartAsync(new ServerOptions { Delimiter = delimiter });

    public Task<TestPeer> ConnectAsync() => TestPeer.ConnectAsync(EndPoint);

    public async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync().AsTask().Within("the server to end");
        Assert.Empty(_complaints);
    }

    void IDisposable.Dispose()
    {
    }

    ILogger ILoggerProvider.CreateLogger(string categoryName) => this;

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    void ILogger.Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _complaints.Enqueue($"{logLevel}: {formatter(state, exception)} {exception}");
}
