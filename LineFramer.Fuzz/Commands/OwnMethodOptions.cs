using System.CommandLine;

namespace LineFraming.Fuzz;

/// <summary>The options that name a method of anyone's assembly in place of a target.</summary>
internal sealed class OwnMethodOptions
{
    /// <summary>The option with the assembly of a framer of anyone's.</summary>
    public const string FramerAssembly = "--framer-assembly";

    /// <summary>What --framer is, for people.</summary>
    public const string FramerDescription = $"A member of the bug gallery, in place of the library's framer; or, with {FramerAssembly}, the type that has the adapter of your own.";

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

    private readonly Option<string?> _framerAssembly = new(FramerAssembly)
    {
        Description = "The assembly with an adapter of LineFramer.Testing for a framer of your own; --framer is then the type that has the adapter, as Namespace.Type.",
    };

    private readonly Option<string?> _corpus = new("--corpus") { Description = "The folder of the method's committed inputs. A session begins with them; only distil writes there." };
    private readonly Option<string?> _dictionary = new("--dict") { Description = "A dictionary of libFuzzer's: words that inputs are made of." };

    /// <summary>What names the method.</summary>
    public IEnumerable<Option> ToName => [_assembly, _method, _ignore];

    /// <summary>What names the assembly of a framer of one's own.</summary>
    public Option<string?> ToFrame => _framerAssembly;

    /// <summary>What names the assembly alone.</summary>
    public Option<string?> Assembly => _assembly;

    /// <summary>What says besides what is explored, and where its inputs are.</summary>
    public IEnumerable<Option> ToReach => [_instrument, _corpus];

    /// <summary>What a session over it takes besides.</summary>
    public IEnumerable<Option> ToFuzz => [.. ToReach, _dictionary];

    /// <summary>The method that is named, or null.</summary>
    /// <exception cref="FuzzRejectedException">It is not there, or another option needs one.</exception>
    public FuzzMethod? Find(ParseResult parsed)
    {
        if (parsed.GetValue(_assembly) is { } assembly)
        {
            return FuzzMethod.Find(assembly, parsed.GetValue(_method), parsed.GetValue(_instrument) ?? []) with { Expected = parsed.GetValue(_ignore) ?? [] };
        }

        bool isOverFramer = parsed.GetValue(_framerAssembly) is not null;
        Option? stray = ToName.Concat(ToFuzz).FirstOrDefault(option => parsed.GetResult(option) is not null && !(isOverFramer && option != _method));
        return stray is null ? null : throw new FuzzRejectedException($"{stray.Name} needs --assembly.");
    }

    /// <summary>The framer of one's own that is named, or null.</summary>
    /// <exception cref="FuzzRejectedException">It is not there.</exception>
    public OutsideFramer? FindFramer(ParseResult parsed, string? framer)
    {
        if (parsed.GetValue(_framerAssembly) is not { } assembly)
        {
            return null;
        }

        if (parsed.GetValue(_assembly) is not null)
        {
            throw new FuzzRejectedException($"Either --assembly, with a method, or {FramerAssembly}, with a framer, not both.");
        }

        OutsideFramer found = OutsideFramer.Load(assembly, framer ?? throw new FuzzRejectedException($"{FramerAssembly} needs --framer, such as Namespace.Type."));
        string[] instrument = [.. (parsed.GetValue(_instrument) ?? []).Select(FuzzMethod.WithoutEnding)];
        AssemblyNeighbours neighbours = new(found.Assembly);
        return instrument.Select(name => Instrumentable.WhatIsWrong(name.Split(FuzzMethod.TypesFollow)[0], neighbours, found.Assembly)).FirstOrDefault(wrong => wrong is not null) is { } wrong
            ? throw new FuzzRejectedException(wrong)
            : found.With(instrument);
    }

    /// <summary>Whether an assembly is named and nothing about a method of it.</summary>
    public bool IsAssemblyAlone(ParseResult parsed) =>
        ToName.Concat(ToFuzz).All(option => (option == _assembly) == (parsed.GetResult(option) is not null));

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
