using System.Diagnostics;

namespace LineFraming.FuzzEngine;

/// <summary>The native host, which contains libFuzzer and the .NET runtime, and what it needs to run a target.</summary>
internal sealed record HostProgram(string Host, string Assembly, FuzzFolders Folders) : ISessionProgram
{
    // The folder for the files that libFuzzer passes to its subprocesses; /tmp if the variable is not set.
    private const string TemporaryFolder = "TMPDIR";

    /// <inheritdoc/>
    public bool CountsBlocks => true;

    /// <inheritdoc/>
    public int? MaxInputLength => null;

    /// <inheritdoc/>
    public ProcessStartInfo Start(FuzzTarget target, string folder, IEnumerable<string> arguments, string temporary) =>
        Start(target, folder, arguments);

    /// <summary>Makes the start information for a target.</summary>
    public ProcessStartInfo Start(FuzzTarget target, string folder, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(Host, arguments) { WorkingDirectory = folder };
        start.Environment["LINEFRAMING_FUZZ_HOSTFXR"] = NativeHost.FindHostfxr();
        start.Environment["LINEFRAMING_FUZZ_ASSEMBLY"] = Assembly;
        target.Method.WriteTo(start.Environment);
        return start;
    }

    /// <summary>Makes the start information for a target for which libFuzzer starts itself again, in the root folder.</summary>
    public ProcessStartInfo Start(FuzzTarget target, SubprocessPaths paths, IEnumerable<string> arguments)
    {
        // The shell starts the host by a path relative to the working folder, which is the path libFuzzer starts itself by.
        ProcessStartInfo start = Start(target, Folders.Root, ["-c", "exec \"$0\" \"$@\"", paths.Of(Host), .. arguments]);
        start.FileName = "/bin/sh";
        if (start.Environment.TryGetValue(TemporaryFolder, out string? temporary) && !SubprocessPaths.IsPlain(temporary ?? ""))
        {
            start.Environment.Remove(TemporaryFolder);
        }

        return start;
    }
}
