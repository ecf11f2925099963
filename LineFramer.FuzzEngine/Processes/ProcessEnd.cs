using System.Globalization;

namespace LineFraming.FuzzEngine;

/// <summary>Interprets the exit code of a process.</summary>
internal static class ProcessEnd
{
    // Like a shell, .NET adds this to the number of the signal that ended a process.
    private const int FirstSignal = 128;
    private const int LastSignal = FirstSignal + 64;

    private static readonly Dictionary<int, string> Names = new()
    {
        [1] = "SIGHUP",
        [2] = "SIGINT",
        [3] = "SIGQUIT",
        [4] = "SIGILL",
        [6] = "SIGABRT",
        [8] = "SIGFPE",
        [9] = "SIGKILL",
        [11] = "SIGSEGV",
        [13] = "SIGPIPE",
        [15] = "SIGTERM",
        [24] = "SIGXCPU",
        [25] = "SIGXFSZ",
    };

    /// <summary>Whether a signal ended the process.</summary>
    public static bool IsOfSignal(int exitCode) => !OperatingSystem.IsWindows() && exitCode is > FirstSignal and <= LastSignal;

    /// <summary>Whether a signal ended the process that a user or the system sends to end programs.</summary>
    public static bool AsksToEnd(int exitCode) =>
        IsOfSignal(exitCode) && Names.GetValueOrDefault(exitCode - FirstSignal) is "SIGHUP" or "SIGINT" or "SIGTERM";

    /// <summary>Describes how the process ended, as the predicate of a sentence: "was killed by signal 9 (SIGKILL)".</summary>
    public static string Of(int exitCode)
    {
        int signal = exitCode - FirstSignal;
        return !IsOfSignal(exitCode) ? string.Create(CultureInfo.InvariantCulture, $"ended with exit code {exitCode}")
            : Names.TryGetValue(signal, out string? name) ? $"was killed by signal {signal} ({name})"
            : $"was killed by signal {signal}";
    }
}
