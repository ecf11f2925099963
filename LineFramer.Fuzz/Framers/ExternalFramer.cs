using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Runtime.Loader;

namespace LineFraming.Fuzz;

/// <summary>A user's framer with a LineFramer.Testing adapter. Targets check only what the adapter declares.</summary>
internal sealed class ExternalFramer
{
    private const BindingFlags AnyStatic = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
    private const BindingFlags AnyInstance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    // The properties that each target checks.
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

    private ExternalFramer(string assembly, string typeName, FramerAdapter adapter) =>
        (Assembly, TypeName, _adapter) = (assembly, typeName, adapter);

    /// <summary>The full path of the assembly.</summary>
    public string Assembly { get; }

    /// <summary>The full name of the type with the adapter.</summary>
    public string TypeName { get; }

    /// <summary>The assemblies to instrument; empty for the framer's own assembly.</summary>
    public IReadOnlyList<string> Instrument { get; private init; } = [];

    /// <summary>The capabilities that the adapter declares.</summary>
    public FramerCapabilities Offered => _adapter.Capabilities;

    /// <summary>Loads an adapter.</summary>
    /// <exception cref="FuzzRejectedException">The adapter cannot be loaded.</exception>
    public static ExternalFramer Load(string assembly, string typeName)
    {
        string path = Path.GetFullPath(assembly);
        if (!File.Exists(path))
        {
            throw new FuzzRejectedException($"Cannot read the assembly {path}: it does not exist.");
        }

        try
        {
            Assembly loaded = ContextFor(path).LoadFromAssemblyName(new AssemblyName(Path.GetFileNameWithoutExtension(path)));
            Type type = loaded.GetType(typeName.Replace('/', '+'))
                ?? throw new FuzzRejectedException(
                    $"{path} has no type \"{typeName}\"; --framer is Namespace.Type, a nested type after a +.");
            FramerAdapter adapter = AdapterOf(type)
                ?? throw new FuzzRejectedException(
                    $"{typeName} has no {nameof(FramerAdapter)}: it needs a static property or field of that type, "
                    + "or, like a suite, an instance property and a constructor without parameters.");
            return new(path, typeName, adapter);
        }
        catch (Exception failure) when (failure is IOException or BadImageFormatException or TypeLoadException
            or MissingMemberException or TargetInvocationException or TypeInitializationException)
        {
            Exception cause = failure.GetBaseException();
            throw new FuzzRejectedException(
                $"The adapter of {typeName} cannot be loaded: {cause.GetType().Name}: {Printable.Line(FindingReport.MessageOf(cause))}");
        }
    }

    /// <summary>Returns the same framer with other assemblies to instrument.</summary>
    public ExternalFramer With(IReadOnlyList<string> instrument) => new(Assembly, TypeName, _adapter) { Instrument = instrument };

    /// <summary>Returns the targets that can run this framer, and prints why others cannot.</summary>
    /// <exception cref="FuzzRejectedException">No target can run it.</exception>
    public List<LineTarget> TargetsOver(IReadOnlyList<LineTarget> targets, TextWriter output)
    {
        string[] reasons = [.. targets.Select(target => SkipReason(target.Name)).OfType<string>()];
        if (reasons.Length == targets.Count)
        {
            throw new FuzzRejectedException(reasons.FirstOrDefault() ?? "A planted bug does not run framers.");
        }

        Array.ForEach(reasons, output.WriteLine);
        return [.. targets.Where(target => SkipReason(target.Name) is null).Select(target => target.Over(this))];
    }

    /// <summary>Says why a target cannot run this framer, as a sentence; null if it can.</summary>
    public string? SkipReason(string target) => !PropertiesOf.TryGetValue(target, out string[]? names) ? $"{target} does not run framers."
        : Asked(names).Count > 0 ? null
        : $"{target} cannot run {TypeName}: {FramerProperty.Named(names[0]).SkipReason(_adapter)}";

    /// <summary>Returns the checks of a target as an action on cases that throws if a property is violated.</summary>
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

