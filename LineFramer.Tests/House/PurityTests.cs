using System.Reflection;
using Xunit;

namespace LineFraming.Tests;

/// <summary>
/// The library has no socket, stream, file, console, clock or thread. While it is compiled, an analyzer refuses every
/// use of what BannedSymbols.txt lists. It does not see what is only declared, tested for, or named by the compiler
/// alone, as the <c>lock</c> statement does; so here the same list is held against the compiled library.
/// </summary>
public class PurityTests
{
    private const string AsynchronousFile = "PipeReaderExtensions.cs";

    private static readonly string Library = Path.Combine(Repository.Root, "LineFramer");

    private static readonly string[] Banned = File.ReadAllLines(Path.Combine(Library, "BannedSymbols.txt"));

    [Fact]
    public void The_compiled_library_names_no_banned_type_outside_the_pipe_adapter()
    {
        IEnumerable<string> named = LibraryAssembly.Types
            .Where(type => Outermost(type) != typeof(PipeReaderExtensions))
            .SelectMany(NamedTypes.Of)
            .Where(use => IsBanned(use.Named))
            .Select(use => $"{use.Where} names {use.Named}")
            .Distinct();

        Assert.True(!named.Any(), string.Join('\n', named));
    }

    [Fact]
    public void The_check_sees_what_the_pipe_adapter_names() =>
        Assert.Contains(
            LibraryAssembly.Types.Where(type => Outermost(type) == typeof(PipeReaderExtensions)).SelectMany(NamedTypes.Of),
            use => IsBanned(use.Named));

    [Theory]
    [InlineData(nameof(Impure.Socket))]
    [InlineData(nameof(Impure.Stream))]
    [InlineData(nameof(Impure.File))]
    [InlineData(nameof(Impure.Console))]
    [InlineData(nameof(Impure.Clock))]
    [InlineData(nameof(Impure.Elapsed))]
    [InlineData(nameof(Impure.Ticks))]
    [InlineData(nameof(Impure.Thread))]
    [InlineData(nameof(Impure.Awaits))]
    [InlineData(nameof(Impure.Timer))]
    [InlineData(nameof(Impure.LockStatement))]
    [InlineData(nameof(Impure.Parallel))]
    public void The_check_sees_an_impure_method(string method) =>
        Assert.Contains(NamedTypes.Of(typeof(Impure)), use => use.Where.EndsWith($".{method}", StringComparison.Ordinal) && IsBanned(use.Named));

    [Fact]
    public void The_library_calls_nothing_native_and_synchronizes_no_method()
    {
        IEnumerable<string> methods = LibraryAssembly.Types
            .SelectMany(type => type.GetMethods(
                BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(method => method.Attributes.HasFlag(MethodAttributes.PinvokeImpl)
                || method.MethodImplementationFlags.HasFlag(MethodImplAttributes.Synchronized))
            .Select(method => $"{method.DeclaringType}.{method.Name}");

        Assert.Empty(methods);
    }

    [Fact]
    public void Only_the_pipe_adapter_switches_the_analyzer_off()
    {
        string[] settings = ["Directory.Build.props", "Directory.Packages.props", ".editorconfig"];
        IEnumerable<string> files = Directory.EnumerateFiles(Library, "*", SearchOption.AllDirectories)
            .Where(file => !IsGenerated(file))
            .Concat(settings.Select(name => Path.Combine(Repository.Root, name)))
            .Where(file => File.ReadLines(file).Any(line => SwitchesOff(line.Trim())));

        Assert.Equal([AsynchronousFile], files.Select(Path.GetFileName));
    }

    [Fact]
    public void The_list_holds_only_namespaces_and_types_since_this_check_compares_no_others() =>
        Assert.All(Banned, line => Assert.True(line.StartsWith("N:", StringComparison.Ordinal) || line.StartsWith("T:", StringComparison.Ordinal), line));

    private static bool IsBanned(Type type) => Banned.Select(line => line.Split(';')[0]).Any(symbol => symbol[..2] == "T:"
        ? Outermost(type).FullName == symbol[2..]
        : $"{type.Namespace}.".StartsWith($"{symbol[2..]}.", StringComparison.Ordinal));

    private static Type Outermost(Type type) => type.DeclaringType is null ? type : Outermost(type.DeclaringType);

    private static bool IsGenerated(string file)
    {
        string folder = Path.GetRelativePath(Library, file).Split(Path.DirectorySeparatorChar)[0];
        return folder is "bin" or "obj";
    }

    // A warning is also switched off by a pragma that names none.
    private static bool SwitchesOff(string line) =>
        line.Contains("RS0030", StringComparison.Ordinal) || line == "#pragma warning disable";
}
