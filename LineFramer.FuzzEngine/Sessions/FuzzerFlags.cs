using System.Globalization;

namespace LineFraming.FuzzEngine;

/// <summary>Validates and reads the libFuzzer flags that a user passes to a session.</summary>
internal static class FuzzerFlags
{
    /// <summary>How to list libFuzzer's flags, for messages.</summary>
    public const string List = "-- -help=1 lists them";

    private const string Help = "help";
    private const string MaxLength = "max_len";
    private const string Memory = "rss_limit_mb";
    private const int DefaultMemory = 2048;

    private static readonly string[] TextFlags =
    [
        "artifact_prefix", "collect_data_flow", "data_flow_trace", "dict", "exact_artifact_path", "exit_on_item", "exit_on_src_pos",
        "features_dir", "focus_function", "mutation_graph_file", "seed_inputs", "stop_file",
    ];

    // These flags may be negative.
    private static readonly string[] SignedFlags = ["runs", "purge_allocator_interval"];

    // A session cannot work with these flags, unless they are 0.
    private static readonly Dictionary<string, string> Unsupported = new()
    {
        ["fork"] = "--jobs runs several processes, which share the corpus",
        ["jobs"] = "--jobs runs several processes, which share the corpus",
        ["workers"] = "--jobs runs several processes, which share the corpus",
        ["merge"] = "distil chooses from the inputs that sessions found",
        ["set_cover_merge"] = "distil chooses from the inputs that sessions found",
        ["merge_control_file"] = "distil chooses from the inputs that sessions found",
        ["minimize_crash"] = "minimize makes an input smaller",
        ["cleanse_crash"] = "minimize makes an input smaller",
        ["ignore_crashes"] = "it works only with -fork; --keep-going continues after a finding",
        ["ignore_timeouts"] = "it works only with -fork; --keep-going continues after a finding",
        ["ignore_ooms"] = "it works only with -fork; --keep-going continues after a finding",
        ["ignore_remaining_args"] = "a session passes its own arguments to libFuzzer",
        ["error_exitcode"] = "a session recognizes a finding by libFuzzer's default exit code",
        ["timeout_exitcode"] = "a session recognizes a finding by libFuzzer's default exit code",
    };

    // A session cannot work if these flags are 0.
    private static readonly Dictionary<string, string> Required = new()
    {
        ["verbosity"] = "a session reads libFuzzer's progress",
        ["handle_int"] = "a session ends libFuzzer with a signal",
    };

    /// <summary>Whether the flags ask libFuzzer to list its flags.</summary>
    public static bool AskForHelp(IEnumerable<string> flags) => flags.Any(flag => flag.StartsWith('-') && Split(flag) is (Help, not "0"));

    /// <summary>The maximum input length that the flags set; null if they set none.</summary>
    public static int? MaxLengthOf(IEnumerable<string> flags) => NumberOf(flags, MaxLength) is > 0 and { } length ? length : null;

    /// <summary>The number that the flags set for a name; null if they set none.</summary>
    public static int? NumberOf(IEnumerable<string> flags, string name) =>
        flags.Select(Split).LastOrDefault(flag => flag.Name == name) is (not null, { } value)
        && int.TryParse(value, CultureInfo.InvariantCulture, out int number) ? number : null;

    /// <summary>Says what is wrong with a flag; null if nothing is, or if only libFuzzer knows.</summary>
    public static string? FindError(string flag)
    {
        if (!flag.StartsWith('-'))
        {
            return $"\"{flag}\" is not a flag of libFuzzer, such as -seed=1.";
        }

        if (flag.StartsWith("--", StringComparison.Ordinal))
        {
            return $"\"{flag}\" is not a flag of libFuzzer: its flags have one dash, such as -seed=1.";
        }

        (string name, string? value) = Split(flag);
        return value is null ? $"libFuzzer has no flag {flag}; a flag has a value, such as -seed=1, and {List}."
            : Unsupported.TryGetValue(name, out string? alternative) && value != "0" ? $"A session cannot take {flag}: {alternative}."
            : Required.TryGetValue(name, out string? reason) && value == "0" ? $"A session cannot take {flag}: {reason}."
            : TextFlags.Contains(name) || IsNumber(name, value) ? null
            : $"{flag} must have a number that libFuzzer accepts, such as -seed=1; {List}.";
    }

    private static bool IsNumber(string name, string value) => name == "seed"
        ? uint.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _)
        : int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
            && (number >= 0 || SignedFlags.Contains(name));

    /// <summary>The memory limit that the flags set, or libFuzzer's default, in megabytes; 0 for no limit.</summary>
    public static int MemoryOf(IEnumerable<string> flags) =>
        flags.Select(Split).LastOrDefault(flag => flag.Name == Memory) is (not null, { } value)
        && int.TryParse(value, CultureInfo.InvariantCulture, out int megabytes) && megabytes >= 0 ? megabytes : DefaultMemory;

    /// <summary>Splits a flag into name and value; null if it has no value.</summary>
    public static (string Name, string? Value) Split(string flag)
    {
        string[] parts = flag.TrimStart('-').Split('=', 2);
        return (parts[0], parts.Length > 1 ? parts[1] : null);
    }
}
