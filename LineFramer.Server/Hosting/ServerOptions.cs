using System.IO.Pipelines;

namespace LineFraming.Server;

/// <summary>How a server runs. The defaults are those of the command line.</summary>
public sealed record ServerOptions
{
    /// <summary>The name or address to listen on; <c>localhost</c> is the loopback addresses that the machine has.</summary>
    public string Host { get; init; } = "localhost";

    /// <summary>The port, from 0 to 65535; 0 is a free one.</summary>
    public int Port { get; init; } = 8007;

    /// <summary>Whether other processes may listen on the same port, sharing its connections. Linux only.</summary>
    public bool ReusePort { get; init; }

    /// <summary>The path of the Unix socket to listen on instead of a host and a port; null for none.</summary>
    public string? Unix { get; init; }

    /// <summary>A PEM file with the server's certificate; null for no TLS.</summary>
    public string? Certificate { get; init; }

    /// <summary>A PEM file with its private key; null for the same file.</summary>
    public string? Key { get; init; }

    /// <summary>What ends a line.</summary>
    public LineDelimiter Delimiter { get; init; } = LineDelimiter.CrLf;

    /// <summary>The maximum number of bytes of a line, delimiter excluded, inclusive.</summary>
    public int MaxLineLength { get; init; } = 8192;

    /// <summary>The maximum number of connections at once, over all addresses; any further one is closed at once.</summary>
    public int MaxConnections { get; init; } = 10_000;

    /// <summary>How much time a session gives its peer.</summary>
    public SessionLimits Limits { get; init; } = new();

    /// <summary>
    /// How long sessions have, when the server stops, to finish their answers; then they are cut off. From 0 to 49 days, or
    /// <see cref="Timeout.InfiniteTimeSpan"/> for no limit.
    /// </summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>
/// How much time a session gives its peer, from 0 to 49 days, where <see cref="Timeout.InfiniteTimeSpan"/> is no deadline, and
/// how much it discards.
/// </summary>
public sealed record SessionLimits
{
    /// <summary>How long the peer may send nothing.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a line may take from its first byte on, even if more bytes of it arrive.</summary>
    public TimeSpan Line { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the peer may take to read until everything that was written at once has been sent.</summary>
    public TimeSpan Write { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the server goes on discarding what a peer sends after its last answer.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The minimum number of bytes that the server discards before it closes on a peer that keeps sending.</summary>
    public long LingerBytes { get; init; } = 64L << 20;

    /// <summary>
    /// After how many consecutive reads that did not wait the session yields to others: at 64 KiB a read, after a mebibyte.
    /// </summary>
    internal int ReadsATurn { get; init; } = 16;

    /// <summary>The clock that measures times.</summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Where a session continues after it has yielded to others.</summary>
    internal PipeScheduler Elsewhere { get; init; } = PipeScheduler.ThreadPool;
}
