using System.ComponentModel;
using System.Diagnostics;

namespace LineFraming.FuzzEngine;

/// <summary>Runs another program to its end.</summary>
internal static class ChildProcess
{
    /// <summary>The dotnet command: the one that runs this process, if known.</summary>
    public static string Dotnet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH")
        ?? (HasName(Environment.ProcessPath, "dotnet") ? Environment.ProcessPath! : "dotnet");

    /// <summary>
    /// Runs a program, passes on its output line by line, and returns its exit code; null if it timed out or was cancelled. Of a
    /// very long line only the end is passed on. What the callback throws ends the program and is rethrown.
    /// </summary>
    public static int? Run(ProcessStartInfo start, Action<string> onLine, TimeSpan? timeout = null, CancellationToken ending = default)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(ending);
        using Process process = Process.Start(start)!;
        GuardedCallback callback = new(onLine, ended.Cancel);
        Thread[] reading = [Read(process.StandardOutput, callback), Read(process.StandardError, callback)];
        ended.CancelAfter(timeout is { } limit ? Timers.Of(limit.TotalSeconds) : Timeout.InfiniteTimeSpan);
        using CancellationTokenRegistration killing = ended.Token.Register(() => Kill(process));
        process.WaitForExit();
        Array.ForEach(reading, thread => thread.Join());
        callback.ThrowIfFailed();
        return ended.IsCancellationRequested || IsOfTheSameSignal(process.ExitCode, ending) ? null : process.ExitCode;
    }

    /// <summary>Kills a process and those that it has started.</summary>
    public static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception ended) when (ended is InvalidOperationException or Win32Exception or AggregateException)
        {
            // The process has already ended.
        }
    }

    private static Thread Read(StreamReader from, GuardedCallback callback)
    {
        Thread reading = new(() => BoundedLines.ReadAll(from, callback.Call)) { IsBackground = true };
        reading.Start();
        return reading;
    }

    // Ctrl-C at a terminal reaches the child at the same time as this process.
    private static bool IsOfTheSameSignal(int exitCode, CancellationToken ending) =>
        ending.CanBeCanceled && (exitCode == FuzzJob.Interrupted || ProcessEnd.AsksToEnd(exitCode))
            && ending.WaitHandle.WaitOne(TimeSpan.FromSeconds(1));

    private static bool HasName(string? path, string name) =>
        Path.GetFileName(path) is { } file && (file == name || file == $"{name}.exe");
}
