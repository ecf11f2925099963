using Mono.Cecil;

namespace LineFraming.FuzzEngine;

/// <summary>The static method that a session fuzzes, and the assemblies that it instruments.</summary>
internal sealed record FuzzMethod(string Assembly, string Method, IReadOnlyList<string> Instrument)
{
    /// <summary>Separates the name of an assembly from the types to instrument.</summary>
    public const char TypesSeparator = ':';

    /// <summary>Separates the names of types.</summary>
    public const char TypeSeparator = ',';

    // A session passes the method to its processes in these environment variables.
    private const string AssemblyVariable = "LINEFRAMING_FUZZ_TARGET_ASSEMBLY";
    private const string MethodVariable = "LINEFRAMING_FUZZ_TARGET_METHOD";
    private const string ArgumentVariable = "LINEFRAMING_FUZZ_TARGET_ARGUMENT";
    private const string ExpectedVariable = "LINEFRAMING_FUZZ_EXPECTED";
    private const string InstrumentVariable = "LINEFRAMING_FUZZ_TARGET_INSTRUMENT";
    private const string OtherAssemblyVariable = "LINEFRAMING_FUZZ_TARGET_OTHER_ASSEMBLY";
    private const char AssemblySeparator = '\n';

    /// <summary>The argument of the type's <c>static void Prepare(string)</c>, called before the first input; null for no call.</summary>
    public string? Argument { get; init; }

    /// <summary>A second assembly whose dependencies can be instrumented too; null for none.</summary>
    public string? OtherAssembly { get; init; }

    /// <summary>Finds the assemblies that the method depends on.</summary>
    public AssemblyLocator Locator => new(Assembly, OtherAssembly);

    /// <summary>The simple names of the assemblies to instrument.</summary>
    public IEnumerable<string> InstrumentedAssemblies => Instrument.Select(instrumented => instrumented.Split(TypesSeparator)[0]);

    /// <summary>Full or simple names of exceptions that are not findings, in addition to those of the method's attribute.</summary>
    public IReadOnlyList<string> Expected { get; init; } = [];

    /// <summary>The full name of the method's type.</summary>
    public string TypeName => Method[..Math.Max(Method.LastIndexOf('.'), 0)];

    /// <summary>The name of the method without its type.</summary>
    public string Name => Method[(Method.LastIndexOf('.') + 1)..];

    /// <summary>Finds the method that a command line names.</summary>
    /// <exception cref="FuzzRejectedException">The method or an assembly is missing or cannot be used.</exception>
    public static FuzzMethod Find(string assembly, string? method, string[] instrument)
    {
        string path = Path.GetFullPath(assembly);
        string[] named = instrument.Length == 0 ? [Path.GetFileNameWithoutExtension(path)] : [.. instrument.Select(WithoutExtension)];
        FuzzMethod found = new(
            path, method ?? throw new FuzzRejectedException("--assembly needs --method, such as Namespace.Type.Method."), named);
        found.ThrowIfNotThere();
        AssemblyLocator locator = new(path);
        if (found.InstrumentedAssemblies.Select(name => Instrumentable.FindError(name, locator, path))
            .FirstOrDefault(wrong => wrong is not null) is { } wrong)
        {
            throw new FuzzRejectedException(wrong);
        }

        return found;
    }

    /// <summary>Reads the method from the environment variables that a session sets for its processes.</summary>
    /// <exception cref="InvalidOperationException">A variable is not set.</exception>
    public static FuzzMethod OfEnvironment() => new(
        Variable(AssemblyVariable), Variable(MethodVariable), Variable(InstrumentVariable).Split(AssemblySeparator))
    {
        Argument = Environment.GetEnvironmentVariable(ArgumentVariable),
        OtherAssembly = Environment.GetEnvironmentVariable(OtherAssemblyVariable),
        Expected = (Environment.GetEnvironmentVariable(ExpectedVariable) ?? "").Split(
            AssemblySeparator, StringSplitOptions.RemoveEmptyEntries),
    };

    /// <summary>Writes the method to the environment of a process.</summary>
    public void WriteTo(IDictionary<string, string?> environment)
    {
        environment[AssemblyVariable] = Assembly;
        environment[MethodVariable] = Method;
        environment[ArgumentVariable] = Argument;
        environment[OtherAssemblyVariable] = OtherAssembly;
        environment[ExpectedVariable] = string.Join(AssemblySeparator, Expected);
        environment[InstrumentVariable] = string.Join(AssemblySeparator, Instrument);
    }

    /// <summary>Lists the methods of an assembly that can be fuzzed, named as on a command line, with parameter and return type.</summary>
    /// <exception cref="FuzzRejectedException">The file is not a readable assembly.</exception>
    public static IReadOnlyList<(string Method, string Parameter, string Returns)> AllOf(string assembly)
    {
        using ModuleDefinition module = Read(Path.GetFullPath(assembly));
        return
        [
            .. from type in module.GetTypes()
               from method in type.Methods
               where MethodShape.FindError(method) is null && !method.Name.Contains('<', StringComparison.Ordinal)
                   && !type.Name.Contains('<', StringComparison.Ordinal)
               let name = $"{type.FullName.Replace('/', '+')}.{method.Name}"
               select (name, MethodShape.NameOf(method.Parameters[0].ParameterType), MethodShape.NameOf(method.ReturnType)),
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

    /// <summary>Reduces a path such as <c>bin/X.dll</c> to the assembly name <c>X</c>, keeping the types that follow it.</summary>
    internal static string WithoutExtension(string instrumented)
    {
        string[] parts = instrumented.Split(TypesSeparator, 2);
        bool isFile = parts[0].EndsWith(".dll", StringComparison.OrdinalIgnoreCase)
            || parts[0].EndsWith(".exe", StringComparison.OrdinalIgnoreCase);
        return isFile ? string.Join(TypesSeparator, [Path.GetFileNameWithoutExtension(parts[0]), .. parts[1..]]) : instrumented;
    }

    private static string Variable(string name) =>
        Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set.");

    // Reads the metadata instead of loading the assembly: a load cannot be undone and needs the dependencies.
    private void ThrowIfNotThere()
    {
        using ModuleDefinition module = Read(Assembly);
        TypeDefinition type = (TypeName.Length == 0 ? null : module.GetType(TypeName.Replace('+', '/')))
            ?? throw new FuzzRejectedException(
                $"{Assembly} has no type \"{TypeName}\"; --method is Namespace.Type.Method, a nested type after a +.");
        List<MethodDefinition> named = [.. type.Methods.Where(method => method.Name == Name)];
        if (named.Count == 0)
        {
            throw new FuzzRejectedException($"Type {TypeName} has no method \"{Name}\"; the fuzzer runs {MethodShape.Allowed}.");
        }

        List<string?> wrong = [.. named.Select(MethodShape.FindError)];
        if (!wrong.Contains(null))
        {
            throw new FuzzRejectedException(wrong[0]!);
        }
    }
}
