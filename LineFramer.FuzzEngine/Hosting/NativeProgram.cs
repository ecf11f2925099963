namespace LineFraming.FuzzEngine;

/// <summary>A native program with libFuzzer in it. Its sources are resources of this assembly.</summary>
internal sealed record NativeProgram(string Name, IReadOnlyList<string> Sources)
{
    private static readonly string[] CommonSources =
        ["channel.h", "end.h", "files.h", "start.h", "channel.c", "end.c", "files.c", "memory.c", "start.c"];

    /// <summary>The host, which runs .NET in the process of libFuzzer.</summary>
    public static NativeProgram Host { get; } = new(
        "lineframer-fuzz-host", [.. CommonSources, "place.h", "host.c", "place.c", "symbols.c"]);

    /// <summary>The driver, which runs a SharpFuzz program in a child process.</summary>
    public static NativeProgram Driver { get; } = new("lineframer-fuzz-driver", [.. CommonSources, "driver.c"]);

    /// <summary>The hash of the sources and the compiler flags.</summary>
    public string SourceHash => field ??= HostBuild.Hash($"{string.Concat(Sources.Select(Read))}\n{HostBuild.CommandLine}");

    /// <summary>Writes the sources to an existing folder and returns the paths of those to compile.</summary>
    public IReadOnlyList<string> WriteTo(string folder)
    {
        foreach (string name in Sources)
        {
            File.WriteAllText(Path.Combine(folder, name), Read(name));
        }

        return [.. Sources.Where(name => name.EndsWith(".c", StringComparison.Ordinal)).Select(name => Path.Combine(folder, name))];
    }

    /// <summary>Reads a source.</summary>
    public static string Read(string source)
    {
        using Stream stream = typeof(NativeProgram).Assembly.GetManifestResourceStream(source)!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
