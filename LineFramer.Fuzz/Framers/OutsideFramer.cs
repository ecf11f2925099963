using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Runtime.Loader;

namespace LineFraming.Fuzz;

/// <summary>A framer of an outside assembly, with its adapter of LineFramer.Testing. Targets ask it only for what the adapter declares.</summary>
internal sealed class OutsideFramer
{
    private const BindingFlags AnyStatic = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
    private const BindingFlags AnyInstance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    // What each target asks of the library's framer, as properties that know what is declared.
    private static readonly Dictionary<string, string[]> PropertiesOf = new()
    {
        ["chunking"] =
        [
            FramerProperties.Chunking, FramerProperties.Reference, FramerProperties.RightByte, FramerProperties.NextLine,
            FramerProperties.Failed, FramerProperties.End, FramerProperties.Conservation, FramerProperties.Progress,
        ],
        ["handoff"] = [FramerProperties.HandOff],
        ["writer"] = [FramerProperties.Writer],
        ["memory"] = [FramerProperties.Memory, FramerProperties.Work],
        ["resume"] = [FramerProperties.Resume],
    };

    private readonly FramerAdapter _adapter;

    private OutsideFramer(string assembly, string typeName, FramerAdapter adapter) => (Assembly, TypeName, _adapter) = (assembly, typeName, adapter);

    /// <summary>The full path of its assembly.</summary>
    public string Assembly { get; }

    /// <summary>The full name of the type that has the adapter.</summary>
    public string TypeName { get; }

    /// <summary>The assemblies to explore, beside its own; empty for its own.</summary>
    public IReadOnlyList<string> Instrument { get; private init; } = [];

    /// <summary>What it declares.</summary>
    public FramerCapabilities Offered => _adapter.Capabilities;

    /// <summary>Loads an adapter.</summary>
    /// <exception cref="FuzzRejectedException">It cannot be had.</exception>
    public static OutsideFramer Load(string assembly, string typeName)
    {
        string path = Path.GetFullPath(assembly);
        if (!File.Exists(path))
        {
            throw new FuzzRejectedException($"Cannot read the assembly {path}: it is not there.");
        }

        try
        {
            Assembly loaded = ContextFor(path).LoadFromAssemblyName(new AssemblyName(Path.GetFileNameWithoutExtension(path)));
            Type type = loaded.GetType(typeName.Replace('/', '+'))
                ?? throw new FuzzRejectedException($"{path} has no type \"{typeName}\"; --framer is Namespace.Type, a nested type after a +.");
            FramerAdapter adapter = AdapterOf(type)
                ?? throw new FuzzRejectedException($"{typeName} has no {nameof(FramerAdapter)}: it needs a static property or field of that type, or a property and a constructor without parameters, as a suite has.");
            return new(path, typeName, adapter);
        }
        catch (Exception failure) when (failure is IOException or BadImageFormatException or TypeLoadException or MissingMemberException or TargetInvocationException or TypeInitializationException)
        {
            Exception cause = failure.GetBaseException();
            throw new FuzzRejectedException($"The adapter of {typeName} cannot be had: {cause.GetType().Name}: {Printable.Line(cause.Message)}");
        }
    }

    /// <summary>The same, and what is explored.</summary>
    public OutsideFramer With(IReadOnlyList<string> instrument) => new(Assembly, TypeName, _adapter) { Instrument = instrument };

    /// <summary>Targets over it.</summary>
    /// <exception cref="FuzzRejectedException">None can be asked.</exception>
    public List<LineTarget> Under(IReadOnlyList<LineTarget> targets, TextWriter output)
    {
        string[] reasons = [.. targets.Select(target => WhyNot(target.Name)).OfType<string>()];
        if (reasons.Length == targets.Count)
        {
            throw new FuzzRejectedException(reasons.FirstOrDefault() ?? "A planted bug does not try framers.");
        }

        Array.ForEach(reasons, output.WriteLine);
        return [.. targets.Where(target => WhyNot(target.Name) is null).Select(target => target.Over(this))];
    }

    /// <summary>Why a target cannot be asked of it, as a sentence; null if it can.</summary>
    public string? WhyNot(string target) => !PropertiesOf.TryGetValue(target, out string[]? names) ? $"{target} does not try framers."
        : Asked(names).Count > 0 ? null
        : $"{target} cannot be asked of {TypeName}: {FramerProperty.Named(names[0]).SkipReason(_adapter)}";

