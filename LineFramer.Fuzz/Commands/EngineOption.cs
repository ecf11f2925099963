using System.CommandLine;

namespace LineFraming.Fuzz;

/// <summary>The engine that runs the targets of a session.</summary>
internal enum FuzzEngineName
{
    /// <summary>libFuzzer and the .NET runtime in one process.</summary>
    InProcess,

    /// <summary>SharpFuzz, with the target in a separate process.</summary>
    SharpFuzz,
}

/// <summary>The option <c>--engine</c>.</summary>
internal static class EngineOption
{
    private const string Both = "both";

    private static readonly Dictionary<string, FuzzEngineName[]> Engines = new()
    {
        ["in-process"] = [FuzzEngineName.InProcess],
        ["sharpfuzz"] = [FuzzEngineName.SharpFuzz],
        [Both] = [FuzzEngineName.InProcess, FuzzEngineName.SharpFuzz],
    };

    /// <summary>Creates the option; its value is the list of engines to run.</summary>
    public static Option<FuzzEngineName[]> Create(string description, bool takesBoth = false)
    {
        string[] names = [.. Engines.Keys.Where(name => takesBoth || name != Both)];
        return new("--engine")
        {
            Description = $"{description}: {string.Join(", ", names)}.",
            HelpName = string.Join('|', names),
            Arity = ArgumentArity.ExactlyOne,
            DefaultValueFactory = _ => [FuzzEngineName.InProcess],
            CustomParser = result =>
            {
                string word = result.Tokens[^1].Value;
                if (names.Contains(word))
                {
                    return Engines[word];
                }

                result.AddError($"--engine must be one of {string.Join(", ", names)}, not \"{word}\".");
                return null;
            },
        };
    }

    /// <summary>Finds the program that the sessions of an engine run.</summary>
    /// <exception cref="FuzzRejectedException">Something that is needed to build the program is missing.</exception>
    public static ISessionProgram FindProgram(FuzzEngineName engine, FuzzFolders folders, bool install, TextWriter output) =>
        engine == FuzzEngineName.SharpFuzz
        ? new SharpFuzzProgram(NativeHost.Find(NativeProgram.Driver, ThisProgram.HostCache, install, output))
        : ThisProgram.FindHost(folders, install, output);
}
