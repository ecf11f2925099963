using System.Buffers.Binary;
using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace LineFraming.Benchmarks;

/// <summary>
/// Waits for many sockets on one thread, by Linux's epoll. The runtime's asynchronous sockets are not used, because they pass
/// every event to another thread, and the generator of a load shares its cores with the server that it measures.
/// </summary>
internal sealed class Epoll : IDisposable
{
    private const int CloseOnExec = 0x80000;
    private const int Add = 1;
    private const uint Readable = 0x001;
    private const int Interrupted = 4;
    private const int MaxEvents = 512;

    // struct epoll_event is 32 bits of events and 64 of data, packed on x86 alone.
    private static readonly bool IsPacked = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86;
    private static readonly int EventSize = IsPacked ? 12 : 16;
    private static readonly int DataOffset = IsPacked ? 4 : 8;

    private readonly int _descriptor;
    private readonly byte[] _events = new byte[MaxEvents * EventSize];

    /// <summary>Makes an instance that waits for no socket yet.</summary>
    /// <exception cref="LoadFailedException">The system could not make one.</exception>
    public Epoll()
    {
        _descriptor = Create(CloseOnExec);
        ThrowIfFailed(_descriptor);
    }

    /// <summary>Watches a socket for bytes to read, and calls it <paramref name="id"/> when it is ready.</summary>
    public void Watch(Socket socket, int id)
    {
        byte[] wanted = new byte[EventSize];
        BinaryPrimitives.WriteUInt32LittleEndian(wanted, Readable);
        BinaryPrimitives.WriteInt64LittleEndian(wanted.AsSpan(DataOffset), id);
        ThrowIfFailed(Control(_descriptor, Add, (int)socket.Handle, wanted));
    }

    /// <summary>Waits until sockets are ready, or for a time.</summary>
    /// <returns>How many are ready; <see cref="Ready"/> says which.</returns>
    public int Wait(int milliseconds)
    {
        int ready = WaitFor(_descriptor, _events, MaxEvents, milliseconds);
        if (ready < 0 && Marshal.GetLastPInvokeError() == Interrupted)
        {
            return 0;
        }

        ThrowIfFailed(ready);
        return ready;
    }

    /// <summary>Which socket is ready, by its index among those that the last wait found.</summary>
    public int Ready(int index) =>
        (int)BinaryPrimitives.ReadInt64LittleEndian(_events.AsSpan((index * EventSize) + DataOffset));

    /// <inheritdoc/>
    public void Dispose() => _ = Close(_descriptor);

    private static void ThrowIfFailed(int result)
    {
        if (result < 0)
        {
            throw new LoadFailedException($"epoll failed: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}.");
        }
    }

    [DllImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Create(int flags);

    [DllImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(int descriptor, int operation, int socket, byte[] wanted);

    [DllImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int WaitFor(int descriptor, byte[] events, int max, int milliseconds);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
