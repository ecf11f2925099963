using System.Diagnostics;

namespace LineFraming.FuzzEngine;

/// <summary>Another program, run to its end.</summary>
internal static class ChildProcess
{
    /// <summary>The program that runs .NET assemblies: the one that runs this, if that is known.</summary>
    public static string Dotnet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH")
        ?? (IsCalled(Environment.ProcessPath, "dotnet") ? Environment.ProcessPath! : "dotnet");

    /// <summary>Runs a program and gives what it prints.</summary>
    /// <returns>Its exit code; null if it was ended.</returns>
    public static int? Run(ProcessStartInfo start, Action<string> heard, TimeSpan? timeout = null, CancellationToken ending = default)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(ending);
        using Process process = Process.Start(start)!;
        Lock oneLine = new();
        void Hear(string? line)
        {
            lock (oneLine)
            {
                if (line is not null)
                {
                    heard(line);
                }
            }
        }

        process.OutputDataReceived += (_, said) => Hear(said.Data);
        process.ErrorDataReceived += (_, said) => Hear(said.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        over.CancelAfter(timeout is { } most ? Timers.Of(most.TotalSeconds) : Timeout.InfiniteTimeSpan);
        using CancellationTokenRegistration killing = over.Token.Register(() => process.Kill(entireProcessTree: true));
        process.WaitForExit();
        return over.IsCancellationRequested || IsOfTheSameSignal(process.ExitCode, ending) ? null : process.ExitCode;
    }

    // Ctrl-C at a terminal reaches a process as soon as this one.
    private static bool IsOfTheSameSignal(int exitCode, CancellationToken ending) =>
        ending.CanBeCanceled && (exitCode == FuzzJob.Interrupted || ProcessEnd.AsksToEnd(exitCode)) && ending.WaitHandle.WaitOne(TimeSpan.FromSeconds(1));

    private static bool IsCalled(string? path, string name) => Path.GetFileName(path) is { } file && (file == name || file == $"{name}.exe");
}
