using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LineFraming.Server;

/// <summary>A run of the server as a program, under the generic host: its protocol, log, signals and counts.</summary>
internal sealed class ServerRun(ServerSettings settings, Func<LineProtocol>? ownProtocol, StandardStreams streams)
{
    /// <summary>Runs it until a signal or <paramref name="stop"/> ends it.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(TextWriter output, CancellationToken stop)
    {
        try
        {
            // An empty builder: environment variables and settings files for .NET hosts must not configure this server.
            HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
            LogTo(builder.Logging, settings.Log);
            Func<LineProtocol> protocol = ownProtocol ?? BuiltIn();
            builder.Services
                .AddSystemd()
                .AddSingleton(services => new LineServer(settings.Server, protocol, services.GetRequiredService<ILoggerFactory>()))
                .AddHostedService(services => services.GetRequiredService<LineServer>())
                .Configure<HostOptions>(host => host.ShutdownTimeout = Timeout.InfiniteTimeSpan);
            IHost host = builder.Build();
            await using IAsyncDisposable disposable = (IAsyncDisposable)host;
            return await RunAsync(host, output, stop);
        }
        catch (ArgumentException e)
        {
            return streams.Fail(e.Message, ServerCommandLine.Invalid);
        }
        catch (IOException e)
        {
            return streams.Fail(e.Message);
        }
    }

    private async Task<int> RunAsync(IHost host, TextWriter output, CancellationToken stop)
    {
        IHostApplicationLifetime lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        using ShutdownSignals signals = new(lifetime.StopApplication);
        try
        {
            await host.StartAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested || lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // It was to end before it listened.
            return 0;
        }

        LineServer server = host.Services.GetRequiredService<LineServer>();
        await AnnounceAsync(server, output);
        Task<Exception?> stats = StatsAsync(server, lifetime.ApplicationStopping);
        await host.WaitForShutdownAsync(stop);
        return await stats is { } e
            ? streams.Fail($"Stats were lost: standard error could not be written: {e.Message}")
            : 0;
    }

    // All sessions share one instance, because it has no state.
    private Func<LineProtocol> BuiltIn()
    {
        LineProtocol protocol = settings.IsEcho
            ? new EchoProtocol()
            : new ChatProtocol(settings.Server.Delimiter, settings.Server.MaxLineLength);
        return () => protocol;
    }

    private async Task AnnounceAsync(LineServer server, TextWriter output)
    {
        string protocol = ownProtocol is not null ? "own" : settings.IsEcho ? "echo" : "chat";
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

    // Why lines of counts could not be written, or null. The server continues without them, as it does without its log.
    private async Task<Exception?> StatsAsync(LineServer server, CancellationToken stopping)
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
                await streams.Error.WriteLineAsync(line.Next());
            }
            catch (Exception e) when (StandardStreams.IsFailure(e))
            {
                failure = e;
            }
        }

        return failure;
    }

    // Standard output has only the listening line. Messages of the libraries are not logged, and a server that cannot start is
    // reported in one line.
    private static void LogTo(ILoggingBuilder logging, LogLevel level) => logging
        .SetMinimumLevel(level)
        .AddFilter("Microsoft", level is LogLevel.Information ? LogLevel.Warning : level)
        .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None)
        .AddSimpleConsole(console => console.SingleLine = true)
        .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
}
