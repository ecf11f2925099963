using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace LineFraming.FuzzEngine;

/// <summary>
/// Where the native programs are that sessions run. A package for Linux on x64 may carry them; elsewhere each is built once and
/// kept.
/// </summary>
internal static class NativeHost
{
    private const string ShippedFolder = "host";
    private const string Hostfxr = "libhostfxr.so";
    private const int MayExecute = 1;

    // What a program is started with that anyone may run.
    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>A program's path. If it neither comes with this program nor is kept from before, it is built.</summary>
    /// <exception cref="FuzzRejectedException">Something is missing.</exception>
    public static string Find(NativeProgram program, string cache, bool install, TextWriter output)
    {
        ThrowIfNotOfThisMachine();
        if ((Shipped(program, cache) ?? Kept(program, cache)) is { } there)
        {
            return there;
        }

        HostBuild.Prepare(install, output);
        string built = Path.Combine(cache, $"{program.Name}-{program.SourceHash}-{HostBuild.ToolsHash()}");
        output.WriteLine($"building {built}");
        HostBuild.Build(program, built);
        return built;
    }

    /// <summary>Builds the programs into a folder that becomes a part of a package.</summary>
    /// <returns>Their paths.</returns>
    /// <exception cref="FuzzRejectedException">Something is missing.</exception>
    public static IReadOnlyList<string> BuildForPackage(string folder)
    {
        HostBuild.Prepare(install: false, TextWriter.Null);
        NativeProgram[] programs = [NativeProgram.Host, NativeProgram.Driver];
        Array.ForEach(programs, program => HostBuild.Build(program, ShippedIn(folder, program)));
        return [.. programs.Select(program => ShippedIn(folder, program))];
    }

    /// <summary>The hostfxr of the runtime that runs this.</summary>
    /// <exception cref="FuzzRejectedException">There is none where the runtime is.</exception>
    public static string FindHostfxr()
    {
        string runtime = RuntimeEnvironment.GetRuntimeDirectory();
        if (Path.Combine(runtime, Hostfxr) is var ofProgram && File.Exists(ofProgram))
        {
            // The program brings the runtime along.
            return ofProgram;
        }

        // dotnet/shared/Microsoft.NETCore.App/VERSION and dotnet/host/fxr/VERSION.
        string folder = Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", "host", "fxr"));
        string? newest = Directory.Exists(folder)
            ? Directory.GetDirectories(folder).MaxBy(path => Version.TryParse(Path.GetFileName(path), out Version? version) ? version : new Version(0, 0))
            : null;
        string library = Path.Combine(newest ?? folder, Hostfxr);
        return File.Exists(library) ? library : throw new FuzzRejectedException($"{library} is not there; fuzzing needs a dotnet with its host.");
    }

    /// <summary>Sees to it that a native program could run here.</summary>
    /// <exception cref="FuzzRejectedException">It could not.</exception>
    public static void ThrowIfNotOfThisMachine()
    {
        if (!IsOfThisMachine)
        {
            throw new FuzzRejectedException("Fuzzing sessions need Linux on x64; replay runs everywhere.");
        }
    }

    /// <summary>Why a program is not here and cannot be built; null if it is or can be.</summary>
    public static string? WhyNot(NativeProgram program, string cache) => !IsOfThisMachine ? "Fuzzing sessions need Linux on x64."
        : (Shipped(program, cache) ?? Kept(program, cache)) is not null ? null
        : HostBuild.Missing();

    private static bool IsOfThisMachine => OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64;

    private static string ShippedIn(string folder, NativeProgram program) => Path.Combine(folder, ShippedFolder, $"{program.Name}-{program.SourceHash}");

    // What another system was built with may not run here, such as one with an older libc: then it is built as elsewhere.
    private static string? Shipped(NativeProgram program, string cache)
    {
        string file = ShippedIn(AppContext.BaseDirectory, program);
        return File.Exists(file) && ExecutableCopy(file, cache) is var copy && IsKnownToRun(copy, cache) ? copy : null;
    }

    /// <summary>
    /// Whether a program runs here. It is tried once: to try it costs a process, and each session would begin later by that. An
    /// empty file is kept for one that runs, with a name that stands for the program and the machine.
    /// </summary>
    /// <param name="file">The program.</param>
    /// <param name="cache">The folder to keep the file in.</param>
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
            // It is tried again the next time.
        }

        return true;
    }

    // A package that another user installed has files that only that user may execute.
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

    // One that was built from other sources or with other tools has another name; without any tools, one of these sources will do.
    private static string? Kept(NativeProgram program, string cache)
    {
        string ofSources = $"{program.Name}-{program.SourceHash}-";
        if (HostBuild.ToolsHash() is { } tools && Path.Combine(cache, ofSources + tools) is var file && File.Exists(file))
        {
            return file;
        }

        string[] others = Directory.Exists(cache) ? Directory.GetFiles(cache, $"{ofSources}{new string('?', HostBuild.HashLength)}") : [];
        return others.Length > 0 && HostBuild.Missing() is not null ? others[0] : null;
    }

    [DllImport("libc", EntryPoint = "access")]
    private static extern int Access([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int mode);
}
