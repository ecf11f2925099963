using System.Reflection;
using System.Runtime.Loader;

namespace LineFraming.FuzzEngine;

/// <summary>
/// Loads a target and its dependencies separately from the program, some of them instrumented. Assemblies that are not next to
/// the target come from the program or the framework.
/// </summary>
internal sealed class InstrumentedContext : AssemblyLoadContext
{
    private readonly Func<AssemblyName, string?> _pathOf;
    private readonly Func<string, string?> _nativePathOf;
    private readonly IReadOnlyDictionary<string, RewrittenAssembly> _rewritten;

    /// <summary>Makes the context; assemblies are loaded when first needed.</summary>
    public InstrumentedContext(
        IReadOnlyDictionary<string, RewrittenAssembly> rewritten,
        Func<AssemblyName, string?> pathOf,
        Func<string, string?>? nativePathOf = null)
        : base("instrumented") => (_rewritten, _pathOf, _nativePathOf) = (rewritten, pathOf, nativePathOf ?? (_ => null));

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (_rewritten.TryGetValue(assemblyName.Name!, out RewrittenAssembly? rewritten))
        {
            using MemoryStream assembly = new(rewritten.Assembly);
            using MemoryStream? symbols = rewritten.Symbols is null ? null : new(rewritten.Symbols);
            return LoadFromStream(assembly, symbols);
        }

        return _pathOf(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;
    }

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _nativePathOf(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
}
