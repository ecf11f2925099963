using System.IO.Pipes;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LineFraming.Server;

/// <summary>
/// Standard output of a Windows process, where it is a pipe. The console's stream and files take a pipe whose reader has
/// gone for one that works; the runtime's pipes do not.
/// </summary>
internal static class WindowsPipe
{
    // Of <winbase.h>.
    private const int StandardOutput = -11;

    /// <summary>The stream; null if standard output is no pipe.</summary>
    public static Stream? OpenOutput()
    {
        try
        {
            return new AnonymousPipeClientStream(
                PipeDirection.Out, new SafePipeHandle(GetStandardHandle(StandardOutput), ownsHandle: false));
        }
        catch (Exception e) when (e is IOException or ArgumentException)
        {
            return null;
        }
    }

    [DllImport("kernel32", EntryPoint = "GetStdHandle")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern nint GetStandardHandle(int number);
}
