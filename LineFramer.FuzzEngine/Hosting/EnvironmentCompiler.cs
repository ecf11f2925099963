using System.ComponentModel;

namespace LineFraming.FuzzEngine;

/// <summary>
/// Builds the native host of exported targets with the tools in CC, CXX and LIB_FUZZING_ENGINE, as OSS-Fuzz does. By default it
/// uses clang with its own libFuzzer, or gcc if there is no clang.
/// </summary>
internal sealed class EnvironmentCompiler
{
    private const string CompilerVariable = "CC";
    private const string LinkerVariable = "CXX";
    private const string EngineVariable = "LIB_FUZZING_ENGINE";
    private const string LinkerFlagsVariable = "CXXFLAGS";
    private const string AddressSanitizer = "-fsanitize=address";
    private const string LibCxx = "-stdlib=libc++";

    private readonly string[] _compiler;
    private readonly bool _isClang;

    /// <summary>Finds the compiler.</summary>
    /// <exception cref="FuzzRejectedException">There is no compiler.</exception>
    public EnvironmentCompiler()
    {
        _compiler = Named(CompilerVariable) ?? FindDefault() ?? throw new FuzzRejectedException(
            "clang is missing; it builds targets with AddressSanitizer. Install it with apt-get install clang, or name another compiler in "
            + $"{CompilerVariable} and {LinkerVariable}.");
        _isClang = Run(_compiler, ["--version"], null).Output.Contains("clang", StringComparison.Ordinal);
    }

    /// <summary>Whether the environment names any of the tools.</summary>
    public static bool IsNamed => (Named(CompilerVariable) ?? Named(LinkerVariable) ?? Named(EngineVariable)) is not null;

    // The driver for C links too, because the C++ library is named explicitly.
    private string[] Linker => Named(LinkerVariable) ?? (_isClang ? (string[])[.. _compiler, "--driver-mode=g++"] : _compiler);

    private string[] Engine => Named(EngineVariable)
        ?? (_isClang ? (string[])["-fsanitize=fuzzer"] : [HostBuild.Archive() ?? throw new FuzzRejectedException(
            $"libFuzzer's archive is missing; set {EngineVariable} to its path.")]);

    /// <summary>Builds the host, with or without AddressSanitizer.</summary>
    /// <exception cref="FuzzRejectedException">A tool fails.</exception>
    public void Build(string file, bool isSanitized)
    {
        string folder = Directory.CreateTempSubdirectory("lineframer-").FullName;
        try
        {
            // The engine's flags and CFLAGS are left out: with them libFuzzer would count the host's own code.
            string[] sanitizer = isSanitized ? [AddressSanitizer] : [];
            IReadOnlyList<string> sources = NativeProgram.Host.WriteTo(folder);
            RunOrThrow(_compiler, [.. HostBuild.CompilerFlags, .. sanitizer, "-c", .. sources], folder);
            IEnumerable<string> objects = sources.Select(source => Path.ChangeExtension(source, ".o"));
            RunOrThrow(
                Linker,
                [.. HostBuild.LinkerFlags, .. sanitizer, .. LibraryFlags(isSanitized), "-o", file, .. objects, .. Engine, .. Libraries],
                folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool UsesLibCxx => Named(LinkerFlagsVariable)?.Contains(LibCxx) == true;

    private string[] LibraryFlags(bool isSanitized) =>
    [
        "-static-libstdc++",
        .. UsesLibCxx ? [LibCxx] : _isClang ? ["-nostdlib++"] : (string[])[],
        .. isSanitized && !_isClang ? ["-static-libasan"] : (string[])[],
    ];

    // The clang driver links its libc++ statically without further flags.
    private static IEnumerable<string> Libraries => UsesLibCxx ? ["-lm", "-lpthread", "-ldl"] : HostBuild.Libraries;

    private static string[]? Named(string variable) =>
        Environment.GetEnvironmentVariable(variable)?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } words
            ? words
            : null;

    // On Debian clang may be only in the folder of its release.
    private static string[]? FindDefault()
    {
        IEnumerable<string> folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Concat(
                Directory.Exists("/usr/lib")
                    ? Directory.GetDirectories("/usr/lib", "llvm-*").Order(StringComparer.Ordinal).Select(llvm => Path.Combine(llvm, "bin"))
                    : [])
            .Where(folder => folder.Length > 0);
        string[] found =
        [
            .. from name in (string[])["clang", "gcc"]
               from folder in folders
               let path = Path.Combine(folder, name)
               where File.Exists(path)
               select path,
        ];
        return found.Length > 0 ? [found[0]] : null;
    }

    private static void RunOrThrow(string[] tool, IEnumerable<string> arguments, string folder)
    {
        (int exit, string output) = Run(tool, arguments, folder);
        if (exit != 0)
        {
            string[] lines = output.Trim().Split('\n');
            string why = Array.Find(
                lines,
                line => line.Contains("error", StringComparison.Ordinal) || line.Contains("undefined", StringComparison.Ordinal))
                ?? lines[0];
            throw new FuzzRejectedException($"{string.Join(' ', tool)} cannot build the host of exported targets: {why}");
        }
    }

    private static (int Exit, string Output) Run(string[] tool, IEnumerable<string> arguments, string? folder)
    {
        try
        {
            return HostBuild.Run(tool[0], [.. tool[1..], .. arguments], folder);
        }
        catch (Win32Exception failure)
        {
            throw new FuzzRejectedException($"The compiler \"{tool[0]}\" cannot be run: {failure.Message}");
        }
    }
}
