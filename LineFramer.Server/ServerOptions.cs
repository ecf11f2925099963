using Microsoft.Extensions.Logging;

namespace LineFraming.Server;

/// <summary>What the server speaks to those who connect.</summary>
internal enum ServerProtocol
{
    /// <summary>Every line is answered with <c>You sent: LINE</c>; a lone <c>.</c> ends the session.</summary>
    Chat,

    /// <summary>The first bytes that come are sent back as they are, and the connection is closed.</summary>
    Echo,
}

/// <summary>How a server runs.</summary>
internal sealed record ServerOptions
{
    /// <summary>The name or address to listen on; <c>localhost</c> is both loopback addresses.</summary>
    public string Host { get; init; } = "localhost";

    /// <summary>The port, from 0 to 65535; 0 takes a free one.</summary>
    public int Port { get; init; } = 8007;

    /// <summary>What ends a line, and an answer.</summary>
    public LineDelimiter Delimiter { get; init; } = LineDelimiter.CrLf;

    /// <summary>The most bytes a line may have, delimiter excluded, inclusive.</summary>
    public int MaxLineLength { get; init; } = 8192;

    /// <summary>What is spoken.</summary>
    public ServerProtocol Protocol { get; init; } = ServerProtocol.Chat;

    /// <summary>Whether other processes may listen on the same port, sharing its connections. Linux only.</summary>
    public bool ReusePort { get; init; }

    /// <summary>The most connections at once, over all addresses; one too many is closed at once.</summary>
    public int MaxConnections { get; init; } = 10_000;

    /// <summary>How much time a session gives its peer.</summary>
    public SessionLimits Limits { get; init; } = new();

    /// <summary>How long sessions have at the end of the server to finish their answers; then they are cut off.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The Unix socket to listen on instead of a host and a port; null for none.</summary>
    public string? Unix { get; init; }

    /// <summary>A PEM file with the server's certificate; null for no TLS.</summary>
    public string? Certificate { get; init; }

    /// <summary>A PEM file with its private key.</summary>
    public string? Key { get; init; }

    /// <summary>
    /// On how many threads of their own sessions run; 0 for the thread pool, null for <see cref="SocketThreads.Default"/>
    /// or, with a protocol of one's own, 0.
    /// </summary>
    public int? Threads { get; init; }

    /// <summary>How often the counts are told on standard error; not at all by default.</summary>
    public TimeSpan Stats { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>What is worth a line of the log.</summary>
    public LogLevel Log { get; init; } = LogLevel.Warning;
}
