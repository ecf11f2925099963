using System.Runtime.InteropServices;

namespace LineFraming.Fuzz;

/// <summary>Lets other processes of the user attach to this one.</summary>
internal static class Tracing
{
    private const int SetTracer = 0x59616d61; // PR_SET_PTRACER
    private const int AnyProcess = -1; // PR_SET_PTRACER_ANY

    /// <summary>
    /// Allows any process to attach. With Yama, Linux otherwise allows only parents, and the process that reads the stacks of a hang
    /// is not the parent. On other systems this does nothing.
    /// </summary>
    public static void Allow()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Control(SetTracer, AnyProcess, 0, 0, 0);
        }
    }

    [DllImport("libc", EntryPoint = "prctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(int option, nint argument, nint unused, nint unusedToo, nint unusedAsWell);
}
