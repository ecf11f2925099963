using System.CommandLine;

namespace LineFraming.Fuzz;

/// <summary>The options that name a method of anyone's assembly in place of a target.</summary>
internal sealed class OwnMethodOptions
{
    /// <summary>What to say of --framer beside them.</summary>
    public const string NoFramer = "--framer goes with a target, not with --assembly.";

    private readonly Option<string?> _assembly = new("--assembly") { Description = "In place of TARGET, the assembly with a method of your own." };
    private readonly Option<string?> _method = new("--method") { Description = $"The method, as Namespace.Type.Method: {MethodShape.Allowed}." };
    private readonly Option<string[]> _instrument = new("--instrument")
    {
        Description = "The names of assemblies beside it that are to be explored; without any, the assembly itself.",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string[]> _ignore = new("--ignore")
    {
        Description = "The names of exceptions that the method is documented to throw: they, and those derived from them, are no finding. So are those of an attribute MayThrow on the method.",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string?> _corpus = new("--corpus") { Description = "A folder of inputs to begin with; it is read, never written." };
    private readonly Option<string?> _dictionary = new("--dict") { Description = "A dictionary of libFuzzer's: words that inputs are made of." };

    /// <summary>What names the method.</summary>
    public IEnumerable<Option> ToName => [_assembly, _method, _ignore];

    /// <summary>What a session over it takes besides.</summary>
    public IEnumerable<Option> ToFuzz => [_instrument, _corpus, _dictionary];

    /// <summary>The method that is named, or null.</summary>
    /// <exception cref="FuzzRejectedException">It is not there, or another option needs one.</exception>
    public FuzzMethod? Find(ParseResult parsed)
    {
        if (parsed.GetValue(_assembly) is { } assembly)
        {
            return FuzzMethod.Find(assembly, parsed.GetValue(_method), parsed.GetValue(_instrument) ?? []) with { Expected = parsed.GetValue(_ignore) ?? [] };
        }

        Option? stray = ToName.Concat(ToFuzz).FirstOrDefault(option => parsed.GetResult(option) is not null);
        return stray is null ? null : throw new FuzzRejectedException($"{stray.Name} needs --assembly.");
    }

    /// <summary>The folder of inputs to begin with, or null.</summary>
    /// <exception cref="FuzzRejectedException">It is not there.</exception>
    public string? CorpusOf(ParseResult parsed) => parsed.GetValue(_corpus) switch
    {
        null => null,
        { } folder when Directory.Exists(folder) => Path.GetFullPath(folder),
        { } missing => throw new FuzzRejectedException($"There is no folder {missing} to begin with."),
    };

    /// <summary>The dictionary, or null.</summary>
    /// <exception cref="FuzzRejectedException">It is not there.</exception>
    public string? DictionaryOf(ParseResult parsed) => parsed.GetValue(_dictionary) switch
    {
        null => null,
        { } file when File.Exists(file) => Path.GetFullPath(file),
        { } missing => throw new FuzzRejectedException($"There is no dictionary {missing}."),
    };
}
