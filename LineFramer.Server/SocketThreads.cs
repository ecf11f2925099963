namespace LineFraming.Server;

/// <summary>
/// The threads that wait for sockets. The runtime has them hand what came to its thread pool, which costs a switch of
/// threads for every read; told so, they run the sessions themselves, as event loops do. Whoever blocks such a thread
/// blocks every session on it.
/// <para>
/// The runtime is told by two variables of the environment, which it reads when the first socket is waited for:
/// https://learn.microsoft.com/dotnet/core/tools/dotnet-environment-variables.
/// </para>
/// </summary>
internal static class SocketThreads
{
    /// <summary>No machine has use for more.</summary>
    public const int Most = 1024;

    private const string Inline = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";
    private const string Count = "DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT";

    /// <summary>How many are to be used where nobody says: the system needs as much time for the sockets as the sessions do.</summary>
    public static int Default => IsSupported ? Math.Max(Environment.ProcessorCount / 2, 1) : 0;

    /// <summary>Whether the runtime has such threads here; on Windows the system brings what came to the thread pool.</summary>
    public static bool IsSupported => !OperatingSystem.IsWindows();

    /// <summary>Whether sessions run on them; asked once the first socket is waited for, it stays so.</summary>
    public static bool AreUsed => IsSupported && Environment.GetEnvironmentVariable(Inline) == "1";

    /// <summary>
    /// Makes this process run sessions on them, and .NET programs that it starts run theirs so too. To be called before it
    /// waits for its first socket.
    /// </summary>
    /// <param name="threads">How many; 0 leaves the sessions to the thread pool.</param>
    public static void Use(int threads)
    {
        // Who has set the variables has said it already.
        if (threads > 0 && Environment.GetEnvironmentVariable(Inline) is null && Environment.GetEnvironmentVariable(Count) is null)
        {
            Environment.SetEnvironmentVariable(Inline, "1");
            Environment.SetEnvironmentVariable(Count, $"{threads}");
        }
    }
}
