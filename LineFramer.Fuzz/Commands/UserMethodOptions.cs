using System.CommandLine;

namespace LineFraming.Fuzz;

/// <summary>The options that name a user's method, or a user's framer, in place of a built-in one.</summary>
internal sealed class UserMethodOptions
{
    /// <summary>The name of the option for the assembly of a user's framer.</summary>
    public const string FramerAssembly = "--framer-assembly";

    /// <summary>The description of --framer.</summary>
    public const string FramerDescription =
        $"A member of the bug gallery to run in place of the library's framer; or, with {FramerAssembly}, the type with your adapter.";

    /// <summary>The message for --framer together with --assembly.</summary>
    public const string NoFramer = "--framer can be used with a target, not with --assembly.";

    private readonly Option<string?> _assembly = new("--assembly")
    {
        Description = "The assembly with your own method, in place of TARGET.",
    };
    private readonly Option<string?> _method = new("--method")
    {
        Description = $"The method, as Namespace.Type.Method: {MethodShape.Allowed}.",
    };
    private readonly Option<string[]> _instrument = new("--instrument")
    {
        Description = "The names of the assemblies next to it to instrument; by default, the assembly itself.",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string[]> _ignore = new("--ignore")
    {
        Description = "The names of exceptions that the method is documented to throw. They and exceptions derived from them "
            + "are not findings; nor are those of a MayThrow attribute on the method.",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string?> _framerAssembly = new(FramerAssembly)
    {
        Description = "The assembly with a LineFramer.Testing adapter for your own framer; "
            + "--framer is then the type with the adapter, as Namespace.Type.",
    };

    private readonly Option<string?> _corpus = new("--corpus")
    {
        Description = "The folder with the method's committed inputs. A session starts with them; only distil writes there.",
    };
    private readonly Option<string?> _dictionary = new("--dict") { Description = "A libFuzzer dictionary with words that inputs contain." };

    /// <summary>The options that name the method.</summary>
    public IEnumerable<Option> ToName => [_assembly, _method, _ignore];

    /// <summary>The option for the assembly of a user's framer.</summary>
    public Option<string?> ToFrame => _framerAssembly;

    /// <summary>The option for the assembly.</summary>
    public Option<string?> Assembly => _assembly;

    /// <summary>The options for what is instrumented and for the corpus.</summary>
    public IEnumerable<Option> ToReach => [_instrument, _corpus];

    /// <summary>The options of a session in addition to those that name the method.</summary>
    public IEnumerable<Option> ToFuzz => [.. ToReach, _dictionary];

    /// <summary>Returns the method that the command line names; null if it names none.</summary>
    /// <exception cref="FuzzRejectedException">The method does not exist, or another option needs one.</exception>
    public FuzzMethod? Find(ParseResult parsed)
    {
        if (parsed.GetValue(_assembly) is { } assembly)
        {
            FuzzMethod found = FuzzMethod.Find(assembly, parsed.GetValue(_method), parsed.GetValue(_instrument) ?? []);
            return found with { Expected = parsed.GetValue(_ignore) ?? [] };
        }

        bool isOverFramer = parsed.GetValue(_framerAssembly) is not null;
        Option? stray = ToName.Concat(ToFuzz)
            .FirstOrDefault(option => parsed.GetResult(option) is not null && !(isOverFramer && option != _method));
        return stray is null ? null : throw new FuzzRejectedException($"{stray.Name} needs --assembly.");
    }

    /// <summary>Returns the user's framer that the command line names; null if it names none.</summary>
    /// <exception cref="FuzzRejectedException">It does not exist.</exception>
    public ExternalFramer? FindFramer(ParseResult parsed, string? framer)
    {
        if (parsed.GetValue(_framerAssembly) is not { } assembly)
        {
            return null;
        }

        if (parsed.GetValue(_assembly) is not null)
        {
            throw new FuzzRejectedException($"Either --assembly, with a method, or {FramerAssembly}, with a framer, not both.");
        }

        ExternalFramer found = ExternalFramer.Load(
            assembly, framer ?? throw new FuzzRejectedException($"{FramerAssembly} needs --framer, such as Namespace.Type."));
        string[] instrument = [.. (parsed.GetValue(_instrument) ?? []).Select(FuzzMethod.WithoutExtension)];
        AssemblyLocator locator = new(found.Assembly);
        return instrument.Select(name => Instrumentable.FindError(name.Split(FuzzMethod.TypesSeparator)[0], locator, found.Assembly))
            .FirstOrDefault(wrong => wrong is not null) is { } wrong
            ? throw new FuzzRejectedException(wrong)
            : found.With(instrument);
    }

    /// <summary>Whether --assembly is the only one of these options.</summary>
    public bool IsAssemblyAlone(ParseResult parsed) =>
        ToName.Concat(ToFuzz).All(option => (option == _assembly) == (parsed.GetResult(option) is not null));

    /// <summary>Returns the folder of --corpus, or null.</summary>
    /// <exception cref="FuzzRejectedException">It does not exist.</exception>
    public string? CorpusOf(ParseResult parsed) => parsed.GetValue(_corpus) switch
    {
        null => null,
        { } folder when Directory.Exists(folder) => Path.GetFullPath(folder),
        { } missing => throw new FuzzRejectedException($"The folder of --corpus, {missing}, does not exist."),
    };

    /// <summary>Returns the file of --dict, or null.</summary>
    /// <exception cref="FuzzRejectedException">It does not exist.</exception>
    public string? DictionaryOf(ParseResult parsed) => parsed.GetValue(_dictionary) switch
    {
        null => null,
        { } file when File.Exists(file) => Path.GetFullPath(file),
        { } missing => throw new FuzzRejectedException($"The file of --dict, {missing}, does not exist."),
    };
}
