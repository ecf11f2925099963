using Mono.Cecil;

namespace LineFraming.Fuzz;

/// <summary>A static method of anyone's assembly, which a session fuzzes in place of a named target.</summary>
/// <param name="Assembly">The full path of the assembly that holds the method.</param>
/// <param name="Method">The method as <c>Namespace.Type.Method</c>, a nested type behind a <c>+</c>.</param>
/// <param name="Instrument">The simple names of the assemblies to instrument; it, or what is beside it.</param>
internal sealed record OwnMethod(string Assembly, string Method, IReadOnlyList<string> Instrument)
{
    private const string Itself = "LineFramer.Fuzz";

    // How a session tells its processes.
    private const string AssemblyVariable = "LINEFRAMING_FUZZ_OWN_ASSEMBLY";
    private const string MethodVariable = "LINEFRAMING_FUZZ_OWN_METHOD";
    private const string InstrumentVariable = "LINEFRAMING_FUZZ_OWN_INSTRUMENT";
    private const char Separator = '\n';

    private const string Allowed = "static void M(ReadOnlySpan<byte>) or static void M(byte[])";
    private const string SpanType = "System.ReadOnlySpan`1<System.Byte>";
    private const string ArrayType = "System.Byte[]";

    /// <summary>The name of its type.</summary>
    public string TypeName => Method[..Math.Max(Method.LastIndexOf('.'), 0)];

    /// <summary>Its own name.</summary>
    public string Name => Method[(Method.LastIndexOf('.') + 1)..];

    /// <summary>The method that the command line names.</summary>
    /// <param name="assembly">A path.</param>
    /// <param name="method">The method's full name.</param>
    /// <param name="instrument">Simple names; none for the assembly itself.</param>
    /// <exception cref="FuzzRefusedException">One of them cannot be had.</exception>
    public static OwnMethod Find(string assembly, string? method, string[] instrument)
    {
        string path = Path.GetFullPath(assembly);
        string own = Path.GetFileNameWithoutExtension(path);
        OwnMethod found = new(path, method ?? throw new FuzzRefusedException("--assembly needs --method, such as Namespace.Type.Method."), instrument.Length == 0 ? [own] : instrument);
        found.ThrowIfNotThere();
        AssemblyNeighbours neighbours = new(path);
        foreach (string name in found.Instrument)
        {
            if (name == Itself)
            {
                throw new FuzzRefusedException($"{Itself} cannot be instrumented, for it is what instruments; --instrument names another.");
            }

            if (neighbours.PathOf(new(name)) is null)
            {
                throw new FuzzRefusedException($"There is no assembly named \"{name}\" to instrument beside {path}.");
            }
        }

        return found;
    }

    /// <summary>The method that the environment of a session's process names; null if it runs a named target.</summary>
    public static OwnMethod? OfEnvironment() => Environment.GetEnvironmentVariable(AssemblyVariable) is { } assembly
        ? new(assembly, Environment.GetEnvironmentVariable(MethodVariable)!, Environment.GetEnvironmentVariable(InstrumentVariable)!.Split(Separator))
        : null;

    /// <summary>Names the method to a process.</summary>
    public void WriteTo(IDictionary<string, string?> environment)
    {
        environment[AssemblyVariable] = Assembly;
        environment[MethodVariable] = Method;
        environment[InstrumentVariable] = string.Join(Separator, Instrument);
    }

    // Without loading it, which could not be undone and would need what it depends on.
    private void ThrowIfNotThere()
    {
        try
        {
            using ModuleDefinition module = ModuleDefinition.ReadModule(Assembly);
            TypeDefinition type = (TypeName.Length == 0 ? null : module.GetType(TypeName.Replace('+', '/')))
                ?? throw new FuzzRefusedException($"{Assembly} has no type \"{TypeName}\"; --method is Namespace.Type.Method, a nested type behind a +.");
            List<MethodDefinition> named = [.. type.Methods.Where(method => method.Name == Name)];
            if (named.Count == 0)
            {
                throw new FuzzRefusedException($"Type {TypeName} has no method \"{Name}\"; what can be fuzzed is {Allowed}.");
            }

            if (!named.Exists(CanRun))
            {
                throw new FuzzRefusedException($"{named[0].FullName} cannot be fuzzed; what can is {Allowed}, not generic.");
            }
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or BadImageFormatException)
        {
            throw new FuzzRefusedException($"Cannot read the assembly {Assembly}: {unreadable.Message}");
        }
    }

    private static bool CanRun(MethodDefinition method) =>
        method is { IsStatic: true, HasGenericParameters: false, DeclaringType.HasGenericParameters: false, ReturnType.MetadataType: MetadataType.Void, Parameters.Count: 1 }
        && method.Parameters[0].ParameterType.FullName is SpanType or ArrayType;
}
