using System.Diagnostics;
using System.Runtime.InteropServices;

namespace LineFraming.Testing;

/// <summary>
/// How long work takes, without the time in which other programs had the processor, where the system reports that: Linux and
/// macOS do, of one thread and, for work that other threads do too, of the process. On other systems it is the elapsed time.
/// </summary>
internal readonly struct WorkClock(bool isElsewhere)
{
    // CLOCK_THREAD_CPUTIME_ID and CLOCK_PROCESS_CPUTIME_ID.
    private const int ThreadTimeOfLinux = 3;
    private const int ThreadTimeOfMacOS = 16;
    private const int ProcessTimeOfLinux = 2;
    private const int ProcessTimeOfMacOS = 12;

    private readonly long _start = Now(isElsewhere);

    /// <summary>How long it has taken since the clock was made.</summary>
    public TimeSpan Elapsed => new((Now(isElsewhere) - _start) / TimeSpan.NanosecondsPerTick);

    private static long Now(bool isElsewhere) =>
        Environment.Is64BitProcess && ClockOf(isElsewhere) is { } clock && ClockGetTime(clock, out TimeSpec time) == 0
            ? (time.Seconds * 1_000_000_000) + time.Nanoseconds
            : (long)(Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency));

    private static int? ClockOf(bool isElsewhere) =>
        OperatingSystem.IsLinux() ? (isElsewhere ? ProcessTimeOfLinux : ThreadTimeOfLinux)
        : OperatingSystem.IsMacOS() ? (isElsewhere ? ProcessTimeOfMacOS : ThreadTimeOfMacOS)
        : null;

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ClockGetTime(int clock, out TimeSpec time);

    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
