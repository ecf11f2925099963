using System.IO.Pipes;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LineFraming.Server;

/// <summary>
/// Standard output of a Windows process, if it is a pipe. The console's stream and a file stream report success after the
/// reader has gone; the runtime's pipe stream does not.
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
