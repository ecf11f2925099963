using System.Reflection;
using System.Runtime.Loader;
using Mono.Cecil;

namespace LineFraming.Fuzz;

/// <summary>
/// Loads a target and what it needs apart from the program, some of its assemblies instrumented. What is not next to
/// the target comes from the program, and so does the framework.
/// </summary>
public sealed class InstrumentedContext : AssemblyLoadContext
{
    private readonly string _folder;
    private readonly Dictionary<string, InstrumentedAssembly> _instrumented = [];
    private readonly HashSet<string> _own;

    /// <summary>Instruments assemblies; they are loaded when first needed.</summary>
    /// <param name="folder">Where they and the target's assembly are.</param>
    /// <param name="instrument">The simple names of those to instrument, each with the types to instrument or null for all.</param>
    /// <param name="others">The simple names of those to load from there as they are.</param>
    /// <exception cref="IOException">One cannot be read.</exception>
    public InstrumentedContext(string folder, IReadOnlyDictionary<string, Predicate<TypeDefinition>?> instrument, IEnumerable<string> others)
        : base("instrumented")
    {
        _folder = folder;
        _own = [.. others];
        foreach ((string name, Predicate<TypeDefinition>? includes) in instrument)
        {
            string symbols = Path.Combine(folder, name + ".pdb");
            _instrumented.Add(name, Instrumenter.Instrument(
                File.ReadAllBytes(PathOf(name)), File.Exists(symbols) ? File.ReadAllBytes(symbols) : null, includes));
        }
    }

    /// <summary>The counters, in the order of the instrumented assemblies.</summary>
    public IReadOnlyList<CoverageMap> Coverage => [.. _instrumented.Values.Select(assembly => assembly.Coverage)];

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string name = assemblyName.Name!;
        if (_instrumented.TryGetValue(name, out InstrumentedAssembly? instrumented))
        {
            using MemoryStream assembly = new(instrumented.Assembly);
            using MemoryStream? symbols = instrumented.Symbols is null ? null : new(instrumented.Symbols);
            return LoadFromStream(assembly, symbols);
        }

        return _own.Contains(name) ? LoadFromAssemblyPath(PathOf(name)) : null;
    }

    private string PathOf(string name) => Path.Combine(_folder, name + ".dll");
}
