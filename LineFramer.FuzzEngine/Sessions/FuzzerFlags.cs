using System.Globalization;

namespace LineFraming.FuzzEngine;

/// <summary>Flags of libFuzzer that a user gives a session.</summary>
internal static class FuzzerFlags
{
    /// <summary>Where libFuzzer lists its flags.</summary>
    public const string List = "-- -help=1 lists them";

    private const string Help = "help";
    private const string MaxLength = "max_len";
    private const string Memory = "rss_limit_mb";
    private const int UsualMemory = 2048;

    private static readonly string[] OfText =
    [
        "artifact_prefix", "collect_data_flow", "data_flow_trace", "dict", "exact_artifact_path", "exit_on_item", "exit_on_src_pos",
        "features_dir", "focus_function", "mutation_graph_file", "seed_inputs", "stop_file",
    ];

    // Here a negative number stands for something.
    private static readonly string[] Signed = ["runs", "purge_allocator_interval"];

    // What takes the session out of its own hands, unless it is 0.
    private static readonly Dictionary<string, string> Unsupported = new()
    {
        ["fork"] = "--jobs runs as many processes, which share the corpus",
        ["jobs"] = "--jobs runs as many processes, which share the corpus",
        ["workers"] = "--jobs runs as many processes, which share the corpus",
        ["merge"] = "distil chooses from the inputs that sessions found",
        ["set_cover_merge"] = "distil chooses from the inputs that sessions found",
        ["merge_control_file"] = "distil chooses from the inputs that sessions found",
        ["minimize_crash"] = "minimize makes an input smaller",
        ["cleanse_crash"] = "minimize makes an input smaller",
        ["ignore_crashes"] = "it goes with -fork, and a session ends with its finding",
        ["ignore_timeouts"] = "it goes with -fork, and a session ends with its finding",
        ["ignore_ooms"] = "it goes with -fork, and a session ends with its finding",
        ["ignore_remaining_args"] = "a session gives libFuzzer arguments of its own",
        ["error_exitcode"] = "a session knows a finding by the usual exit code",
        ["timeout_exitcode"] = "a session knows a finding by the usual exit code",
    };

    // What a session needs, and would go without if it is 0.
    private static readonly Dictionary<string, string> Needed = new()
    {
        ["verbosity"] = "without libFuzzer's progress a session does not know how far it is",
        ["handle_int"] = "a session is ended by a signal",
    };

    /// <summary>Whether libFuzzer is asked for its flags.</summary>
    public static bool AskForHelp(IEnumerable<string> flags) => flags.Any(flag => flag.StartsWith('-') && Split(flag) is (Help, not "0"));

    /// <summary>The longest input that the flags ask for; null if they leave it open.</summary>
    public static int? MaxLengthOf(IEnumerable<string> flags) => NumberOf(flags, MaxLength) is > 0 and { } length ? length : null;

    /// <summary>The number that the flags give something; null if they do not.</summary>
    public static int? NumberOf(IEnumerable<string> flags, string name) => flags.Select(Split).LastOrDefault(flag => flag.Name == name) is (not null, { } value)
        && int.TryParse(value, CultureInfo.InvariantCulture, out int number) ? number : null;

    /// <summary>What is wrong with a flag; null if nothing is, or if only libFuzzer can say.</summary>
    public static string? WhatIsWrong(string flag)
    {
        if (!flag.StartsWith('-'))
        {
            return $"\"{flag}\" is not a flag of libFuzzer, such as -seed=1.";
        }

        if (flag.StartsWith("--", StringComparison.Ordinal))
        {
            return $"\"{flag}\" is not a flag of libFuzzer, which has one dash, such as -seed=1.";
        }

        (string name, string? value) = Split(flag);
        return value is null ? $"libFuzzer has no flag {flag}; a flag has a value, such as -seed=1, and {List}."
            : Unsupported.TryGetValue(name, out string? instead) && value != "0" ? $"A session cannot take {flag}: {instead}."
            : Needed.TryGetValue(name, out string? reason) && value == "0" ? $"A session cannot take {flag}: {reason}."
            : OfText.Contains(name) || IsNumber(name, value) ? null
            : $"{flag} has no number that libFuzzer takes, such as -seed=1; {List}.";
    }

    private static bool IsNumber(string name, string value) => name == "seed"
        ? uint.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _)
        : int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && (number >= 0 || Signed.Contains(name));

    /// <summary>How much memory libFuzzer gives an input by these flags, in megabytes; 0 for any amount.</summary>
    public static int MemoryOf(IEnumerable<string> flags) => flags.Select(Split).LastOrDefault(flag => flag.Name == Memory) is (not null, { } value)
        && int.TryParse(value, CultureInfo.InvariantCulture, out int megabytes) && megabytes >= 0 ? megabytes : UsualMemory;

    /// <summary>The name and the value of a flag; null if it has none.</summary>
    public static (string Name, string? Value) Split(string flag)
    {
        string[] parts = flag.TrimStart('-').Split('=', 2);
        return (parts[0], parts.Length > 1 ? parts[1] : null);
    }
}
