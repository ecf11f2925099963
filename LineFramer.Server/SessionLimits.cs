using System.IO.Pipelines;

namespace LineFraming.Server;

/// <summary>How much time a session gives its peer, where <see cref="Timeout.InfiniteTimeSpan"/> is any, and how much it takes.</summary>
internal sealed record SessionLimits
{
    /// <summary>How long the peer may send nothing.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a line may take from its first byte on, however many more bytes come meanwhile.</summary>
    public TimeSpan Line { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the peer may take to read enough for what was written at once to be sent.</summary>
    public TimeSpan Write { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the server goes on discarding what a peer sends after its last answer.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many bytes the server discards, at the least, before it closes on a peer that keeps sending.</summary>
    public long LingerBytes { get; init; } = 64L << 20;

    /// <summary>
    /// After how many reads in a row that did not have to wait the session lets others run: at 64 KiB a read, after a
    /// mebibyte.
    /// </summary>
    public int ReadsATurn { get; init; } = 16;

    /// <summary>What times are measured with.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Where a session goes on that has let others run.</summary>
    public PipeScheduler Elsewhere { get; init; } = PipeScheduler.ThreadPool;
}
