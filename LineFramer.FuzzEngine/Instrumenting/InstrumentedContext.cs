using System.Reflection;
using System.Runtime.Loader;
using Mono.Cecil;

namespace LineFraming.FuzzEngine;

/// <summary>
/// Loads a target and what it needs apart from the program, some of its assemblies instrumented. What is not next to
/// the target comes from the program, and so does the framework.
/// </summary>
internal sealed class InstrumentedContext : AssemblyLoadContext
{
    private readonly Func<AssemblyName, string?> _pathOf;
    private readonly Func<string, string?> _nativePathOf;
    private readonly Dictionary<string, InstrumentedAssembly> _instrumented = [];

    /// <summary>Instruments assemblies; they are loaded when first needed.</summary>
    /// <param name="instrument">The simple names of those to instrument, each with the types to instrument or null for all.</param>
    /// <param name="pathOf">The file of an assembly to load here; null for what the program is to give.</param>
    /// <param name="nativePathOf">The file of a native library; null for what the system is to give.</param>
    /// <exception cref="IOException">One cannot be read.</exception>
    public InstrumentedContext(
        IReadOnlyDictionary<string, Predicate<TypeDefinition>?> instrument, Func<AssemblyName, string?> pathOf, Func<string, string?>? nativePathOf = null)
        : base("instrumented")
    {
        _pathOf = pathOf;
        _nativePathOf = nativePathOf ?? (_ => null);
        foreach ((string name, Predicate<TypeDefinition>? includes) in instrument)
        {
            string path = pathOf(new AssemblyName(name)) ?? throw new FileNotFoundException($"There is no assembly {name} to instrument.");
            _instrumented.Add(name, Instrumenter.Instrument(File.ReadAllBytes(path), AssemblySymbols.Of(path), includes));
        }
    }

    /// <summary>The counters, in the order of the instrumented assemblies.</summary>
    public IReadOnlyList<CoverageMap> Coverage => [.. _instrumented.Values.Select(assembly => assembly.Coverage)];

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (_instrumented.TryGetValue(assemblyName.Name!, out InstrumentedAssembly? instrumented))
        {
            using MemoryStream assembly = new(instrumented.Assembly);
            using MemoryStream? symbols = instrumented.Symbols is null ? null : new(instrumented.Symbols);
            return LoadFromStream(assembly, symbols);
        }

        return _pathOf(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;
    }

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _nativePathOf(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
}
