using System.Globalization;
using Microsoft.Diagnostics.Runtime;

namespace LineFraming.Fuzz;

/// <summary>The stacks of another process's managed threads, by ClrMD, which stops the process meanwhile, as a debugger does.</summary>
internal static class ThreadStacks
{
    private const int MostFrames = 50;
    private const int MostThreads = 20;
    private static readonly TimeSpan Max = TimeSpan.FromSeconds(30);

    // What runs the inputs, and all that called it, is not the target's.
    private const string Runner = "LineFraming.FuzzEngine.InputWorker";
    private static readonly string[] Between = ["LineFraming.FuzzEngine.", "LineFraming.Fuzz.OwnTarget"];
    private static readonly string[] Frameworks = ["System.", "Microsoft.", "Interop"];

    private static string DataAccess => OperatingSystem.IsWindows() ? "mscordaccore.dll" : OperatingSystem.IsMacOS() ? "libmscordaccore.dylib" : "libmscordaccore.so";

    /// <summary>The stacks, a line each frame. Threads that run nothing but the framework are left out, unless all do.</summary>
    /// <returns>One line that says why, if they cannot be read.</returns>
    /// <remarks>
    /// By a process of their own: the runtime waits for this one's children whenever one of them stops, and may take the stop that
    /// ClrMD waits for, which then waits for ever.
    /// </remarks>
    public static IReadOnlyList<string> Of(int process)
    {
        List<string> stacks = [];
        string[] arguments = [ThreadStacksCommand.Name, process.ToString(CultureInfo.InvariantCulture)];
        int? exitCode = ChildProcess.Run(ThisProgram.Start(arguments), stacks.Add, Max);
        return exitCode is null ? [$"its stacks cannot be read: that took more than {Max.TotalSeconds} seconds"] : stacks;
    }

    /// <summary>The same, by this process.</summary>
    public static IReadOnlyList<string> Read(int process)
    {
        try
        {
            using DataTarget target = DataTarget.AttachToProcess(process, suspend: true);
            if (target.ClrVersions.Length == 0)
            {
                return ["its stacks cannot be read: it has not loaded the runtime yet"];
            }

            // What knows the memory of a runtime lies beside it, and so is of the same version, which ClrMD cannot read everywhere.
            ClrInfo version = target.ClrVersions[0];
            using ClrRuntime runtime = version.CreateRuntime(Path.Combine(Path.GetDirectoryName(version.ModuleInfo.FileName)!, DataAccess), ignoreMismatch: true);
            List<(int Id, List<string> Frames)> threads = [.. runtime.Threads.Where(thread => thread.IsAlive).Select(thread => (thread.ManagedThreadId, FramesOf(thread)))];
            threads.RemoveAll(thread => thread.Frames.Count == 0);
            List<(int Id, List<string> Frames)> shown = threads.Exists(IsOfTarget) ? threads.FindAll(IsOfTarget) : threads;
            return
            [
                .. shown.Take(MostThreads).SelectMany(thread => thread.Frames.Take(MostFrames).Select(frame => $"   at {frame}")
                    .Prepend(string.Create(CultureInfo.InvariantCulture, $"thread {thread.Id}:"))),
            ];
        }
#pragma warning disable CA1031 // Whatever keeps them from being read takes nothing from what is known of the hang.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return [$"its stacks cannot be read: {Printable.Line(failure.Message)}"];
        }
    }

    private static bool IsOfTarget((int Id, List<string> Frames) thread) =>
        thread.Frames.Exists(frame => !Array.Exists(Frameworks, framework => frame.StartsWith(framework, StringComparison.Ordinal)));

    private static List<string> FramesOf(ClrThread thread) =>
    [
        .. from method in thread.EnumerateStackTrace().TakeWhile(frame => frame.Method?.Type?.Name?.StartsWith(Runner, StringComparison.Ordinal) != true)
               .Select(frame => frame.Method).OfType<ClrMethod>()
           let name = method.Signature ?? $"{method.Type?.Name}.{method.Name}"
           where !Array.Exists(Between, between => name.StartsWith(between, StringComparison.Ordinal))
           select Printable.Line(name),
    ];
}
