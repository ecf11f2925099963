using Xunit;

namespace LineFraming.Tests;

/// <summary>
/// The library has no socket, stream, file, console, clock or thread. While it is compiled, an analyzer rejects every use of
/// what BannedSymbols.txt lists. The tests here check what the analyzer cannot: where it is switched off, and which assemblies
/// the library refers to, because most of what is banned is in other assemblies.
/// </summary>
public sealed class PurityTests
{
    private static readonly string Library = Path.Combine(Repository.Root, "LineFramer");

    // The library uses only two attributes of the namespace of clocks and processes.
    private static readonly string[] CountingFiles = ["PathCounts.cs"];

    private static readonly string[] AsynchronousFiles = ["PipeLines.cs", "PipeReaderExtensions.cs"];

    // System.Threading: CancellationTokenSource of the pipe's lines. System.IO.Pipelines: PipeReader.
    private static readonly string[] References =
    [
        "System.Collections",
        "System.IO.Pipelines",
        "System.Linq",
        "System.Memory",
        "System.Runtime",
        "System.Runtime.Intrinsics",
        "System.Threading",
    ];

    [Fact]
    public void The_library_refers_to_no_assembly_of_sockets_files_consoles_or_clocks() =>
        Assert.Empty(typeof(LineFramer).Assembly.GetReferencedAssemblies().Select(name => name.Name).Except(References));

    [Fact]
    public void Only_the_named_files_switch_the_analyzer_off()
    {
        string[] settings = ["Directory.Build.props", "Directory.Packages.props", ".editorconfig"];
        IEnumerable<string?> files = Directory.EnumerateFiles(Library, "*", SearchOption.AllDirectories)
            .Where(file => !IsGenerated(file))
            .Concat(settings.Select(name => Path.Combine(Repository.Root, name)))
            .Where(file => File.ReadLines(file).Any(line => SwitchesOff(line.Trim())))
            .Select(Path.GetFileName)
            .Order(StringComparer.Ordinal);

        Assert.Equal(CountingFiles.Concat(AsynchronousFiles), files);
    }

    private static bool IsGenerated(string file)
    {
        string folder = Path.GetRelativePath(Library, file).Split(Path.DirectorySeparatorChar)[0];
        return folder is "bin" or "obj";
    }

    // A warning is also switched off by a pragma that names none.
    private static bool SwitchesOff(string line) =>
        line.Contains("RS0030", StringComparison.Ordinal) || line == "#pragma warning disable";
}
