using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LineFraming.Server;

/// <summary>
/// A TCP server of a line protocol. It runs by itself, from <see cref="StartAsync"/> to <see cref="StopAsync"/> or
/// <see cref="DisposeAsync"/>, or as a hosted service of a .NET host.
/// </summary>
public sealed class LineServer : IHostedService, IAsyncDisposable
{
    // The runtime's timers run for at most 49 days.
    private static readonly TimeSpan MaxTime = TimeSpan.FromDays(49);

    private readonly ServerOptions _options;
    private readonly Func<LineProtocol> _protocol;
    private readonly ILoggerFactory _logging;
    private Listener? _listener;
    private Task? _stopped;

    /// <summary>Makes a server; it listens when it is started.</summary>
    /// <param name="options">How it runs.</param>
    /// <param name="protocol">
    /// Gives a session its protocol when it begins: a new one if it remembers anything of its session, or always the same,
    /// whose calls then come from many sessions at once.
    /// </param>
    /// <param name="logging">Where it logs; null for nowhere.</param>
    /// <exception cref="ArgumentException">An option is out of range, or a key has no certificate; the message says which.</exception>
    public LineServer(ServerOptions options, Func<LineProtocol> protocol, ILoggerFactory? logging = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(protocol);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Port, IPEndPoint.MaxPort);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxConnections, 1);
        ThrowIfTimeIsWrong(options, options.Drain, nameof(options.Drain));
        ThrowIfTimeIsWrong(options, options.Limits.Idle, nameof(options.Limits.Idle));
        ThrowIfTimeIsWrong(options, options.Limits.Line, nameof(options.Limits.Line));
        ThrowIfTimeIsWrong(options, options.Limits.Write, nameof(options.Limits.Write));
        ThrowIfTimeIsWrong(options, options.Limits.Linger, nameof(options.Limits.Linger));
        if (options is { Key: not null, Certificate: null })
        {
            throw new ArgumentException($"--tls-key \"{options.Key}\" is the key of no certificate: --tls is missing.", nameof(options));
        }

        // What a framer rejects would otherwise end every session.
        _ = new LineFramer(options.Delimiter, options.MaxLineLength);
        _options = options;
        _protocol = protocol;
        _logging = new GuardedLogging(logging ?? NullLoggerFactory.Instance);
    }

    /// <summary>The addresses it listens on, with the port that was taken for port 0; none before it is started.</summary>
    public IReadOnlyList<EndPoint> EndPoints { get; private set; } = [];

    /// <summary>What it counts.</summary>
    internal ServerMetrics Metrics { get; } = new();

    /// <summary>Starts it; when this returns, it accepts connections.</summary>
    /// <param name="cancellationToken">Is not used, because starting does not wait for anything.</param>
    /// <returns>A task that is completed.</returns>
    /// <exception cref="IOException">It cannot listen there; the message says why.</exception>
    /// <exception cref="InvalidOperationException">It has been started before.</exception>
    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (_listener is not null)
        {
            throw new InvalidOperationException("This server has been started before.");
        }

        SslServerAuthenticationOptions? tls = _options.Certificate is null
            ? null
            : Tls.ForServer(_options.Certificate, _options.Key ?? _options.Certificate);
        IReadOnlyList<Socket> listening = _options.Unix is null
            ? ListenSockets.Listen(_options.Host, _options.Port, _options.ReusePort)
            : [UnixSocket.Listen(_options.Unix)];
        EndPoints = [.. listening.Select(socket => socket.LocalEndPoint!)];
        Metrics.Publish();
        SessionHandler sessions = new(_options, _protocol, tls, Metrics, _logging.CreateLogger<SessionHandler>());
        _listener = new Listener(listening, _options, sessions.RunAsync, Metrics, _logging.CreateLogger<Listener>());
        _listener.Start();
        return Task.CompletedTask;
    }

    /// <summary>
    /// Stops accepting, lets every session answer what it has received, and ends its side of the connection. Sessions that are not
    /// done after <see cref="ServerOptions.Drain"/> are cut off. A second call only waits for the same end; one before the server was
    /// started does nothing.
    /// </summary>
    /// <param name="cancellationToken">Cuts them off at once.</param>
    /// <returns>A task that ends when every session has ended.</returns>
    public Task StopAsync(CancellationToken cancellationToken = default) =>
        _listener is null ? Task.CompletedTask : _stopped ??= _listener.StopAsync(cancellationToken);

    /// <summary>Stops it.</summary>
    /// <returns>A task that ends when every session has ended.</returns>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _listener?.Dispose();
        Metrics.Dispose();
    }

    // A time that no timer accepts would break every session, and only once it is needed.
    private static void ThrowIfTimeIsWrong(ServerOptions options, TimeSpan time, string name)
    {
        if (time != Timeout.InfiniteTimeSpan && (time < TimeSpan.Zero || time > MaxTime))
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), $"{name} must be from 0 to 49 days, or Timeout.InfiniteTimeSpan for no limit, not {time}.");
        }
    }
}
