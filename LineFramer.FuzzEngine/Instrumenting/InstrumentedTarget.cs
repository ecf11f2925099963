using System.Diagnostics;
using System.IO.Enumeration;
using System.Reflection;
using Mono.Cecil;

namespace LineFraming.FuzzEngine;

/// <summary>A loaded method, with instrumented or plain assemblies.</summary>
[StackTraceHidden]
internal sealed class InstrumentedTarget
{
    private const BindingFlags AnyStatic = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
    private const string Prepare = "Prepare";

    private readonly TargetAction _run;

    /// <summary>Instruments the assemblies, unless plain ones are asked for, and loads the method.</summary>
    /// <exception cref="IOException">An assembly cannot be read.</exception>
    public InstrumentedTarget(FuzzMethod method, bool isPlain = false)
        : this(method, isPlain ? [] : Rewritten(method, Instrument))
    {
    }

    /// <summary>Loads the method with assemblies that have been rewritten.</summary>
    public InstrumentedTarget(FuzzMethod method, Dictionary<string, RewrittenAssembly> rewritten)
        : this(method, rewritten, _ => null)
    {
    }

    private InstrumentedTarget(FuzzMethod method, Dictionary<string, RewrittenAssembly> rewritten, Func<string, string?> copyOf)
    {
        AssemblyLocator locator = method.Locator;
        InstrumentedContext context = new(rewritten, name => copyOf(name.Name!) ?? locator.PathOf(name), locator.NativePathOf);
        Coverage = [.. rewritten.Values.OfType<InstrumentedAssembly>().Select(assembly => assembly.Coverage)];
        Assembly assembly = context.LoadFromAssemblyName(new AssemblyName(Path.GetFileNameWithoutExtension(method.Assembly)));
        Type type = assembly.GetType(method.TypeName, throwOnError: true)!;
        if (method.Argument is { } argument)
        {
            type.GetMethod(Prepare, AnyStatic, [typeof(string)])!.CreateDelegate<Action<string>>()(argument);
        }

        _run = MethodShape.ActionOf(type, method.Name, method.Expected);
    }

    /// <summary>The counters of the instrumented assemblies.</summary>
    public IReadOnlyList<CoverageMap> Coverage { get; }

    /// <summary>Loads a method with copies of assemblies that another tool has instrumented.</summary>
    /// <exception cref="IOException">An assembly cannot be read.</exception>
    public static InstrumentedTarget OverCopies(FuzzMethod method, string folder) =>
        new(method, [], name => Path.Combine(folder, $"{name}.dll") is var copy && File.Exists(copy) ? copy : null);

    /// <summary>Runs one input and rethrows what the method throws.</summary>
    public void Run(ReadOnlySpan<byte> input) => _run(input);

    /// <summary>Rewrites the assemblies in <see cref="FuzzMethod.Instrument"/>, in their order there.</summary>
    /// <exception cref="FileNotFoundException">An assembly does not exist.</exception>
    internal static Dictionary<string, RewrittenAssembly> Rewritten(
        FuzzMethod method, Func<string, Predicate<TypeDefinition>?, RewrittenAssembly> rewrite)
    {
        AssemblyLocator locator = method.Locator;
        Dictionary<string, RewrittenAssembly> rewritten = [];
        foreach ((string name, Predicate<TypeDefinition>? includes) in Instrumented(method.Instrument))
        {
            string path = locator.PathToInstrument(new(name))
                ?? throw new FileNotFoundException($"There is no assembly {name} to instrument.");
            rewritten.Add(name, rewrite(path, includes));
        }

        return rewritten;
    }

    /// <summary>
    /// Parses the names of assemblies to instrument, each with a predicate over full type names, or null for all types. If an
    /// assembly is named twice, the types are joined; a name without types means all.
    /// </summary>
    internal static Dictionary<string, Predicate<string>?> InstrumentedTypes(IEnumerable<string> names)
    {
        Dictionary<string, Predicate<string>?> instrumented = [];
        foreach (IGrouping<string, string[]> assembly in names.Select(name => name.Split(FuzzMethod.TypesSeparator, 2))
            .GroupBy(parts => parts[0]))
        {
            bool isWhole = assembly.Any(parts => parts.Length == 1);
            string[] types = [.. assembly.Where(parts => parts.Length > 1).SelectMany(parts => parts[1].Split(FuzzMethod.TypeSeparator))];
            instrumented.Add(assembly.Key, isWhole ? null : type => Array.Exists(types, name => Matches(name, type)));
        }

        return instrumented;

        static bool Matches(string pattern, string type) => FileSystemName.MatchesSimpleExpression(pattern, type, ignoreCase: false);
    }

    /// <summary>Does the same, with predicates over type definitions.</summary>
    internal static Dictionary<string, Predicate<TypeDefinition>?> Instrumented(IEnumerable<string> names) =>
        InstrumentedTypes(names).ToDictionary(assembly => assembly.Key, assembly => OfDefinitions(assembly.Value));

    private static Predicate<TypeDefinition>? OfDefinitions(Predicate<string>? includes) =>
        includes is null ? null : type => includes(type.FullName);

    private static InstrumentedAssembly Instrument(string path, Predicate<TypeDefinition>? includes) =>
        Instrumenter.Instrument(File.ReadAllBytes(path), AssemblySymbols.Of(path), includes);
}