    /// <summary>What a target asks of it, case by case; a violation leaves the action as an exception.</summary>
    public Action<FramerCase> ChecksOf(string target)
    {
        Attempts attempts = new();
        PropertyTrial[] trials = [.. Asked(PropertiesOf[target]).Select(property => new PropertyTrial(_adapter, property, attempts))];
        return input =>
        {
            foreach (PropertyTrial trial in trials)
            {
                if (trial.FailureOf(input) is { } failure && !trial.IsExpected(input))
                {
                    ExceptionDispatchInfo.Throw(failure);
                }
            }
        };
    }

    /// <summary>The case that an input stands for, with the nearest settings that the framer offers.</summary>
    public FramerCase Decode(ReadOnlySpan<byte> input)
    {
        FramerCase decoded = CaseLayout.Decode(input);
        IReadOnlyList<DelimiterChoice> delimiters = Offered.DrawnDelimiters;
        bool takesAny = Offered.Delimiters is null && Offered.Text is null;
        int number = CaseLayout.Delimiters.ToList().IndexOf(decoded.Options.Delimiter);
        FramerOptions options = new(takesAny ? decoded.Options.Delimiter : delimiters[number % delimiters.Count], LimitOf(decoded.Options.MaxLineLength), PolicyOf(decoded.Options)) { Offered = Offered };
        byte[] stream = Offered.Text is { } text ? text.GetBytes(text.GetString(decoded.Stream)) : decoded.Stream;
        return decoded with { Options = AtLeastOne(options), Stream = stream };
    }

    private int LimitOf(int limit) => Offered.Limits is not { } limits ? FramerOptions.NoLimit
        : limits.Contains(limit) ? limit
        : (int)(limits.Min + (limit % ((long)limits.Max - limits.Min + 1)));

    private OversizedLineHandling PolicyOf(FramerOptions options) => Offered.Limits is null ? OversizedLineHandling.Throw
        : Offered.Policies[(int)options.OversizedLineHandling % Offered.Policies.Count];

    // Split has no pieces of nothing.
    private FramerOptions AtLeastOne(FramerOptions options) => Offered.Offers(options) ? options
        : Offered.Limits!.Max > 0 ? options with { MaxLineLength = Math.Max(options.MaxLineLength, 1) }
        : options with { OversizedLineHandling = Offered.Policies.First(policy => policy != OversizedLineHandling.Split) };

    private List<FramerProperty> Asked(string[] names) => [.. names.Select(FramerProperty.Named).Where(property => property.SkipReason(_adapter) is null)];

    // A session has loaded this assembly beside the instrumented one already; elsewhere the adapter is loaded apart, with this
    // program's LineFramer.Testing.
    private static AssemblyLoadContext ContextFor(string path)
    {
        AssemblyLoadContext own = AssemblyLoadContext.GetLoadContext(typeof(OutsideFramer).Assembly)!;
        if (own is InstrumentedContext)
        {
            return own;
        }

        Dictionary<string, string> programs = ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "").Split(Path.PathSeparator)
            .DistinctBy(Path.GetFileNameWithoutExtension).ToDictionary(file => Path.GetFileNameWithoutExtension(file));
        AssemblyNeighbours framers = new(path);
        return new InstrumentedContext(
            new Dictionary<string, RewrittenAssembly>(),
            name => framers.PathOf(name) is { } found && !(programs.TryGetValue(name.Name!, out string? known) && AssemblyNeighbours.IsPreferred(name, known, found)) ? found : null,
            framers.NativePathOf);
    }

    private static FramerAdapter? AdapterOf(Type type)
    {
        object? ofType = type.GetProperties(AnyStatic).FirstOrDefault(property => property.PropertyType == typeof(FramerAdapter))?.GetValue(null)
            ?? type.GetFields(AnyStatic).FirstOrDefault(field => field.FieldType == typeof(FramerAdapter))?.GetValue(null);
        PropertyInfo? ofInstance = type.GetProperties(AnyInstance).FirstOrDefault(property => property.PropertyType == typeof(FramerAdapter));
        bool canBeMade = !type.IsAbstract && type.GetConstructor(AnyInstance, []) is not null;
        return (FramerAdapter?)(ofType ?? (ofInstance is not null && canBeMade ? ofInstance.GetValue(Activator.CreateInstance(type, nonPublic: true)) : null));
    }
}
