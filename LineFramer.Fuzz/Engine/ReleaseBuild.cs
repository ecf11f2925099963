using System.Diagnostics;

namespace LineFraming.Fuzz;

/// <summary>This program in Release, which is what a session runs: the library in Debug is about half as fast.</summary>
internal static class ReleaseBuild
{
    /// <summary>The path of the program's assembly in Release; it is built if this program is not that.</summary>
    /// <param name="folders">The checkout.</param>
    /// <param name="output">Is told if it is built.</param>
    /// <exception cref="FuzzRefusedException">It does not build.</exception>
    public static string Find(FuzzFolders folders, TextWriter output)
    {
#if DEBUG
        string folder = Path.Combine(folders.Artifacts, "bin");
        output.WriteLine($"building LineFramer.Fuzz in Release into {Path.GetRelativePath(folders.Root, folder)}");
        string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        ProcessStartInfo start = new(
            dotnet, ["build", Path.Combine(folders.Root, "LineFramer.Fuzz"), "-c", "Release", "-o", folder, "-v", "quiet", "--nologo"])
        {
            RedirectStandardOutput = true,
        };
        using Process build = Process.Start(start)!;
        string said = build.StandardOutput.ReadToEnd();
        build.WaitForExit();
        return build.ExitCode == 0
            ? Path.Combine(folder, "LineFramer.Fuzz.dll")
            : throw new FuzzRefusedException($"LineFramer.Fuzz does not build in Release: {said.Trim().Split('\n')[0]}");
#else
        _ = (folders, output, typeof(Process));
        return typeof(ReleaseBuild).Assembly.Location;
#endif
    }
}
