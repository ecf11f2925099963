using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace LineFraming.FuzzEngine;

/// <summary>
/// Finds the native programs that sessions run. A package for Linux on x64 may contain them; otherwise each is built once and
/// cached.
/// </summary>
internal static class NativeHost
{
    private const string ShippedFolder = "host";
    private const string Hostfxr = "libhostfxr.so";
    private const int MayExecute = 1;

    // The permissions of a program that every user may run.
    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>Finds a program in the package or the cache, or builds it, and returns its path.</summary>
    /// <exception cref="FuzzRejectedException">Something that is needed to build is missing.</exception>
    public static string Find(NativeProgram program, string cache, bool install, TextWriter output)
    {
        ThrowIfUnsupported();
        if ((Shipped(program, cache) ?? Cached(program, cache)) is { } found)
        {
            return found;
        }

        HostBuild.Prepare(install, output);
        string built = Path.Combine(cache, $"{program.Name}-{program.SourceHash}-{HostBuild.ToolsHash()}");
        output.WriteLine($"building {built}");
        HostBuild.Build(program, built);
        return built;
    }

    /// <summary>Builds all programs into a folder of a package and returns their paths.</summary>
    /// <exception cref="FuzzRejectedException">Something that is needed to build is missing.</exception>
    public static IReadOnlyList<string> BuildForPackage(string folder)
    {
        HostBuild.Prepare(install: false, TextWriter.Null);
        NativeProgram[] programs = [NativeProgram.Host, NativeProgram.Driver];
        Array.ForEach(programs, program => HostBuild.Build(program, ShippedIn(folder, program)));
        return [.. programs.Select(program => ShippedIn(folder, program))];
    }

    /// <summary>Finds the hostfxr that belongs to the running .NET runtime.</summary>
    /// <exception cref="FuzzRejectedException">The runtime comes without one.</exception>
    public static string FindHostfxr()
    {
        string runtime = RuntimeEnvironment.GetRuntimeDirectory();
        if (Path.Combine(runtime, Hostfxr) is var ofProgram && File.Exists(ofProgram))
        {
            // A self-contained program contains the runtime.
            return ofProgram;
        }

        // dotnet/shared/Microsoft.NETCore.App/VERSION and dotnet/host/fxr/VERSION.
        string folder = Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", "host", "fxr"));
        string? newest = Directory.Exists(folder)
            ? Directory.GetDirectories(folder)
                .MaxBy(path => Version.TryParse(Path.GetFileName(path), out Version? version) ? version : new Version(0, 0))
            : null;
        string library = Path.Combine(newest ?? folder, Hostfxr);
        return File.Exists(library)
            ? library
            : throw new FuzzRejectedException($"{library} does not exist; fuzzing needs a .NET installation that includes hostfxr.");
    }

    /// <summary>Throws if native programs cannot run on this system.</summary>
    /// <exception cref="FuzzRejectedException">The system is not Linux on x64.</exception>
    public static void ThrowIfUnsupported()
    {
        if (!IsSupported)
        {
            throw new FuzzRejectedException("Fuzzing sessions need Linux on x64; replay runs everywhere.");
        }
    }

    /// <summary>Says why a program is neither available nor can be built; null if it is or can be.</summary>
    public static string? UnavailableReason(NativeProgram program, string cache) => !IsSupported ? "Fuzzing sessions need Linux on x64."
        : (Shipped(program, cache) ?? Cached(program, cache)) is not null ? null
        : HostBuild.Missing();

    private static bool IsSupported => OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64;

    private static string ShippedIn(string folder, NativeProgram program) =>
        Path.Combine(folder, ShippedFolder, $"{program.Name}-{program.SourceHash}");

    // A program of the package may not run here, for example because libc is older; then it is built.
    private static string? Shipped(NativeProgram program, string cache)
    {
        string file = ShippedIn(AppContext.BaseDirectory, program);
        return File.Exists(file) && ExecutableCopy(file, cache) is var copy && IsKnownToRun(copy, cache) ? copy : null;
    }

    /// <summary>
    /// Whether a program runs on this machine. The result is cached in an empty file, whose name depends on the program and the
    /// machine, because a trial costs a process at the start of every session.
    /// </summary>
    internal static bool IsKnownToRun(string file, string cache)
    {
        string machine = $"{HostBuild.Stamp(file)}\n{Environment.MachineName}\n{RuntimeInformation.OSDescription}";
        string known = Path.Combine(cache, $"{Path.GetFileName(file)}.runs-{HostBuild.Hash(machine)}");
        if (File.Exists(known))
        {
            return true;
        }

        if (!Runs(file))
        {
            return false;
        }

        try
        {
            Directory.CreateDirectory(cache);
            File.WriteAllBytes(known, []);
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            // The next call tries it again.
        }

        return true;
    }

    // If another user installed the package, only that user may execute its files.
    private static string ExecutableCopy(string file, string cache)
    {
        if (OperatingSystem.IsWindows() || Access(file, MayExecute) == 0)
        {
            return file;
        }

        string copy = Path.Combine(Directory.CreateDirectory(cache).FullName, Path.GetFileName(file));
        if (!File.Exists(copy))
        {
            string unfinished = $"{copy}.{Environment.ProcessId}";
            File.Copy(file, unfinished, overwrite: true);
            File.SetUnixFileMode(unfinished, Executable);
            File.Move(unfinished, copy, overwrite: true);
        }

        return copy;
    }

    private static bool Runs(string file)
    {
        ProcessStartInfo start = new(file, ["-help=1"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            return ChildProcess.Run(start, _ => { }) == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    // The name depends on sources and tools. Without tools, a program that other tools built from the same sources is used.
    private static string? Cached(NativeProgram program, string cache)
    {
        string prefix = $"{program.Name}-{program.SourceHash}-";
        if (HostBuild.ToolsHash() is { } tools && Path.Combine(cache, prefix + tools) is var file && File.Exists(file))
        {
            return file;
        }

        string[] others = Directory.Exists(cache) ? Directory.GetFiles(cache, $"{prefix}{new string('?', HostBuild.HashLength)}") : [];
        return others.Length > 0 && HostBuild.Missing() is not null ? others[0] : null;
    }

    [DllImport("libc", EntryPoint = "access")]
    private static extern int Access([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int mode);
}
