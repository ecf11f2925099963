using System.Globalization;
using Microsoft.Diagnostics.Runtime;

namespace LineFraming.Fuzz;

/// <summary>Reads the stacks of another process's managed threads with ClrMD, which suspends the process like a debugger.</summary>
internal static class ThreadStacks
{
    private const int MaxFrames = 50;
    private const int MaxThreads = 20;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    // The frames of the method that runs the inputs, and of its callers, are not the target's.
    private const string Runner = "LineFraming.FuzzEngine.InputWorker";
    private static readonly string[] HiddenPrefixes = ["LineFraming.FuzzEngine.", "LineFraming.Fuzz.UserMethodTarget"];
    private static readonly string[] Frameworks = ["System.", "Microsoft.", "Interop"];

    private static string DataAccess => OperatingSystem.IsWindows() ? "mscordaccore.dll"
        : OperatingSystem.IsMacOS() ? "libmscordaccore.dylib"
        : "libmscordaccore.so";

    /// <summary>
    /// Reads the stacks, one line per frame, or returns one line that says why they cannot be read. Threads that run only framework
    /// code are left out, unless all do.
    /// </summary>
    /// <remarks>
    /// A separate process reads them: the .NET runtime of this process waits for its children whenever one stops, and may consume the
    /// stop that ClrMD waits for, which then waits for ever.
    /// </remarks>
    public static IReadOnlyList<string> Of(int process)
    {
        List<string> stacks = [];
        string[] arguments = [ThreadStacksCommand.Name, process.ToString(CultureInfo.InvariantCulture)];
        int? exitCode = ChildProcess.Run(ThisProgram.Start(arguments), stacks.Add, Timeout);
        return exitCode is null ? [$"its stacks cannot be read: that took more than {Timeout.TotalSeconds} seconds"] : stacks;
    }

    /// <summary>Reads the stacks in this process.</summary>
    public static IReadOnlyList<string> Read(int process)
    {
        try
        {
            using DataTarget target = DataTarget.AttachToProcess(process, suspend: true);
            if (target.ClrVersions.Length == 0)
            {
                return ["its stacks cannot be read: it has not loaded the runtime yet"];
            }

            // The data access library lies next to the runtime and has the same version, which ClrMD cannot read on every system.
            ClrInfo version = target.ClrVersions[0];
            using ClrRuntime runtime = version.CreateRuntime(
                Path.Combine(Path.GetDirectoryName(version.ModuleInfo.FileName)!, DataAccess), ignoreMismatch: true);
            List<(int Id, List<string> Frames)> threads =
                [.. runtime.Threads.Where(thread => thread.IsAlive).Select(thread => (thread.ManagedThreadId, FramesOf(thread)))];
            threads.RemoveAll(thread => thread.Frames.Count == 0);
            List<(int Id, List<string> Frames)> shown = threads.Exists(IsOfTarget) ? threads.FindAll(IsOfTarget) : threads;
            return
            [
                .. shown.Take(MaxThreads).SelectMany(thread => thread.Frames.Take(MaxFrames).Select(frame => $"   at {frame}")
                    .Prepend(string.Create(CultureInfo.InvariantCulture, $"thread {thread.Id}:"))),
            ];
        }
#pragma warning disable CA1031 // A failure here must not hide the report of the hang.
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
        .. from method in thread.EnumerateStackTrace()
            .TakeWhile(frame => frame.Method?.Type?.Name?.StartsWith(Runner, StringComparison.Ordinal) != true)
               .Select(frame => frame.Method).OfType<ClrMethod>()
           let name = method.Signature ?? $"{method.Type?.Name}.{method.Name}"
           where !Array.Exists(HiddenPrefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal))
           select Printable.Line(name),
    ];
}
