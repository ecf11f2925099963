using System.Diagnostics;

namespace LineFraming.Fuzz;

/// <summary>The native program with libFuzzer and the runtime in it, and what it needs to be told to run a target.</summary>
/// <param name="Host">The program.</param>
/// <param name="Assembly">This program in Release.</param>
/// <param name="Folders">The checkout they are from.</param>
internal sealed record HostProgram(string Host, string Assembly, FuzzFolders Folders)
{
    /// <summary>The method that is run in place of a named target.</summary>
    public OwnMethod? Own { get; init; }

    // Where libFuzzer keeps what it hands to its subprocesses: in /tmp, unless this says otherwise.
    private const string TemporaryFolder = "TMPDIR";

    /// <summary>The program; what is missing of it is built, and installed if need be.</summary>
    /// <param name="folders">The checkout to build it from.</param>
    /// <param name="install">Whether to install what is missing; root installs it anyway.</param>
    /// <param name="output">Is told what is built and installed.</param>
    /// <exception cref="FuzzRefusedException">Something is missing.</exception>
    public static HostProgram Find(FuzzFolders folders, bool install, TextWriter output) =>
        new(NativeHost.Find(folders.Artifacts, install, output), ReleaseBuild.Find(folders, output), folders);

    /// <summary>How to start it on a target.</summary>
    /// <param name="target">The target's name, or that of a planted bug.</param>
    /// <param name="framer">The member of the gallery to run it over; null for the library's framer.</param>
    /// <param name="folder">The folder to start it in.</param>
    /// <param name="arguments">What libFuzzer is told.</param>
    public ProcessStartInfo Start(string target, string? framer, string folder, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(Host, arguments) { WorkingDirectory = folder };
        start.Environment["LINEFRAMING_FUZZ_HOSTFXR"] = NativeHost.FindHostfxr();
        start.Environment["LINEFRAMING_FUZZ_ASSEMBLY"] = Assembly;
        start.Environment[EngineEntry.TargetVariable] = target;
        start.Environment[EngineEntry.FramerVariable] = framer;
        Own?.WriteTo(start.Environment);
        return start;
    }

    /// <summary>How to start it on a target, in the checkout, where it may start itself again.</summary>
    /// <param name="target">The target.</param>
    /// <param name="arguments">What libFuzzer is told; its paths are those of <see cref="SubprocessPaths"/>.</param>
    /// <param name="paths">Where it finds what it is told of.</param>
    public ProcessStartInfo Start(FuzzTarget target, SubprocessPaths paths, IEnumerable<string> arguments)
    {
        // The shell starts it by the path that it is to have for itself, seen from the folder that it is started in.
        ProcessStartInfo start = Start(target.Name, target.Framer, Folders.Root, ["-c", "exec \"$0\" \"$@\"", paths.Of(Host), .. arguments]);
        start.FileName = "/bin/sh";
        if (start.Environment.TryGetValue(TemporaryFolder, out string? temporary) && !SubprocessPaths.IsPlain(temporary ?? ""))
        {
            start.Environment.Remove(TemporaryFolder);
        }

        return start;
    }
}
