using System.Diagnostics;

namespace LineFraming.FuzzEngine;

/// <summary>The native program with libFuzzer and the runtime in it, and what it needs to run a target.</summary>
internal sealed record HostProgram(string Host, string Assembly, FuzzFolders Folders) : ISessionProgram
{
    // Where libFuzzer keeps what it hands to its subprocesses: in /tmp, unless this says otherwise.
    private const string TemporaryFolder = "TMPDIR";

    /// <inheritdoc/>
    public bool CountsBlocks => true;

    /// <inheritdoc/>
    public int? LongestInput => null;

    /// <inheritdoc/>
    public ProcessStartInfo Start(FuzzTarget target, string folder, IEnumerable<string> arguments, string temporary) => Start(target, folder, arguments);

    /// <summary>How to start it on a target.</summary>
    public ProcessStartInfo Start(FuzzTarget target, string folder, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(Host, arguments) { WorkingDirectory = folder };
        start.Environment["LINEFRAMING_FUZZ_HOSTFXR"] = NativeHost.FindHostfxr();
        start.Environment["LINEFRAMING_FUZZ_ASSEMBLY"] = Assembly;
        target.Method.WriteTo(start.Environment);
        return start;
    }

    /// <summary>How to start it on a target, in the root of the folders, where it may start itself again.</summary>
    public ProcessStartInfo Start(FuzzTarget target, SubprocessPaths paths, IEnumerable<string> arguments)
    {
        // The shell starts it by the path that it is to have for itself, seen from the folder that it is started in.
        ProcessStartInfo start = Start(target, Folders.Root, ["-c", "exec \"$0\" \"$@\"", paths.Of(Host), .. arguments]);
        start.FileName = "/bin/sh";
        if (start.Environment.TryGetValue(TemporaryFolder, out string? temporary) && !SubprocessPaths.IsPlain(temporary ?? ""))
        {
            start.Environment.Remove(TemporaryFolder);
        }

        return start;
    }
}
