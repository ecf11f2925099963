using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LineFraming.Server;

/// <summary>A running server: Kestrel's connections, a <see cref="Session"/> for each.</summary>
internal sealed class LineServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private LineServer(WebApplication application, IReadOnlyList<EndPoint> endPoints)
    {
        _application = application;
        Metrics = application.Services.GetRequiredService<ServerMetrics>();
        Metrics.Publish(application.Services.GetRequiredService<IMeterFactory>());
        EndPoints = endPoints;
    }

    /// <summary>The addresses it listens on, with the port that was taken for port 0.</summary>
    public IReadOnlyList<EndPoint> EndPoints { get; }

    /// <summary>What it counts.</summary>
    public ServerMetrics Metrics { get; }

    /// <summary>Cancelled when it begins to stop.</summary>
    public CancellationToken Stopping => _application.Lifetime.ApplicationStopping;

    /// <summary>Starts a server.</summary>
    /// <param name="options">How it runs.</param>
    /// <param name="logging">Where it logs.</param>
    /// <param name="protocol">Gives a session what it answers with; null for what the options say.</param>
    /// <returns>The server, which accepts connections.</returns>
    /// <exception cref="IOException">It cannot listen there; the message says why.</exception>
    /// <exception cref="ArgumentException">
    /// The answers cannot be framed with the delimiter, or a key has no certificate; the message says so.
    /// </exception>
    public static async Task<LineServer> StartAsync(
        ServerOptions options, Action<ILoggingBuilder> logging, Func<LineProtocol>? protocol = null)
    {
        protocol ??= Chat(options);
        if (options is { Key: not null, Certificate: null })
        {
            throw new ArgumentException($"--tls-key \"{options.Key}\" is the key of no certificate: --tls is missing.");
        }

        SslServerAuthenticationOptions? tls = options.Certificate is null
            ? null
            : ServerTls.ForServer(options.Certificate, options.Key ?? options.Certificate);
        IReadOnlyList<Socket> listening = options.Unix is null
            ? ListenSockets.Listen(options.Host, options.Port, options.ReusePort)
            : [UnixSocket.Listen(options.Unix)];
        Dictionary<EndPoint, Socket> sockets = listening.ToDictionary(socket => socket.LocalEndPoint!);

        // Empty: environment variables and settings files that steer ASP.NET Core say nothing about this server.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        logging(builder.Logging);
        builder.Services
            .AddSingleton(options)
            .AddSingleton(options.Limits.Clock)
            .AddSingleton<ServerMetrics>()
            .AddSingleton<IReadOnlyDictionary<EndPoint, Socket>>(sockets)
            .AddSingleton<ConnectionGate>()
            .AddSingleton<IConnectionListenerFactory, SocketListenerFactory>()
            .AddSingleton(services => new SessionHandler(
                options, protocol, tls, services.GetRequiredService<ServerMetrics>(), services.GetRequiredService<ILogger<SessionHandler>>()))
            .AddMetrics()
            .AddSystemd()
            .Configure<HostOptions>(host => host.ShutdownTimeout = options.Drain);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            foreach (EndPoint endPoint in sockets.Keys)
            {
                kestrel.Listen(endPoint, listen => listen.UseConnectionHandler<SessionHandler>());
            }
        });

        WebApplication application = builder.Build();
        LineServer server = new(application, [.. sockets.Keys]);
        try
        {
            await application.StartAsync();
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        return server;
    }

    // One for all sessions: it remembers nothing of any.
    private static Func<LineProtocol> Chat(ServerOptions options)
    {
        ChatProtocol protocol = new(options.Delimiter, options.MaxLineLength);
        return () => protocol;
    }

    /// <summary>Waits for the signal to stop, SIGTERM or Ctrl-C, and ends the server.</summary>
    /// <param name="stop">Ends it too.</param>
    /// <returns>A task that ends when every session has ended.</returns>
    public Task WaitForShutdownAsync(CancellationToken stop) => _application.WaitForShutdownAsync(stop);

    /// <summary>Stops accepting, ends the sessions and closes; nothing happens a second time.</summary>
    /// <returns>A task that ends when every session has ended.</returns>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }
}
