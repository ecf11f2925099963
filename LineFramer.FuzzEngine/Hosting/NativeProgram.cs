namespace LineFraming.FuzzEngine;

/// <summary>A native program with libFuzzer in it, whose sources are in this assembly.</summary>
internal sealed record NativeProgram(string Name, IReadOnlyList<string> Sources)
{
    private static readonly string[] OfBoth = ["channel.h", "end.h", "files.h", "start.h", "channel.c", "end.c", "files.c", "memory.c", "start.c"];

    /// <summary>The one that has the runtime in the same process.</summary>
    public static NativeProgram Host { get; } = new("lineframer-fuzz-host", [.. OfBoth, "host.c", "symbols.c"]);

    /// <summary>The one that drives a program of SharpFuzz's in a process of its own.</summary>
    public static NativeProgram Driver { get; } = new("lineframer-fuzz-driver", [.. OfBoth, "driver.c"]);

    /// <summary>Stands for the sources and how they are compiled.</summary>
    public string SourceHash => field ??= HostBuild.Hash($"{string.Concat(Sources.Select(Read))}\n{HostBuild.CommandLine}");

    /// <summary>The contents of a source.</summary>
    public static string Read(string source)
    {
        using Stream stream = typeof(NativeProgram).Assembly.GetManifestResourceStream(source)!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
