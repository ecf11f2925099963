namespace LineFraming.Server;

/// <summary>
/// Makes the runtime's threads that wait for sockets run the sessions themselves, as event loops do. By default, and in every
/// other server over .NET's sockets, Kestrel included, they hand each event to the thread pool, which costs a switch of threads
/// for every read; docs/load measures both. Code that blocks such a thread blocks every session on it.
/// <para>
/// The runtime is set by two variables of the environment, which it reads when the first socket is waited for:
/// https://learn.microsoft.com/dotnet/core/tools/dotnet-environment-variables.
/// </para>
/// </summary>
internal static class SocketThreads
{
    /// <summary>No machine benefits from more.</summary>
    public const int Max = 1024;

    private const string Inline = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";
    private const string Count = "DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT";

    /// <summary>The default number: sockets need as much processor time in the system as the sessions need.</summary>
    public static int Default => IsSupported ? Math.Max(Environment.ProcessorCount / 2, 1) : 0;

    /// <summary>
    /// Whether the runtime has such threads here; on Windows the system delivers socket events to the thread pool.
    /// </summary>
    public static bool IsSupported => !OperatingSystem.IsWindows();

    /// <summary>
    /// Makes this process, and .NET programs that it starts, run sessions on so many of these threads; 0 leaves the sessions to
    /// the thread pool. Must be called before the process waits for its first socket.
    /// </summary>
    public static void Use(int threads)
    {
        // Variables that are already set take precedence.
        if (threads > 0 && Environment.GetEnvironmentVariable(Inline) is null && Environment.GetEnvironmentVariable(Count) is null)
        {
            Environment.SetEnvironmentVariable(Inline, "1");
            Environment.SetEnvironmentVariable(Count, $"{threads}");
        }
    }
}
