using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace LineFraming.FuzzEngine;

/// <summary>Where the assemblies are that an assembly depends on: as its .deps.json says, or else in its folder.</summary>
internal sealed class AssemblyNeighbours(string assembly, string? other = null)
{
    private const string OfSharpFuzz = "SharpFuzz.Common";

    // What one has of these is what the other means too, whatever version it was built with.
    private const string Shared = "LineFramer";

    private readonly AssemblyNeighbours? _others = other is null ? null : new(other);
    private readonly string _name = Path.GetFileNameWithoutExtension(assembly);
    private readonly AssemblyDependencyResolver _dependencies = new(assembly);

    /// <summary>The file of an assembly, or null if the program or the framework is to give it.</summary>
    public string? PathOf(AssemblyName name) => (OwnPathOf(name), _others?.OwnPathOf(name)) switch
    {
        ({ } own, { } others) => IsPreferred(name, own, others) ? own : others,
        ({ } own, null) => own,
        (null, { } others) => others,
        _ => null,
    };

    private string? OwnPathOf(AssemblyName name)
    {
        if (name.Name == _name)
        {
            return assembly;
        }

        // What instrumented code calls, or counts in, is there once.
        if (name.Name == typeof(Hooks).Assembly.GetName().Name || name.Name == OfSharpFuzz)
        {
            return null;
        }

        string beside = Path.Combine(Path.GetDirectoryName(assembly)!, name.Name + ".dll");
        string? path = _dependencies.ResolveAssemblyToPath(name) ?? (File.Exists(beside) ? beside : null);
        return path is null || IsOlderThanFramework(path) ? null : path;
    }

    /// <summary>
    /// The file of an assembly that is to be instrumented: the one that the method runs on, which may be the framework's. A copy
    /// of that is loaded beside the method, so that the program keeps its own. Null if there is none.
    /// </summary>
    public string? PathToInstrument(AssemblyName name) => PathOf(name) ?? (File.Exists(FrameworkPath(name.Name!)) ? FrameworkPath(name.Name!) : null);

    /// <summary>The file of a native library, or null if the system is to give it.</summary>
    public string? NativePathOf(string name) => _dependencies.ResolveUnmanagedDllToPath(name) ?? _others?.NativePathOf(name);

    // Packages for older frameworks bring along what this one has, down to a span type of their own.
    private static bool IsOlderThanFramework(string path)
    {
        string framework = FrameworkPath(Path.GetFileNameWithoutExtension(path));
        return File.Exists(framework) && VersionOf(framework) >= VersionOf(path);
    }

    /// <summary>Whether of two files of an assembly the first is taken.</summary>
    public static bool IsPreferred(AssemblyName name, string own, string others) => IsShared(name) || VersionOf(own) >= VersionOf(others);

    private static bool IsShared(AssemblyName name) => name.Name == Shared || name.Name?.StartsWith($"{Shared}.", StringComparison.Ordinal) == true;

    private static Version? VersionOf(string path) => AssemblyName.GetAssemblyName(path).Version;

    private static string FrameworkPath(string name) => Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), name + ".dll");
}
