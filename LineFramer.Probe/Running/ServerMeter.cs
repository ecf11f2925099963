using System.Globalization;

namespace LineFraming.Probe;

/// <summary>What a server's process and those that it started use, as Linux counts it in <c>/proc</c>.</summary>
internal sealed class ServerMeter
{
    // Since Linux 2.6 the kernel counts for user programs in hundredths of a second, whatever its own clock.
    private const double TicksASecond = 100;

    private readonly int _pid;

    /// <summary>Measures a process.</summary>
    /// <exception cref="FormatException">There is no such process, or this system does not say; the message goes on after the value.</exception>
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

    /// <summary>The resident memory of all of them, in bytes.</summary>
    public long Memory => Family().Sum(pid => Stat(pid) is { } stat ? Number(stat, 21) * Environment.SystemPageSize : 0);

    /// <summary>How many seconds of a processor the processes that live now have used, each by its number.</summary>
    public Dictionary<int, double> ProcessorSeconds() =>
        Family().Select(pid => (pid, Stat: Stat(pid))).Where(process => process.Stat is not null)
            .ToDictionary(process => process.pid, process => (Number(process.Stat!, 11) + Number(process.Stat!, 12)) / TicksASecond);

    /// <summary>How many seconds of a processor are used in so much time. A process that ends meanwhile counts nothing.</summary>
    public async Task<double> UsedInAsync(TimeSpan time)
    {
        Dictionary<int, double> before = ProcessorSeconds();
        await Task.Delay(time);
        return ProcessorSeconds().Sum(process => process.Value - before.GetValueOrDefault(process.Key));
    }

    private HashSet<int> Family()
    {
        HashSet<int> family = [_pid];
        Dictionary<int, int> parents = [];
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int pid) && Stat(pid) is { } stat)
            {
                parents[pid] = (int)Number(stat, 1);
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

    // The fields after the name, which may contain anything: the state is the first.
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
