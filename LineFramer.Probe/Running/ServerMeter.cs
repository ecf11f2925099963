using System.Diagnostics;
using System.Globalization;

namespace LineFraming.Probe;

/// <summary>
/// Measures the memory and the processor time of a server's process and of those that it started, as Linux reports them in
/// <c>/proc</c>.
/// </summary>
internal sealed class ServerMeter
{
    // Since Linux 2.6 the kernel reports processor time to programs in hundredths of a second.
    private const double TicksASecond = 100;

    private const int MaxRepeats = 5;

    // The places of some fields among those that Stat returns.
    private const int Parent = 1;
    private const int UserTicks = 11;
    private const int SystemTicks = 12;
    private const int ResidentPages = 21;

    private readonly int _pid;

    /// <summary>Measures a process.</summary>
    /// <exception cref="FormatException">
    /// There is no such process, or the system does not report it; the message continues a sentence that begins with the value.
    /// </exception>
    public ServerMeter(int pid)
    {
        _pid = pid;
        if (!OperatingSystem.IsLinux())
        {
            throw new FormatException("is not supported here: processes are measured on Linux.");
        }

        if (Stat(pid) is null)
        {
            throw new FormatException("is no process that can be seen in /proc.");
        }
    }

    /// <summary>Whether the process is still there.</summary>
    public bool IsAlive => Stat(_pid) is { } stat && stat[0] is not ("Z" or "X");

    /// <summary>The resident memory of these processes, in bytes.</summary>
    public long Memory => Family().Sum(pid => Stat(pid) is { } stat ? Number(stat, ResidentPages) * Environment.SystemPageSize : 0);

    /// <summary>
    /// The seconds that each existing thread has run or waited for a processor, by thread id. Waiting counts because on a busy
    /// machine a thread that never blocks gets little time.
    /// </summary>
    public Dictionary<int, double> BusySeconds()
    {
        Dictionary<int, double> seconds = [];
        foreach (int pid in Family())
        {
            int before = seconds.Count;
            foreach (int thread in Threads(pid))
            {
                if (Scheduled(pid, thread) is { } busy)
                {
                    seconds[thread] = busy;
                }
            }

            // A kernel without these statistics reports only the time of the whole process.
            if (seconds.Count == before && Stat(pid) is { } stat)
            {
                seconds[pid] = (Number(stat, UserTicks) + Number(stat, SystemTicks)) / TicksASecond;
            }
        }

        return seconds;
    }

    /// <summary>
    /// The share of a processor that the threads together used or waited for during <paramref name="time"/>: a thread that never
    /// blocks adds 1. A thread or a process that ends meanwhile does not count.
    /// </summary>
    public async Task<double> BusyAsync(TimeSpan time)
    {
        Dictionary<int, double> before = BusySeconds();
        long start = Stopwatch.GetTimestamp();
        await Task.Delay(time);
        double busy = BusySeconds().Sum(thread => thread.Value - before.GetValueOrDefault(thread.Key));
        return busy / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>
    /// Like <see cref="BusyAsync"/>, but measured again, up to five times, while the share is more than <paramref name="max"/>: the
    /// server may still be finishing earlier work, and only an endless loop stays busy.
    /// </summary>
    public async Task<double> RestAsync(TimeSpan time, double max)
    {
        double busy = await BusyAsync(time);
        for (int i = 0; i < MaxRepeats && busy > max; i++)
        {
            busy = await BusyAsync(time);
        }

        return busy;
    }

    private static int[] Threads(int pid)
    {
        try
        {
            return [
                .. Directory.EnumerateDirectories($"/proc/{pid}/task").Select(
                    folder => int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture)),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // The file begins with the nanoseconds on a processor and the nanoseconds of waiting for one.
    private static double? Scheduled(int pid, int thread)
    {
        try
        {
            string[] words = File.ReadAllText($"/proc/{pid}/task/{thread}/schedstat").Split(' ');
            return (long.Parse(words[0], CultureInfo.InvariantCulture) + long.Parse(words[1], CultureInfo.InvariantCulture)) / 1e9;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    // The server's process and all that it started, directly or through others.
    private HashSet<int> Family()
    {
        HashSet<int> family = [_pid];
        Dictionary<int, int> parents = [];
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int pid)
                && Stat(pid) is { } stat)
            {
                parents[pid] = (int)Number(stat, Parent);
            }
        }

        int before;
        do
        {
            before = family.Count;
            family.UnionWith(parents.Where(process => family.Contains(process.Value)).Select(process => process.Key));
        }
        while (family.Count > before);
        return family;
    }

    // The fields after the name of the process, which may itself contain spaces and parentheses. The first field is the state.
    private static string[]? Stat(int pid)
    {
        try
        {
            string text = File.ReadAllText($"/proc/{pid}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long Number(string[] stat, int field) => long.Parse(stat[field], CultureInfo.InvariantCulture);
}
