using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace LineFraming.FuzzEngine;

/// <summary>
/// The native program that a session runs: libFuzzer's main with the runtime in the same process. A package for Linux on x64
/// may carry it; elsewhere it is built once and kept.
/// </summary>
internal static class NativeHost
{
    private const string ShippedFolder = "host";
    private const string Prefix = "lineframer-fuzz-host";
    private const int MayExecute = 1;

    // What a program is started with that anyone may run.
    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>The program's path. If it neither comes with this program nor is kept from before, it is built.</summary>
    /// <param name="cache">The folder to keep it in.</param>
    /// <param name="install">Whether to install what is missing to build it.</param>
    /// <param name="output">Gets a line if something is built or installed.</param>
    /// <exception cref="FuzzRejectedException">Something is missing.</exception>
    public static string Find(string cache, bool install, TextWriter output)
    {
        if (!IsOfThisMachine)
        {
            throw new FuzzRejectedException("Fuzzing sessions need Linux on x64; replay runs everywhere.");
        }

        if ((Shipped(cache) ?? Kept(cache)) is { } there)
        {
            return there;
        }

        HostBuild.Prepare(install, output);
        string host = Path.Combine(cache, $"{Prefix}-{HostBuild.SourceHash}-{HostBuild.ToolsHash()}");
        output.WriteLine($"building {host}");
        HostBuild.Build(host);
        return host;
    }

    /// <summary>Builds the program into a folder that becomes a part of a package.</summary>
    /// <param name="folder">The folder of the package's program.</param>
    /// <returns>The program's path.</returns>
    /// <exception cref="FuzzRejectedException">Something is missing.</exception>
    public static string BuildForPackage(string folder)
    {
        HostBuild.Prepare(install: false, TextWriter.Null);
        string host = ShippedIn(folder);
        HostBuild.Build(host);
        return host;
    }

    /// <summary>The hostfxr of the runtime that runs this.</summary>
    /// <exception cref="FuzzRejectedException">There is none where the runtime is.</exception>
    public static string FindHostfxr()
    {
        // dotnet/shared/Microsoft.NETCore.App/VERSION and dotnet/host/fxr/VERSION.
        string folder = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "host", "fxr"));
        string? newest = Directory.Exists(folder)
            ? Directory.GetDirectories(folder).MaxBy(path => Version.TryParse(Path.GetFileName(path), out Version? version) ? version : new Version(0, 0))
            : null;
        string library = Path.Combine(newest ?? folder, "libhostfxr.so");
        return File.Exists(library) ? library : throw new FuzzRejectedException($"{library} is not there; fuzzing needs a dotnet with its host.");
    }

    /// <summary>Why there is no program here and none can be built; null if there is.</summary>
    /// <param name="cache">The folder where it is kept.</param>
    public static string? WhyNot(string cache) => !IsOfThisMachine ? "Fuzzing sessions need Linux on x64."
        : (Shipped(cache) ?? Kept(cache)) is not null ? null
        : HostBuild.Missing();

    private static bool IsOfThisMachine => OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64;

    private static string ShippedIn(string folder) => Path.Combine(folder, ShippedFolder, $"{Prefix}-{HostBuild.SourceHash}");

    // What another system was built with may not run here, such as one with an older libc: then it is built as elsewhere.
    private static string? Shipped(string cache)
    {
        string host = ShippedIn(AppContext.BaseDirectory);
        return !File.Exists(host) ? null : Runs(ExecutableCopy(host, cache)) ? ExecutableCopy(host, cache) : null;
    }

    // A package that another user installed has files that only that user may execute.
    private static string ExecutableCopy(string host, string cache)
    {
        if (OperatingSystem.IsWindows() || Access(host, MayExecute) == 0)
        {
            return host;
        }

        string copy = Path.Combine(Directory.CreateDirectory(cache).FullName, Path.GetFileName(host));
        if (!File.Exists(copy))
        {
            string unfinished = $"{copy}.{Environment.ProcessId}";
            File.Copy(host, unfinished, overwrite: true);
            File.SetUnixFileMode(unfinished, Executable);
            File.Move(unfinished, copy, overwrite: true);
        }

        return copy;
    }

    private static bool Runs(string host)
    {
        ProcessStartInfo start = new(host, ["-help=1"]) { RedirectStandardOutput = true, RedirectStandardError = true };
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
    private static string? Kept(string cache)
    {
        string ofSources = $"{Prefix}-{HostBuild.SourceHash}-";
        if (HostBuild.ToolsHash() is { } tools && Path.Combine(cache, ofSources + tools) is var host && File.Exists(host))
        {
            return host;
        }

        string[] others = Directory.Exists(cache) ? Directory.GetFiles(cache, $"{ofSources}{new string('?', HostBuild.HashLength)}") : [];
        return others.Length > 0 && HostBuild.Missing() is not null ? others[0] : null;
    }

    [DllImport("libc", EntryPoint = "access")]
    private static extern int Access([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int mode);
}
