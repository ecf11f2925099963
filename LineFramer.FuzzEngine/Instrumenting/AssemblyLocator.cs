using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace LineFraming.FuzzEngine;

/// <summary>
/// Finds the assemblies that an assembly depends on: by its .deps.json, or else in its folder. A .deps.json that cannot be read is
/// a <see cref="FuzzRejectedException"/>.
/// </summary>
internal sealed class AssemblyLocator(string assembly, string? other = null)
{
    private const string OfSharpFuzz = "SharpFuzz.Common";

    // Both assemblies use the same build of these, whatever version they were compiled against.
    private const string Shared = "LineFramer";

    private readonly AssemblyLocator? _others = other is null ? null : new(other);
    private readonly string _name = Path.GetFileNameWithoutExtension(assembly);
    private readonly AssemblyDependencyResolver _dependencies = DependenciesOf(assembly);

    /// <summary>Finds the file of an assembly; null if the program or the framework provides it.</summary>
    public string? PathOf(AssemblyName name) => (OwnPathOf(name), _others?.OwnPathOf(name)) switch
    {
        ({ } own, { } others) => IsPreferred(name, own, others) ? own : others,
        ({ } own, null) => own,
        (null, { } others) => others,
        _ => null,
    };

    private static AssemblyDependencyResolver DependenciesOf(string assembly)
    {
        try
        {
            return new(assembly);
        }
        catch (InvalidOperationException unreadable)
        {
            string reason = unreadable.Message.ReplaceLineEndings(" ").Trim();
            throw new FuzzRejectedException($"The dependencies of {assembly} cannot be read from its .deps.json: {reason}");
        }
    }

    private string? OwnPathOf(AssemblyName name)
    {
        if (name.Name == _name)
        {
            return assembly;
        }

        // There must be only one copy of what instrumented code calls.
        if (name.Name == typeof(Hooks).Assembly.GetName().Name || name.Name == OfSharpFuzz)
        {
            return null;
        }

        string beside = Path.Combine(Path.GetDirectoryName(assembly)!, name.Name + ".dll");
        string? path = _dependencies.ResolveAssemblyToPath(name) ?? (File.Exists(beside) ? beside : null);
        return path is null || IsOlderThanFramework(path) ? null : path;
    }

    /// <summary>
    /// Finds the file of an assembly to instrument, which may belong to the framework; null if there is none. The instrumented copy
    /// is loaded for the method only, and the program keeps its own.
    /// </summary>
    public string? PathToInstrument(AssemblyName name) =>
        PathOf(name) ?? (File.Exists(FrameworkPath(name.Name!)) ? FrameworkPath(name.Name!) : null);

    /// <summary>Finds the file of a native library; null if the system provides it.</summary>
    public string? NativePathOf(string name) => _dependencies.ResolveUnmanagedDllToPath(name) ?? _others?.NativePathOf(name);

    // Packages for older frameworks contain assemblies that the framework of today has, such as one with a span type.
    private static bool IsOlderThanFramework(string path)
    {
        string framework = FrameworkPath(Path.GetFileNameWithoutExtension(path));
        return File.Exists(framework) && VersionOf(framework) >= VersionOf(path);
    }

    /// <summary>Whether the first of two files of an assembly is used.</summary>
    public static bool IsPreferred(AssemblyName name, string own, string others) => IsShared(name) || VersionOf(own) >= VersionOf(others);

    private static bool IsShared(AssemblyName name) =>
        name.Name == Shared || name.Name?.StartsWith($"{Shared}.", StringComparison.Ordinal) == true;

    private static Version? VersionOf(string path) => AssemblyName.GetAssemblyName(path).Version;

    private static string FrameworkPath(string name) => Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), name + ".dll");
}
