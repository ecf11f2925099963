using System.CommandLine;
using System.Globalization;

namespace LineFraming.Fuzz;

/// <summary>The time and memory limits of an input in a replay, which are those of the session that found it.</summary>
internal sealed record ReplayLimits(int Seconds, int? Megabytes)
{
    private const string Timeout = "timeout";
    private const string Memory = "rss_limit_mb";
    private const int DefaultMegabytes = 2048;

    /// <summary>Creates the options.</summary>
    public static (Option<int?> Timeout, Option<int?> Memory) Options()
    {
        string defaultMemory = DefaultMegabytes.ToString(CultureInfo.InvariantCulture);
        return (
            new("--timeout") { Description = $"The time limit of an input in seconds; {FuzzSession.TimeoutSeconds} by default." },
            new("--memory") { Description = $"The memory limit of an input in MB, 0 for none; {defaultMemory} by default." });
    }

    /// <summary>Adds the limits of a command line, if it has any, to the flags of a target.</summary>
    /// <exception cref="FuzzRejectedException">A limit is too small.</exception>
    public static FuzzTarget Apply(FuzzTarget target, int? timeout, int? memory) =>
        timeout < 1 ? throw new FuzzRejectedException($"--timeout must be at least 1, not {timeout}.")
        : memory < 0 ? throw new FuzzRejectedException($"--memory must be at least 0, not {memory}.")
        : target with
        {
            Flags =
            [
                .. target.Flags, .. timeout is null ? (string[])[] : [$"-{Timeout}={timeout}"],
                .. memory is null ? (string[])[] : [$"-{Memory}={memory}"],
            ],
        };

    /// <summary>Reads the limits of a target from its flags.</summary>
    public static ReplayLimits Of(FuzzTarget target)
    {
        int megabytes = FuzzerFlags.NumberOf(target.Flags, Memory) ?? DefaultMegabytes;
        return new(
            Math.Max(FuzzerFlags.NumberOf(target.Flags, Timeout) ?? FuzzSession.TimeoutSeconds, 1),
            megabytes > 0 ? megabytes : null);
    }

    /// <summary>Formats the limits in the flags of a target as words of a command line.</summary>
    public static IEnumerable<string> WordsOf(FuzzTarget target) =>
    [
        .. Words("--timeout", FuzzerFlags.NumberOf(target.Flags, Timeout)),
        .. Words("--memory", FuzzerFlags.NumberOf(target.Flags, Memory)),
    ];

    /// <summary>Starts a process with these limits, which captures stacks if an input exceeds its time.</summary>
    public InputProcess Start(FuzzTarget target) => new(target)
    {
        Timeout = TimeSpan.FromSeconds(Seconds),
        MaxMegabytes = Megabytes,
        StacksOf = ThreadStacks.Of,
    };

    private static string[] Words(string option, int? number) => number is { } value
        ? [option, value.ToString(CultureInfo.InvariantCulture)]
        : [];
}
