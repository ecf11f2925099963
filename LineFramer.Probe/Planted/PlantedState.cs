using System.Collections.Concurrent;

namespace LineFraming.Probe;

/// <summary>What the sessions of one planted server share.</summary>
internal sealed class PlantedState : IDisposable
{
    private int _spinning;

    /// <summary>What <c>KEEP</c> was given, for <c>SHOW</c> to show.</summary>
    public ConcurrentDictionary<string, bool> Kept { get; } = new();

    /// <summary>Which session may read, in a server that reads from one at a time.</summary>
    public SemaphoreSlim Turn { get; } = new(1);

    /// <summary>Lets one session spin: true for the first that asks, false for all others.</summary>
    public bool TryBeginSpinning() => Interlocked.Exchange(ref _spinning, 1) == 0;

    /// <inheritdoc/>
    public void Dispose() => Turn.Dispose();
}
