using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LineFraming.FuzzEngine;

/// <summary>Builds the native programs of sessions, with gcc and the archive of libFuzzer in the distribution's libclang-rt.</summary>
internal static class HostBuild
{
    // So that files.c writes the files of libFuzzer, channel.c what it says, and memory.c knows what it needs. end.c and symbols.c
    // answer for a sanitizer's runtime, whether one is linked in or not.
    private static readonly string[] Wrapped =
    [
        "fopen", "fwrite", "fclose", "vfprintf", "__vfprintf_chk", "getrusage",
        "__sanitizer_set_death_callback", "__sanitizer_symbolize_pc", "__sanitizer_get_module_and_offset_for_pc",
    ];

    /// <summary>How the sources are compiled.</summary>
    public static IReadOnlyList<string> CompilerFlags { get; } = ["-O2", "-D_GNU_SOURCE"];

    /// <summary>How the objects are linked. The managed side looks functions up in the program.</summary>
    public static IReadOnlyList<string> LinkerFlags { get; } = ["-rdynamic", "-static-libgcc", $"-Wl,{string.Join(',', Wrapped.Select(name => $"--wrap={name}"))}"];

    /// <summary>What follows the objects. The C++ library is linked in, so that the program needs nothing but libc where it is run.</summary>
    public static IReadOnlyList<string> Libraries { get; } = ["-Wl,-Bstatic", "-lstdc++", "-Wl,-Bdynamic", "-lm", "-lpthread", "-ldl"];

    /// <summary>How many characters a hash has.</summary>
    public const int HashLength = 16;

    private const string Compiler = "gcc";
    private const string ArchiveName = "libclang_rt.fuzzer-x86_64.a";

    // g++ for the libstdc++ that belongs to gcc. The archive is in one package or another from release to release: that of
    // Debian 12, that from before LLVM 14 was packaged anew (Ubuntu 22.04), and that of whatever LLVM there is.
    private static readonly string[] Packages = ["g++ libclang-rt-14-dev", "g++ libclang-common-14-dev", "g++ libclang-rt-dev"];
    private static readonly string InstallCommand =
        $"apt-get update && {{ {string.Join(" || ", Packages.Select(packages => $"apt-get install -y {packages}"))}; }}";

    /// <summary>How a program is compiled.</summary>
    public static string CommandLine { get; } = string.Join(' ', CompilerFlags.Concat(LinkerFlags).Concat(Libraries));

    /// <summary>Stands for what a program is built with here, the compiler and the archive; null if one is missing.</summary>
    public static string? ToolsHash() => CompilerPath() is { } compiler && Archive() is { } archive ? Hash($"{Stamp(compiler)}\n{Stamp(archive)}") : null;

    /// <summary>What is missing here to build a program, as a sentence; null if nothing is.</summary>
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

        // gcc prints the name alone if it does not know the file.
        return HasFile(compiler, "libstdc++.a") ? null : "libstdc++.a is missing";
    }

    /// <summary>Sees to it that nothing is missing.</summary>
    /// <exception cref="FuzzRejectedException">Something is missing.</exception>
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
            throw new FuzzRejectedException($"{missing}, which it takes once to build the fuzzing host: {sudo}apt-get install {Packages[0]}, or {Packages[^1]} where there is no LLVM 14 (or --install).");
        }

        output.WriteLine($"{missing}; installing {Packages[0]}, or the package that has it here");
        (int exit, string said) = Run("sh", ["-c", $"DEBIAN_FRONTEND=noninteractive; export DEBIAN_FRONTEND; {asRoot}"]);
        if (exit != 0 || Missing() is not null)
        {
            string last = said.TrimEnd().Split('\n')[^1];
            throw new FuzzRejectedException($"{missing} and could not be installed ({last}): {InstallCommand}");
        }
    }

    /// <summary>Builds a program; nothing may be missing.</summary>
    /// <exception cref="FuzzRejectedException">The compiler fails.</exception>
    public static void Build(NativeProgram program, string file)
    {
        // Under a name of its own first: another session may be building the same.
        string unfinished = $"{file}.{Path.GetRandomFileName()}";
        string folder = Directory.CreateDirectory($"{unfinished}.sources").FullName;
        IEnumerable<string> compiled = program.WriteTo(folder);
        (int exit, string said) = Run(CompilerPath()!, [.. CompilerFlags, .. LinkerFlags, "-o", unfinished, .. compiled, Archive()!, .. Libraries]);
        Directory.Delete(folder, recursive: true);
        if (exit != 0)
        {
            throw new FuzzRejectedException($"gcc cannot build {program.Name}: {said.Trim().Split('\n')[0]}");
        }

        File.Move(unfinished, file, overwrite: true);
    }

    private static string? CompilerPath() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Where(folder => folder.Length > 0)
        .Select(folder => Path.Combine(folder, Compiler))
        .FirstOrDefault(File.Exists);

    /// <summary>The archive of libFuzzer; null if there is none. Of several releases the oldest: a later libFuzzer was faster and found less.</summary>
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

    /// <summary>Stands for a file: to read it would take longer than all else before the first input.</summary>
    public static string Stamp(string file)
    {
        FileInfo info = new(File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file);
        return string.Create(CultureInfo.InvariantCulture, $"{info.FullName} {info.Length} {info.LastWriteTimeUtc.Ticks}");
    }

    /// <summary>A short name that stands for a text.</summary>
    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..HashLength];

    /// <summary>Runs a program.</summary>
    /// <param name="program">Its path or name.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">Where to; null for the current folder.</param>
    /// <returns>Its exit code and all that it printed.</returns>
    /// <exception cref="Win32Exception">It cannot be started.</exception>
    public static (int Exit, string Output) Run(string program, IEnumerable<string> arguments, string? folder = null)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder ?? "" };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
