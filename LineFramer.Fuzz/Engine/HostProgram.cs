using System.Diagnostics;

namespace LineFraming.Fuzz;

/// <summary>The native program with libFuzzer and the runtime in it, and what it needs to be told to run a target.</summary>
/// <param name="Host">The program.</param>
/// <param name="Assembly">This program in Release.</param>
/// <param name="Folders">The checkout.</param>
internal sealed record HostProgram(string Host, string Assembly, FuzzFolders Folders)
{
    /// <summary>The program; what is missing of it is built, and installed if need be.</summary>
    /// <param name="install">Whether to install what is missing; root installs it anyway.</param>
    /// <param name="output">Is told what is built and installed.</param>
    /// <exception cref="FuzzRefusedException">Something is missing.</exception>
    public static HostProgram Find(bool install, TextWriter output)
    {
        FuzzFolders folders = FuzzFolders.Find(Environment.CurrentDirectory);
        return new HostProgram(NativeHost.Find(folders.Artifacts, install, output), ReleaseBuild.Find(folders, output), folders);
    }

    /// <summary>How to start it on a target.</summary>
    /// <param name="target">The target.</param>
    /// <param name="arguments">What libFuzzer is told.</param>
    public ProcessStartInfo Start(FuzzTarget target, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(Host, arguments) { WorkingDirectory = Folders.Root };
        start.Environment["LINEFRAMING_FUZZ_HOSTFXR"] = NativeHost.FindHostfxr();
        start.Environment["LINEFRAMING_FUZZ_ASSEMBLY"] = Assembly;
        start.Environment[EngineEntry.TargetVariable] = target.Name;
        start.Environment[EngineEntry.FramerVariable] = target.Framer;
        return start;
    }
}