    /// <summary>Decodes an input to a case with the nearest settings that the framer offers.</summary>
    public FramerCase Decode(ReadOnlySpan<byte> input)
    {
        FramerCase decoded = CaseLayout.Decode(input);
        IReadOnlyList<DelimiterChoice> delimiters = Offered.DrawnDelimiters;
        bool takesAny = Offered.Delimiters is null && Offered.Text is null;
        int number = CaseLayout.Delimiters.ToList().IndexOf(decoded.Options.Delimiter);
        FramerOptions options = new(
            takesAny ? decoded.Options.Delimiter : delimiters[number % delimiters.Count],
            LimitOf(decoded.Options.MaxLineLength),
            PolicyOf(decoded.Options))
        {
            Offered = Offered,
        };
        byte[] stream = Offered.Text is { } text ? text.GetBytes(text.GetString(decoded.Stream)) : decoded.Stream;
        return decoded with { Options = AtLeastOne(options), Stream = stream };
    }

    private int LimitOf(int limit) => Offered.Limits is not { } limits ? FramerOptions.NoLimit
        : limits.Contains(limit) ? limit
        : (int)(limits.Min + (limit % ((long)limits.Max - limits.Min + 1)));

    private OversizedLineHandling PolicyOf(FramerOptions options) => Offered.Limits is null ? OversizedLineHandling.Throw
        : Offered.Policies[(int)options.OversizedLineHandling % Offered.Policies.Count];

    // Under Split the limit is at least 1.
    private FramerOptions AtLeastOne(FramerOptions options) => Offered.Offers(options) ? options
        : Offered.Limits!.Max > 0 ? options with { MaxLineLength = Math.Max(options.MaxLineLength, 1) }
        : options with { OversizedLineHandling = Offered.Policies.First(policy => policy != OversizedLineHandling.Split) };

    private List<FramerProperty> Asked(string[] names) =>
        [.. names.Select(FramerProperty.Named).Where(property => property.SkipReason(_adapter) is null)];

    // In a session, this assembly has been loaded with the instrumented ones, so its context is used. Elsewhere the adapter is
    // loaded separately, with this program's LineFramer.Testing.
    private static AssemblyLoadContext ContextFor(string path)
    {
        AssemblyLoadContext own = AssemblyLoadContext.GetLoadContext(typeof(ExternalFramer).Assembly)!;
        if (own is InstrumentedContext)
        {
            return own;
        }

        string assemblies = (string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "";
        Dictionary<string, string> programs = assemblies.Split(Path.PathSeparator)
            .DistinctBy(Path.GetFileNameWithoutExtension)
            .ToDictionary(file => Path.GetFileNameWithoutExtension(file));
        AssemblyLocator framers = new(path);
        return new InstrumentedContext(
            new Dictionary<string, RewrittenAssembly>(),
            name => framers.PathOf(name) is { } found && !IsOfProgram(name, found) ? found : null,
            framers.NativePathOf);

        bool IsOfProgram(AssemblyName name, string found) =>
            programs.TryGetValue(name.Name!, out string? known) && AssemblyLocator.IsPreferred(name, known, found);
    }

    private static FramerAdapter? AdapterOf(Type type)
    {
        object? ofType = type.GetProperties(AnyStatic).FirstOrDefault(HasAdapter)?.GetValue(null)
            ?? type.GetFields(AnyStatic).FirstOrDefault(field => field.FieldType == typeof(FramerAdapter))?.GetValue(null);
        if (ofType is not null)
        {
            return (FramerAdapter)ofType;
        }

        PropertyInfo? ofInstance = type.GetProperties(AnyInstance).FirstOrDefault(HasAdapter);
        bool canBeMade = !type.IsAbstract && type.GetConstructor(AnyInstance, []) is not null;
        return ofInstance is not null && canBeMade
            ? (FramerAdapter?)ofInstance.GetValue(Activator.CreateInstance(type, nonPublic: true))
            : null;

        static bool HasAdapter(PropertyInfo property) => property.PropertyType == typeof(FramerAdapter);
    }
}
