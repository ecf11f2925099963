using System.Globalization;

/// <summary>
/// Runs in the server's process, so that the load generator can ask how much of the managed heap is in use
/// (<see cref="LineFraming.Benchmarks.ServerUnderLoad.LiveHeap"/>): it answers every line on standard input with a number of bytes
/// on standard output. The runtime calls it before the server's own code if <c>DOTNET_STARTUP_HOOKS</c> names this assembly, and
/// requires this name, outside of any namespace.
/// </summary>
internal static class StartupHook
{
    /// <summary>Called by the runtime; the thread ends with the server.</summary>
    public static void Initialize() => new Thread(Report) { IsBackground = true }.Start();

    private static void Report()
    {
        while (Console.In.ReadLine() is not null)
        {
            // The second collection frees what the finalizers of the first have released.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
            Console.Out.WriteLine(GC.GetTotalMemory(forceFullCollection: true).ToString(CultureInfo.InvariantCulture));
        }
    }
}
