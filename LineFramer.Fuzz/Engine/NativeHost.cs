using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace LineFraming.Fuzz;

/// <summary>
/// The native program that a session runs: libFuzzer's main with the runtime in the same process. It is built once, with
/// gcc and the archive of the distribution's libclang-rt, and kept.
/// </summary>
internal static class NativeHost
{
    // So that files.c writes the files of libFuzzer, and channel.c what it says.
    private const string Wrap = "-Wl,--wrap=fopen,--wrap=fwrite,--wrap=fclose,--wrap=vfprintf,--wrap=__vfprintf_chk";
    private const string ArchiveName = "libclang_rt.fuzzer-x86_64.a";

    private static readonly string[] Sources = ["channel.h", "files.h", "channel.c", "files.c", "host.c"];

    // g++ for the libstdc++ that belongs to gcc. The archive is in one package or another from release to release: that of
    // Debian 12, that from before LLVM 14 was packaged anew (Ubuntu 22.04), and that of whatever LLVM there is.
    private static readonly string[] Packages = ["g++ libclang-rt-14-dev", "g++ libclang-common-14-dev", "g++ libclang-rt-dev"];
    private static readonly string InstallCommand =
        $"apt-get update && {{ {string.Join(" || ", Packages.Select(packages => $"apt-get install -y {packages}"))}; }}";

    /// <summary>The program's path; it is built if it is not there, and what that needs installed if need be.</summary>
    /// <param name="cache">The folder to keep it in.</param>
    /// <param name="install">Whether to install what is missing; root installs it anyway.</param>
    /// <param name="output">Is told what is built and installed.</param>
    /// <exception cref="FuzzRefusedException">Something is missing.</exception>
    public static string Find(string cache, bool install, TextWriter output)
    {
        if (!IsOfThisMachine)
        {
            throw new FuzzRefusedException("Fuzzing sessions need Linux on x64; replay runs everywhere.");
        }

        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{string.Concat(Sources.Select(Source))}\n{Wrap}")))[..16];
        string host = Path.Combine(cache, $"host-{hash}");
        if (File.Exists(host))
        {
            return host;
        }

        if (Missing() is { } missing)
        {
            if (!install && !Environment.IsPrivilegedProcess)
            {
                throw new FuzzRefusedException($"{missing} is missing: sudo apt-get install {Packages[0]}, or {Packages[^1]} where there is no LLVM 14 (or --install).");
            }

            Install(missing, output);
        }

        Build(host, Archive()!, output);
        return host;
    }

    /// <summary>The hostfxr of the runtime that runs this.</summary>
    /// <exception cref="FuzzRefusedException">There is none where the runtime is.</exception>
    public static string FindHostfxr()
    {
        // dotnet/shared/Microsoft.NETCore.App/VERSION and dotnet/host/fxr/VERSION.
        string folder = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "host", "fxr"));
        string? newest = Directory.Exists(folder)
            ? Directory.GetDirectories(folder).MaxBy(path => Version.TryParse(Path.GetFileName(path), out Version? version) ? version : new Version(0, 0))
            : null;
        string library = Path.Combine(newest ?? folder, "libhostfxr.so");
        return File.Exists(library) ? library : throw new FuzzRefusedException($"{library} is not there; fuzzing needs a dotnet with its host.");
    }

    /// <summary>What is missing here to build the program; null if nothing is.</summary>
    public static string? WhyNot() => !IsOfThisMachine ? "Fuzzing sessions need Linux on x64." : Missing() is { } missing ? $"{missing} is missing." : null;

    private static bool IsOfThisMachine => OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64;

    private static string? Missing()
    {
        if (Archive() is null)
        {
            return $"libFuzzer's archive {ArchiveName}";
        }

        try
        {
            // gcc prints the name alone if it does not know the file.
            return Run("gcc", ["-print-file-name=libstdc++.so"]).Output.Contains('/', StringComparison.Ordinal) ? null : "libstdc++.so";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "gcc";
        }
    }

    // Of several releases the oldest: a later libFuzzer was faster and found less.
    private static string? Archive() => Directory.Exists("/usr/lib")
        ? Directory.GetDirectories("/usr/lib", "llvm-*")
            .Order(StringComparer.Ordinal)
            .Select(folder => Path.Combine(folder, "lib", "clang"))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.GetFiles(folder, ArchiveName, SearchOption.AllDirectories))
            .FirstOrDefault()
        : null;

    private static void Install(string missing, TextWriter output)
    {
        output.WriteLine($"{missing} is missing; installing {Packages[0]}, or the package that has it here");
        string asRoot = Environment.IsPrivilegedProcess ? InstallCommand : $"sudo sh -c '{InstallCommand}'";
        (int exit, string said) = Run("sh", ["-c", $"DEBIAN_FRONTEND=noninteractive; export DEBIAN_FRONTEND; {asRoot}"]);
        if (exit != 0 || Missing() is not null)
        {
            string last = said.TrimEnd().Split('\n')[^1];
            throw new FuzzRefusedException($"{missing} is missing and could not be installed ({last}): {InstallCommand}");
        }
    }

    private static void Build(string host, string archive, TextWriter output)
    {
        output.WriteLine($"building {host}");

        // Under a name of its own first: another session may be building the same.
        string unfinished = $"{host}.{Environment.ProcessId}";
        string folder = Directory.CreateDirectory($"{unfinished}.sources").FullName;
        Array.ForEach(Sources, name => File.WriteAllText(Path.Combine(folder, name), Source(name)));
        (int exit, string said) = Run(
            "gcc",
            [
                "-O2", "-D_GNU_SOURCE", "-rdynamic", Wrap, "-o", unfinished, .. Sources.Where(name => name.EndsWith(".c", StringComparison.Ordinal)).Select(name => Path.Combine(folder, name)),
                archive, "-lstdc++", "-lm", "-lpthread", "-ldl",
            ]);
        Directory.Delete(folder, recursive: true);
        if (exit != 0)
        {
            throw new FuzzRefusedException($"gcc cannot build the fuzzing host: {said.Trim().Split('\n')[0]}");
        }

        File.Move(unfinished, host, overwrite: true);
    }

    private static string Source(string name)
    {
        using Stream stream = typeof(NativeHost).Assembly.GetManifestResourceStream(name)!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }

    private static (int Exit, string Output) Run(string program, string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
