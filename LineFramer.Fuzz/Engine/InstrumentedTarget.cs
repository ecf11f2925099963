using System.Reflection;
using Mono.Cecil;

namespace LineFraming.Fuzz;

/// <summary>
/// A target loaded over the instrumented library, or over an instrumented member of the gallery; or a method of anyone's
/// over instrumented assemblies of theirs.
/// </summary>
public sealed class InstrumentedTarget
{
    private const string Library = nameof(LineFramer);
    private const string Harness = "LineFramer.Testing";
    private const string Server = "LineFramer.Server";
    private const string Targets = "LineFramer.Fuzz";

    private readonly TargetAction _run;

    /// <summary>Instruments and loads.</summary>
    /// <param name="folder">Where the assemblies are.</param>
    /// <param name="target">The target's name, or that of a planted bug.</param>
    /// <param name="framer">The member of the gallery to run it over; null for the library's framer.</param>
    /// <exception cref="IOException">An assembly cannot be read.</exception>
    public InstrumentedTarget(string folder, string target, string? framer = null)
    {
        HashSet<string> own = [Library, Harness, Server, Targets];
        InstrumentedContext context = new(
            Instrumented(target, framer), name => own.Contains(name.Name!) ? Path.Combine(folder, name.Name + ".dll") : null);
        Coverage = context.Coverage;
        Type door = context.LoadFromAssemblyName(new AssemblyName(Targets)).GetType(typeof(TargetDoor).FullName!, throwOnError: true)!;
        door.GetMethod(nameof(TargetDoor.Choose))!.Invoke(null, [target, framer]);
        _run = door.GetMethod(nameof(TargetDoor.Run))!.CreateDelegate<TargetAction>();
    }

    /// <summary>Instruments and loads.</summary>
    /// <param name="method">The method to run.</param>
    /// <param name="isPlain">Whether nothing is to be instrumented.</param>
    /// <exception cref="IOException">An assembly cannot be read.</exception>
    internal InstrumentedTarget(OwnMethod method, bool isPlain = false)
    {
        AssemblyNeighbours neighbours = new(method.Assembly);
        IEnumerable<string> instrument = isPlain ? [] : method.Instrument;
        InstrumentedContext context = new(
            instrument.Distinct().ToDictionary(name => name, _ => (Predicate<TypeDefinition>?)null), neighbours.PathOf, neighbours.NativePathOf);
        Coverage = context.Coverage;
        _run = ActionOf(context.LoadFromAssemblyName(new AssemblyName(Path.GetFileNameWithoutExtension(method.Assembly))), method);
    }

    /// <summary>The counters of what is instrumented.</summary>
    public IReadOnlyList<CoverageMap> Coverage { get; }

    /// <summary>Runs one input; whatever leaves the target leaves this.</summary>
    /// <param name="input">Any bytes.</param>
    public void Run(ReadOnlySpan<byte> input) => _run(input);

    private static TargetAction ActionOf(Assembly assembly, OwnMethod method)
    {
        const BindingFlags AnyStatic = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        Type type = assembly.GetType(method.TypeName, throwOnError: true)!;
        if (type.GetMethod(method.Name, AnyStatic, [typeof(ReadOnlySpan<byte>)]) is { } ofSpan)
        {
            return ofSpan.CreateDelegate<TargetAction>();
        }

        Action<byte[]> ofArray = type.GetMethod(method.Name, AnyStatic, [typeof(byte[])])!.CreateDelegate<Action<byte[]>>();
        return input => ofArray(input.ToArray());
    }

    private static Dictionary<string, Predicate<TypeDefinition>?> Instrumented(string target, string? framer) => target switch
    {
        _ when PlantedBug.All.Any(planted => planted.Name == target) => new() { [Targets] = type => type.Name == nameof(PlantedBug) },
        _ when framer is not null => new() { [Harness] = IsOfGallery },
        "session" => new() { [Library] = null, [Server] = IsOfSession },
        _ => new() { [Library] = null },
    };

    // What runs without a socket; nothing else of the server can be reached.
    private static bool IsOfSession(TypeDefinition type) =>
        type.Name.Contains("Session", StringComparison.Ordinal) || type.Name.EndsWith("Protocol", StringComparison.Ordinal);

    // The framers of the gallery, and no more of their assembly: the reference framer is not what is measured.
    private static bool IsOfGallery(TypeDefinition type)
    {
        TypeReference? ancestor = type;
        while (ancestor is TypeDefinition { FullName: not $"LineFraming.Testing.{nameof(TextbookFramer)}" } definition)
        {
            ancestor = definition.BaseType;
        }

        return ancestor is TypeDefinition || type.Name is nameof(TextbookBuffer) or nameof(LineBytes);
    }
}
