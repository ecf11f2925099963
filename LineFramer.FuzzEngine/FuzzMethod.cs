using Mono.Cecil;

namespace LineFraming.FuzzEngine;

/// <summary>A static method of an assembly, which a session fuzzes.</summary>
internal sealed record FuzzMethod(string Assembly, string Method, IReadOnlyList<string> Instrument)
{
    /// <summary>What may follow the name of an assembly.</summary>
    public const char TypesFollow = ':';

    /// <summary>What is between the names of types.</summary>
    public const char BetweenTypes = ',';

    // How a session tells its processes.
    private const string AssemblyVariable = "LINEFRAMING_FUZZ_TARGET_ASSEMBLY";
    private const string MethodVariable = "LINEFRAMING_FUZZ_TARGET_METHOD";
    private const string ArgumentVariable = "LINEFRAMING_FUZZ_TARGET_ARGUMENT";
    private const string ExpectedVariable = "LINEFRAMING_FUZZ_EXPECTED";
    private const string InstrumentVariable = "LINEFRAMING_FUZZ_TARGET_INSTRUMENT";
    private const string AlsoBesideVariable = "LINEFRAMING_FUZZ_TARGET_ALSO_BESIDE";
    private const char BetweenAssemblies = '\n';

    /// <summary>
    /// If not null, the type's <c>static void Prepare(string)</c> is called with it before the first input.
    /// </summary>
    public string? Argument { get; init; }

    /// <summary>Another assembly that is used, whose neighbours can be instrumented too; null for none.</summary>
    public string? AlsoBeside { get; init; }

    /// <summary>Where the assemblies are that it needs.</summary>
    public AssemblyNeighbours Neighbours => new(Assembly, AlsoBeside);

    /// <summary>The simple names of the assemblies to instrument.</summary>
    public IEnumerable<string> InstrumentedAssemblies => Instrument.Select(instrumented => instrumented.Split(TypesFollow)[0]);

    /// <summary>The full or simple names of exceptions that are no finding, beside those that the method's attribute names.</summary>
    public IReadOnlyList<string> Expected { get; init; } = [];

    /// <summary>The name of its type.</summary>
    public string TypeName => Method[..Math.Max(Method.LastIndexOf('.'), 0)];

    /// <summary>Its own name.</summary>
    public string Name => Method[(Method.LastIndexOf('.') + 1)..];

    /// <summary>The method that a command line names.</summary>
    /// <exception cref="FuzzRejectedException">One of them cannot be had.</exception>
    public static FuzzMethod Find(string assembly, string? method, string[] instrument)
    {
        string path = Path.GetFullPath(assembly);
        string[] named = instrument.Length == 0 ? [Path.GetFileNameWithoutExtension(path)] : [.. instrument.Select(WithoutEnding)];
        FuzzMethod found = new(path, method ?? throw new FuzzRejectedException("--assembly needs --method, such as Namespace.Type.Method."), named);
        found.ThrowIfNotThere();
        AssemblyNeighbours neighbours = new(path);
        if (found.InstrumentedAssemblies.Select(name => Instrumentable.WhatIsWrong(name, neighbours, path)).FirstOrDefault(wrong => wrong is not null) is { } wrong)
        {
            throw new FuzzRejectedException(wrong);
        }

        return found;
    }

    /// <summary>The method that the environment of a session's process names.</summary>
    /// <exception cref="InvalidOperationException">It names none.</exception>
    public static FuzzMethod OfEnvironment() => new(Variable(AssemblyVariable), Variable(MethodVariable), Variable(InstrumentVariable).Split(BetweenAssemblies))
    {
        Argument = Environment.GetEnvironmentVariable(ArgumentVariable),
        AlsoBeside = Environment.GetEnvironmentVariable(AlsoBesideVariable),
        Expected = (Environment.GetEnvironmentVariable(ExpectedVariable) ?? "").Split(BetweenAssemblies, StringSplitOptions.RemoveEmptyEntries),
    };

    /// <summary>Names the method to a process.</summary>
    public void WriteTo(IDictionary<string, string?> environment)
    {
        environment[AssemblyVariable] = Assembly;
        environment[MethodVariable] = Method;
        environment[ArgumentVariable] = Argument;
        environment[AlsoBesideVariable] = AlsoBeside;
        environment[ExpectedVariable] = string.Join(BetweenAssemblies, Expected);
        environment[InstrumentVariable] = string.Join(BetweenAssemblies, Instrument);
    }

    /// <summary>The methods of an assembly that can be fuzzed, each as it is named on a command line, with its parameter and what it returns.</summary>
    /// <exception cref="FuzzRejectedException">It is no assembly that can be read.</exception>
    public static IReadOnlyList<(string Method, string Parameter, string Returns)> AllOf(string assembly)
    {
        using ModuleDefinition module = Read(Path.GetFullPath(assembly));
        return
        [
            .. from type in module.GetTypes()
               from method in type.Methods
               where MethodShape.WhatIsWrong(method) is null && !method.Name.Contains('<', StringComparison.Ordinal) && !type.Name.Contains('<', StringComparison.Ordinal)
               select ($"{type.FullName.Replace('/', '+')}.{method.Name}", MethodShape.NameOf(method.Parameters[0].ParameterType), MethodShape.NameOf(method.ReturnType)),
        ];
    }

    private static ModuleDefinition Read(string assembly)
    {
        try
        {
            return ModuleDefinition.ReadModule(assembly);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or BadImageFormatException)
        {
            throw new FuzzRejectedException($"Cannot read the assembly {assembly}: {unreadable.Message}");
        }
    }

    /// <summary>The name of an assembly: X.dll means X, and so does a path to it, for what is instrumented is what the method finds beside it.</summary>
    internal static string WithoutEnding(string instrumented)
    {
        string[] parts = instrumented.Split(TypesFollow, 2);
        bool isFile = parts[0].EndsWith(".dll", StringComparison.OrdinalIgnoreCase) || parts[0].EndsWith(".exe", StringComparison.OrdinalIgnoreCase);
        return isFile ? string.Join(TypesFollow, [Path.GetFileNameWithoutExtension(parts[0]), .. parts[1..]]) : instrumented;
    }

    private static string Variable(string name) => Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set.");

    // Without loading it, which could not be undone and would need what it depends on.
    private void ThrowIfNotThere()
    {
        using ModuleDefinition module = Read(Assembly);
        TypeDefinition type = (TypeName.Length == 0 ? null : module.GetType(TypeName.Replace('+', '/')))
            ?? throw new FuzzRejectedException($"{Assembly} has no type \"{TypeName}\"; --method is Namespace.Type.Method, a nested type after a +.");
        List<MethodDefinition> named = [.. type.Methods.Where(method => method.Name == Name)];
        if (named.Count == 0)
        {
            throw new FuzzRejectedException($"Type {TypeName} has no method \"{Name}\"; what can be fuzzed is {MethodShape.Allowed}.");
        }

        List<string?> wrong = [.. named.Select(MethodShape.WhatIsWrong)];
        if (!wrong.Contains(null))
        {
            throw new FuzzRejectedException(wrong[0]!);
        }
    }
}
