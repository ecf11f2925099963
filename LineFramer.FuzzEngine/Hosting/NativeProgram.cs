namespace LineFraming.FuzzEngine;

/// <summary>A native program with libFuzzer in it, whose sources are in this assembly.</summary>
internal sealed record NativeProgram(string Name, IReadOnlyList<string> Sources)
{
    private static readonly string[] OfBoth = ["channel.h", "end.h", "files.h", "start.h", "channel.c", "end.c", "files.c", "memory.c", "start.c"];

    /// <summary>The one that has the runtime in the same process.</summary>
    public static NativeProgram Host { get; } = new("lineframer-fuzz-host", [.. OfBoth, "place.h", "host.c", "place.c", "symbols.c"]);

    /// <summary>The one that drives a program of SharpFuzz's in a process of its own.</summary>
    public static NativeProgram Driver { get; } = new("lineframer-fuzz-driver", [.. OfBoth, "driver.c"]);

    /// <summary>Stands for the sources and how they are compiled.</summary>
    public string SourceHash => field ??= HostBuild.Hash($"{string.Concat(Sources.Select(Read))}\n{HostBuild.CommandLine}");

    /// <summary>Writes the sources.</summary>
    /// <param name="folder">A folder that is there.</param>
    /// <returns>The paths of those to compile.</returns>
    public IReadOnlyList<string> WriteTo(string folder)
    {
        foreach (string name in Sources)
        {
            File.WriteAllText(Path.Combine(folder, name), Read(name));
        }

        return [.. Sources.Where(name => name.EndsWith(".c", StringComparison.Ordinal)).Select(name => Path.Combine(folder, name))];
    }

    /// <summary>The contents of a source.</summary>
    public static string Read(string source)
    {
        using Stream stream = typeof(NativeProgram).Assembly.GetManifestResourceStream(source)!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
