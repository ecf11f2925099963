using System.Diagnostics;
using System.IO.Enumeration;
using System.Reflection;
using Mono.Cecil;

namespace LineFraming.FuzzEngine;

/// <summary>A method loaded over instrumented assemblies, or over plain ones.</summary>
[StackTraceHidden]
internal sealed class InstrumentedTarget
{
    private const BindingFlags AnyStatic = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
    private const string Prepare = "Prepare";

    private readonly TargetAction _run;

    /// <summary>Instruments and loads.</summary>
    /// <exception cref="IOException">An assembly cannot be read.</exception>
    public InstrumentedTarget(FuzzMethod method, bool isPlain = false)
        : this(method, isPlain ? [] : Rewritten(method, (path, includes) => Instrumenter.Instrument(File.ReadAllBytes(path), AssemblySymbols.Of(path), includes)))
    {
    }

    /// <summary>Loads.</summary>
    public InstrumentedTarget(FuzzMethod method, Dictionary<string, RewrittenAssembly> rewritten)
        : this(method, rewritten, _ => null)
    {
    }

    private InstrumentedTarget(FuzzMethod method, Dictionary<string, RewrittenAssembly> rewritten, Func<string, string?> copyOf)
    {
        AssemblyNeighbours neighbours = method.Neighbours;
        InstrumentedContext context = new(rewritten, name => copyOf(name.Name!) ?? neighbours.PathOf(name), neighbours.NativePathOf);
        Coverage = [.. rewritten.Values.OfType<InstrumentedAssembly>().Select(assembly => assembly.Coverage)];
        Assembly assembly = context.LoadFromAssemblyName(new AssemblyName(Path.GetFileNameWithoutExtension(method.Assembly)));
        Type type = assembly.GetType(method.TypeName, throwOnError: true)!;
        if (method.Argument is { } argument)
        {
            type.GetMethod(Prepare, AnyStatic, [typeof(string)])!.CreateDelegate<Action<string>>()(argument);
        }

        _run = MethodShape.ActionOf(type, method.Name, method.Expected);
    }

    /// <summary>The counters of what is instrumented.</summary>
    public IReadOnlyList<CoverageMap> Coverage { get; }

    /// <summary>Loads a method over copies of assemblies that something else has instrumented.</summary>
    /// <exception cref="IOException">An assembly cannot be read.</exception>
    public static InstrumentedTarget OverCopies(FuzzMethod method, string folder) =>
        new(method, [], name => Path.Combine(folder, $"{name}.dll") is var copy && File.Exists(copy) ? copy : null);

    /// <summary>Runs one input; an exception that leaves the method leaves this.</summary>
    public void Run(ReadOnlySpan<byte> input) => _run(input);

    /// <summary>Rewrites the assemblies that a method's <see cref="FuzzMethod.Instrument"/> names, in the order of their names there.</summary>
    /// <exception cref="FileNotFoundException">One is not there.</exception>
    internal static Dictionary<string, RewrittenAssembly> Rewritten(FuzzMethod method, Func<string, Predicate<TypeDefinition>?, RewrittenAssembly> rewrite)
    {
        AssemblyNeighbours neighbours = method.Neighbours;
        Dictionary<string, RewrittenAssembly> rewritten = [];
        foreach ((string name, Predicate<TypeDefinition>? includes) in Instrumented(method.Instrument))
        {
            string path = neighbours.PathToInstrument(new(name)) ?? throw new FileNotFoundException($"There is no assembly {name} to instrument.");
            rewritten.Add(name, rewrite(path, includes));
        }

        return rewritten;
    }

    /// <summary>
    /// The assemblies to instrument, each with the types that are, by their full names; null for all. One that is named twice is
    /// instrumented once, with all types if one of its names has no types.
    /// </summary>
    internal static Dictionary<string, Predicate<string>?> InstrumentedTypes(IEnumerable<string> names)
    {
        Dictionary<string, Predicate<string>?> instrumented = [];
        foreach (IGrouping<string, string[]> assembly in names.Select(name => name.Split(FuzzMethod.TypesFollow, 2)).GroupBy(parts => parts[0]))
        {
            string[] types = [.. assembly.Where(parts => parts.Length > 1).SelectMany(parts => parts[1].Split(FuzzMethod.BetweenTypes))];
            instrumented.Add(
                assembly.Key,
                assembly.Any(parts => parts.Length == 1) ? null : type => Array.Exists(types, name => FileSystemName.MatchesSimpleExpression(name, type, ignoreCase: false)));
        }

        return instrumented;
    }

    /// <summary>The same for an instrumenter that works on definitions.</summary>
    internal static Dictionary<string, Predicate<TypeDefinition>?> Instrumented(IEnumerable<string> names) =>
        InstrumentedTypes(names).ToDictionary(
            assembly => assembly.Key, assembly => assembly.Value is { } includes ? (Predicate<TypeDefinition>)(type => includes(type.FullName)) : null);
}
