using System.Globalization;

/// <summary>
/// Runs within the server's process before it begins, if the variable <c>DOTNET_STARTUP_HOOKS</c> names this assembly, and
/// writes the bytes of the managed heap in use for every line on standard input. The runtime wants this very name, in no
/// namespace.
/// </summary>
internal static class StartupHook
{
    /// <summary>What the runtime calls.</summary>
    public static void Initialize() => new Thread(Report) { IsBackground = true }.Start();

    private static void Report()
    {
        while (Console.In.ReadLine() is not null)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
            Console.Out.WriteLine(GC.GetTotalMemory(forceFullCollection: true).ToString(CultureInfo.InvariantCulture));
        }
    }
}
