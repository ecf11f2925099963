using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace LineFraming.FuzzEngine;

/// <summary>Where the assemblies are that an assembly depends on: as its .deps.json says, or else in its folder.</summary>
/// <param name="assembly">Its full path.</param>
internal sealed class AssemblyNeighbours(string assembly)
{
    private const string OfSharpFuzz = "SharpFuzz.Common";

    private readonly string _name = Path.GetFileNameWithoutExtension(assembly);
    private readonly AssemblyDependencyResolver _dependencies = new(assembly);

    /// <summary>The file of an assembly, or null if the program or the framework is to give it.</summary>
    public string? PathOf(AssemblyName name)
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

    /// <summary>The file of a native library, or null if the system is to give it.</summary>
    public string? NativePathOf(string name) => _dependencies.ResolveUnmanagedDllToPath(name);

    // Packages for older frameworks bring along what this one has, down to a span type of their own.
    private static bool IsOlderThanFramework(string path)
    {
        string framework = Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), Path.GetFileName(path));
        return File.Exists(framework) && AssemblyName.GetAssemblyName(framework).Version >= AssemblyName.GetAssemblyName(path).Version;
    }
}
