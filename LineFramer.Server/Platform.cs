namespace LineFraming.Server;

/// <summary>What the operating system offers that not every one does. An option for what it lacks is rejected only when it is given.</summary>
/// <param name="CanReusePort">Whether <c>--reuse-port</c> works.</param>
/// <param name="MaxThreads">The largest number that <c>--threads</c> accepts.</param>
internal sealed record Platform(bool CanReusePort, int MaxThreads)
{
    /// <summary>The one that this process runs on.</summary>
    public static Platform Current { get; } = new(ListenSockets.CanReusePort, SocketThreads.IsSupported ? SocketThreads.Most : 0);
}
