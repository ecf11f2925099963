using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LineFraming.Server;

/// <summary>
/// Whether the process may open more files and sockets. Connections must not take the last descriptors: the runtime
/// opens files too, whenever code runs for the first time, and ends the process if it cannot.
/// <para>
/// A Unix system gives the lowest number that is free, so a number near the limit means that nearly all are taken.
/// </para>
/// </summary>
internal static class Descriptors
{
    // Many times the number that the runtime has open at any moment.
    private const int Reserve = 32;

    private static int ResourceNoFile => OperatingSystem.IsMacOS() || OperatingSystem.IsFreeBSD() ? 8 : 7;

    /// <summary>Whether an accepted connection has used the last descriptor that connections may use.</summary>
    public static bool AreLow(Socket socket) => AreLow((ulong)socket.Handle);

    /// <summary>Whether the next descriptor would be one of those that are reserved for the runtime.</summary>
    public static bool AreLow()
    {
        if (OperatingSystem.IsWindows())
        {
            return false;
        }

        try
        {
            using SafeFileHandle next = File.OpenHandle("/dev/null");
            return AreLow((ulong)next.DangerousGetHandle());
        }
        catch (IOException)
        {
            return true;
        }
    }

    // Read every time, because an operator may change the limit of a running process.
    private static bool AreLow(ulong number) => !OperatingSystem.IsWindows()
        && GetResourceLimit(ResourceNoFile, out ResourceLimit limit) == 0
        && number + Reserve >= limit.Current;

    [DllImport("libc", EntryPoint = "getrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetResourceLimit(int resource, out ResourceLimit limit);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct ResourceLimit
    {
        public readonly ulong Current;
        public readonly ulong Max;
    }
}
