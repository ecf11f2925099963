using System.Net;
using System.Text;
using LineFraming.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace LineFraming.Tests.Server;

/// <summary>The server and the client as another program uses them: by their public members.</summary>
public sealed class LineServerTests
{
    private static readonly ServerOptions Options = new() { Host = "127.0.0.1", Port = 0 };

    [Fact]
    public async Task A_server_by_itself_converses_with_a_client_and_ends()
    {
        LineServer server = new(Options, () => new Whois());
        await server.StartAsync();
        Assert.Equal(["Registrant: Example"], await AskAsync(server.EndPoints[0]));
        await Assert.ThrowsAsync<InvalidOperationException>(() => server.StartAsync());
        await server.DisposeAsync().AsTask().Within("the server to end");
        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(() => LineClient.ConnectAsync(server.EndPoints[0]));
    }

    [Fact]
    public async Task A_host_starts_and_stops_it()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        LineServer? server = null;
        builder.Services.AddHostedService(services =>
            server = new LineServer(Options, () => new Whois(), services.GetRequiredService<ILoggerFactory>()));
        IHost host = builder.Build();
        await using (host as IAsyncDisposable)
        {
            await host.StartAsync();
            Assert.Equal(["Registrant: Example"], await AskAsync(server!.EndPoints[0]));
            await host.StopAsync().Within("the host to stop");
            await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(() => LineClient.ConnectAsync(server.EndPoints[0]));
        }
    }

    [Fact]
    public async Task A_stop_before_the_start_does_not_count_as_the_stop_after_it()
    {
        LineServer server = new(Options, () => new Whois());
        await server.StopAsync().Within("the stop of nothing");
        await server.StartAsync();
        EndPoint endPoint = server.EndPoints[0];
        Assert.Equal(["Registrant: Example"], await AskAsync(endPoint));
        await server.StopAsync().Within("the server to stop");
        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(() => LineClient.ConnectAsync(endPoint));
        await server.DisposeAsync();
    }

    /// <summary>A session that cannot be logged is closed and no longer counted, and more connections are accepted.</summary>
    [Fact]
    public async Task A_log_that_throws_does_not_stop_it()
    {
        await using LineServer server = new(Options with { MaxConnections = 1 }, () => new Whois(), new ThrowingLogging());
        await server.StartAsync();
        using (TestPeer open = await TestPeer.ConnectAsync(server.EndPoints[0]))
        {
            await Deadline.Eventually(() => server.Metrics.Open == 1, "the connection to begin");
            using TestPeer rejected = await TestPeer.ConnectAsync(server.EndPoints[0]);
            await rejected.ExpectCloseAsync();
            await Deadline.Eventually(() => server.Metrics.Ended(SessionEnd.Rejected) == 1, "the rejection to be counted");
        }

        await Deadline.Eventually(() => server.Metrics.Open == 0, "the connection to end");
        Assert.Equal(["Registrant: Example"], await AskAsync(server.EndPoints[0]));
    }

    [Fact]
    public void What_it_cannot_do_is_rejected_when_it_is_made()
    {
        foreach (ServerOptions options in new[]
        {
            Options with { Port = -1 }, Options with { Port = 65536 }, Options with { MaxLineLength = -1 },
            Options with { MaxLineLength = int.MaxValue }, Options with { Delimiter = null! },
            Options with { MaxConnections = 0 }, Options with { Key = "key.pem" }, Options with { Drain = TimeSpan.FromSeconds(-5) },
            Options with { Limits = new() { Idle = TimeSpan.MaxValue } }, Options with { Limits = new() { Line = TimeSpan.FromDays(50) } },
            Options with { Limits = new() { Write = TimeSpan.FromSeconds(-5) } },
            Options with { Limits = new() { Linger = TimeSpan.FromSeconds(-5) } },
        })
        {
            Assert.ThrowsAny<ArgumentException>(() => new LineServer(options, () => new Whois()));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("[::1]:99")]
    public async Task It_listens_no_wider_than_it_is_asked_to(string host)
    {
        await using LineServer server = new(Options with { Host = host }, () => new Whois());
        await Assert.ThrowsAsync<IOException>(() => server.StartAsync());
    }

    private sealed class ThrowingLogging : ILoggerFactory, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new InvalidOperationException("the log failed");
    }

    private static async Task<List<string>> AskAsync(EndPoint endPoint)
    {
        await using LineClient client = await LineClient.ConnectAsync(endPoint);
        client.Output.WriteLine("example.org"u8, LineDelimiter.CrLf);
        await client.Output.CompleteAsync();
        List<string> answers = [];
        await foreach (ReadOnlyMemory<byte> line in client.Input.ReadLinesAsync(new LineFramer(LineDelimiter.CrLf, 100)))
        {
            answers.Add(Encoding.ASCII.GetString(line.Span));
        }

        return answers;
    }
}
