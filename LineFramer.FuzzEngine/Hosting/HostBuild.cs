using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LineFraming.FuzzEngine;

/// <summary>Builds the native programs with gcc and libFuzzer's archive from the distribution's libclang-rt package.</summary>
internal static class HostBuild
{
    // The linker redirects these functions: files.c writes libFuzzer's files, channel.c writes its messages, and memory.c measures
    // its memory. end.c and symbols.c provide functions of a sanitizer's runtime, whether one is linked in or not.
    private static readonly string[] WrappedFunctions =
    [
        "fopen", "fwrite", "fclose", "vfprintf", "__vfprintf_chk", "getrusage",
        "__sanitizer_set_death_callback", "__sanitizer_symbolize_pc", "__sanitizer_get_module_and_offset_for_pc",
    ];

    /// <summary>The flags that compile the sources.</summary>
    public static IReadOnlyList<string> CompilerFlags { get; } = ["-O2", "-D_GNU_SOURCE"];

    /// <summary>The flags that link the objects; they export symbols, because managed code looks functions up in the program.</summary>
    public static IReadOnlyList<string> LinkerFlags { get; } =
        ["-rdynamic", "-static-libgcc", $"-Wl,{string.Join(',', WrappedFunctions.Select(name => $"--wrap={name}"))}"];

    /// <summary>
    /// The libraries to link, after the objects. The C++ library is linked statically, so the program needs only libc to run.
    /// </summary>
    public static IReadOnlyList<string> Libraries { get; } = ["-Wl,-Bstatic", "-lstdc++", "-Wl,-Bdynamic", "-lm", "-lpthread", "-ldl"];

    /// <summary>The number of characters of a hash.</summary>
    public const int HashLength = 16;

    private const string Compiler = "gcc";
    private const string ArchiveName = "libclang_rt.fuzzer-x86_64.a";

    // g++ brings the libstdc++ of gcc. The package with the archive depends on the release: Debian 12, Ubuntu 22.04 (LLVM before
    // 14 was packaged anew), and releases with another LLVM.
    private static readonly string[] Packages = ["g++ libclang-rt-14-dev", "g++ libclang-common-14-dev", "g++ libclang-rt-dev"];
    private static readonly string InstallCommand =
        $"apt-get update && {{ {string.Join(" || ", Packages.Select(packages => $"apt-get install -y {packages}"))}; }}";

    /// <summary>All flags of the compiler in one line; a change of it changes the names of the programs.</summary>
    public static string CommandLine { get; } = string.Join(' ', CompilerFlags.Concat(LinkerFlags).Concat(Libraries));

    /// <summary>Hashes the identity of the compiler and the archive; null if one is missing.</summary>
    public static string? ToolsHash() => CompilerPath() is { } compiler && Archive() is { } archive
        ? Hash($"{Stamp(compiler)}\n{Stamp(archive)}")
        : null;

    /// <summary>Names, as a sentence, what is missing to build a program; null if nothing is.</summary>
    public static string? Missing()
    {
        if (Archive() is null)
        {
            return $"libFuzzer's archive {ArchiveName} is missing";
        }

        if (CompilerPath() is not { } compiler)
        {
            return $"{Compiler} is missing";
        }

        // gcc prints only the name if it does not find the file.
        return HasFile(compiler, "libstdc++.a") ? null : "libstdc++.a is missing";
    }

    /// <summary>Checks that everything needed to build is installed, and installs it if asked to.</summary>
    /// <exception cref="FuzzRejectedException">Something is missing and was not or could not be installed.</exception>
    public static void Prepare(bool install, TextWriter output)
    {
        if (Missing() is not { } missing)
        {
            return;
        }

        string asRoot = Environment.IsPrivilegedProcess ? InstallCommand : $"sudo sh -c '{InstallCommand}'";
        if (!install)
        {
            string sudo = Environment.IsPrivilegedProcess ? "" : "sudo ";
            throw new FuzzRejectedException(
                $"{missing}; it is needed once, to build the fuzzing host. Install it with {sudo}apt-get install {Packages[0]}, or "
                + $"{Packages[^1]} if the system has no LLVM 14, or use --install.");
        }

        output.WriteLine($"{missing}; installing {Packages[0]}, or the package of this system that contains it");
        (int exit, string printed) = Run("sh", ["-c", $"DEBIAN_FRONTEND=noninteractive; export DEBIAN_FRONTEND; {asRoot}"]);
        if (exit != 0 || Missing() is not null)
        {
            string last = printed.TrimEnd().Split('\n')[^1];
            throw new FuzzRejectedException($"{missing} and could not be installed ({last}): {InstallCommand}");
        }
    }

    /// <summary>Builds a program; <see cref="Prepare"/> must have succeeded.</summary>
    /// <exception cref="FuzzRejectedException">The compiler fails.</exception>
    public static void Build(NativeProgram program, string file)
    {
        // Builds under a unique name first: another session may be building the same program.
        string unfinished = $"{file}.{Path.GetRandomFileName()}";
        string folder = Directory.CreateDirectory($"{unfinished}.sources").FullName;
        IEnumerable<string> compiled = program.WriteTo(folder);
        (int exit, string printed) = Run(
            CompilerPath()!, [.. CompilerFlags, .. LinkerFlags, "-o", unfinished, .. compiled, Archive()!, .. Libraries]);
        Directory.Delete(folder, recursive: true);
        if (exit != 0)
        {
            throw new FuzzRejectedException($"gcc cannot build {program.Name}: {printed.Trim().Split('\n')[0]}");
        }

        File.Move(unfinished, file, overwrite: true);
    }

    private static string? CompilerPath() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Where(folder => folder.Length > 0)
        .Select(folder => Path.Combine(folder, Compiler))
        .FirstOrDefault(File.Exists);

    /// <summary>
    /// The path of libFuzzer's archive of the oldest LLVM, because a later libFuzzer was faster and found less; null if none.
    /// </summary>
    public static string? Archive() => Directory.Exists("/usr/lib")
        ? Directory.GetDirectories("/usr/lib", "llvm-*")
            .Order(StringComparer.Ordinal)
            .Select(folder => Path.Combine(folder, "lib", "clang"))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.GetFiles(folder, ArchiveName, SearchOption.AllDirectories))
            .FirstOrDefault()
        : null;

    private static bool HasFile(string compiler, string library)
    {
        try
        {
            return Run(compiler, [$"-print-file-name={library}"]).Output.Contains('/', StringComparison.Ordinal);
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    /// <summary>Identifies a file by path, size and time, because hashing its content would delay the first input.</summary>
    public static string Stamp(string file)
    {
        FileInfo info = new(File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file);
        return string.Create(CultureInfo.InvariantCulture, $"{info.FullName} {info.Length} {info.LastWriteTimeUtc.Ticks}");
    }

    /// <summary>Hashes a text to a short name.</summary>
    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..HashLength];

    /// <summary>Runs a program in a folder (null for the current one) and returns its exit code and all its output.</summary>
    /// <exception cref="Win32Exception">The program cannot be started.</exception>
    public static (int Exit, string Output) Run(string program, IEnumerable<string> arguments, string? folder = null)
    {
        ProcessStartInfo start =
            new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder ?? "" };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
