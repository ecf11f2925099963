using System.Diagnostics;

namespace LineFraming.FuzzEngine;

/// <summary>Runs another program to its end.</summary>
internal static class ChildProcess
{
    /// <summary>The dotnet command: the one that runs this process, if known.</summary>
    public static string Dotnet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH")
        ?? (HasName(Environment.ProcessPath, "dotnet") ? Environment.ProcessPath! : "dotnet");

    /// <summary>
    /// Runs a program, passes on its output line by line, and returns its exit code; null if it timed out or was cancelled.
    /// </summary>
    public static int? Run(ProcessStartInfo start, Action<string> onLine, TimeSpan? timeout = null, CancellationToken ending = default)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(ending);
        using Process process = Process.Start(start)!;
        Lock oneLine = new();
        void OnLine(string? line)
        {
            lock (oneLine)
            {
                if (line is not null)
                {
                    onLine(line);
                }
            }
        }

        process.OutputDataReceived += (_, received) => OnLine(received.Data);
        process.ErrorDataReceived += (_, received) => OnLine(received.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        ended.CancelAfter(timeout is { } limit ? Timers.Of(limit.TotalSeconds) : Timeout.InfiniteTimeSpan);
        using CancellationTokenRegistration killing = ended.Token.Register(() => process.Kill(entireProcessTree: true));
        process.WaitForExit();
        return ended.IsCancellationRequested || IsOfTheSameSignal(process.ExitCode, ending) ? null : process.ExitCode;
    }

    // Ctrl-C at a terminal reaches the child at the same time as this process.
    private static bool IsOfTheSameSignal(int exitCode, CancellationToken ending) =>
        ending.CanBeCanceled && (exitCode == FuzzJob.Interrupted || ProcessEnd.AsksToEnd(exitCode))
            && ending.WaitHandle.WaitOne(TimeSpan.FromSeconds(1));

    private static bool HasName(string? path, string name) =>
        Path.GetFileName(path) is { } file && (file == name || file == $"{name}.exe");
}
