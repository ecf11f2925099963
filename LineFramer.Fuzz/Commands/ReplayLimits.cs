using System.CommandLine;
using System.Globalization;

namespace LineFraming.Fuzz;

/// <summary>How long an input may run and how much memory it may take, in a replay as in the session that found it.</summary>
internal sealed record ReplayLimits(int Seconds, int? Megabytes)
{
    private const string Timeout = "timeout";
    private const string Memory = "rss_limit_mb";
    private const int UsualMegabytes = 2048;

    /// <summary>The options.</summary>
    public static (Option<int?> Timeout, Option<int?> Memory) Options() => (
        new("--timeout") { Description = $"The seconds after which an input counts as one that never ends; {FuzzSession.TimeoutSeconds} without." },
        new("--memory") { Description = $"The MB of memory that an input may take, 0 for any; {UsualMegabytes.ToString(CultureInfo.InvariantCulture)} without." });

    /// <summary>A target with limits of a command line, where there are any.</summary>
    /// <exception cref="FuzzRejectedException">They cannot be limits.</exception>
    public static FuzzTarget Ask(FuzzTarget target, int? timeout, int? memory) =>
        timeout < 1 ? throw new FuzzRejectedException($"--timeout must be at least 1, not {timeout}.")
        : memory < 0 ? throw new FuzzRejectedException($"--memory must be at least 0, not {memory}.")
        : target with
        {
            Flags = [.. target.Flags, .. timeout is null ? (string[])[] : [$"-{Timeout}={timeout}"], .. memory is null ? (string[])[] : [$"-{Memory}={memory}"]],
        };

    /// <summary>The limits of a target, by the flags of its sessions.</summary>
    public static ReplayLimits Of(FuzzTarget target)
    {
        int megabytes = FuzzerFlags.NumberOf(target.Flags, Memory) ?? UsualMegabytes;
        return new(Math.Max(FuzzerFlags.NumberOf(target.Flags, Timeout) ?? FuzzSession.TimeoutSeconds, 1), megabytes > 0 ? megabytes : null);
    }

    /// <summary>The words for a command line that has the limits of the flags, where there are any.</summary>
    public static IEnumerable<string> WordsOf(FuzzTarget target) =>
    [
        .. Words("--timeout", FuzzerFlags.NumberOf(target.Flags, Timeout)),
        .. Words("--memory", FuzzerFlags.NumberOf(target.Flags, Memory)),
    ];

    /// <summary>Starts a process in which inputs have these limits, and which shows what it does if one never ends.</summary>
    public InputProcess Start(FuzzTarget target) => new(target)
    {
        Most = TimeSpan.FromSeconds(Seconds),
        MostMegabytes = Megabytes,
        StacksOf = ThreadStacks.Of,
    };

    private static string[] Words(string option, int? number) => number is { } value ? [option, value.ToString(CultureInfo.InvariantCulture)] : [];
}
