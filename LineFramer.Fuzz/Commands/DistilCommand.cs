using System.CommandLine;

namespace LineFraming.Fuzz;

/// <summary>The command that takes what sessions found into the committed corpus.</summary>
internal static class DistilCommand
{
    /// <summary>The command.</summary>
    public static Command Create(TextWriter output, TextWriter error)
    {
        Argument<string> target = new("TARGET") { Description = $"The target, or {FuzzCommandLine.Every}." };
        Argument<string[]> paths = new("PATH")
        {
            Description = $"Folders with inputs; for {FuzzCommandLine.Every}, each with a folder for every target. Without any, artifacts/fuzz/corpus.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<bool> install = new("--install") { Description = "Install gcc and libFuzzer if they are missing, through sudo; root always does." };
        Command distil = new("distil", "Adds to corpus/TARGET the fewest of the inputs found by sessions that reach all they reach.") { target, paths, install };
        distil.SetAction(parsed =>
        {
            try
            {
                Run(parsed.GetRequiredValue(target), parsed.GetValue(paths) ?? [], parsed.GetValue(install), output);
                return 0;
            }
            catch (Exception refused) when (refused is FuzzRefusedException or IOException or UnauthorizedAccessException)
            {
                error.WriteLine(refused.Message);
                return FuzzCommandLine.Refused;
            }
        });
        return distil;
    }

    private static void Run(string name, string[] paths, bool install, TextWriter output)
    {
        List<FuzzTarget> targets = FuzzCommandLine.TargetsNamed(name);
        FuzzFolders folders = FuzzFolders.Find(Environment.CurrentDirectory);
        List<(FuzzTarget Target, string[] Found, int Inputs)> orders =
        [
            .. from target in targets
               let found = paths.Length > 0 ? FuzzCommandLine.PathsFor(target, name, paths) : [folders.CorpusOf(target.Name)]
               select (target, found, found.Sum(path => Directory.GetFiles(path, "*", SearchOption.AllDirectories).Length)),
        ];
        Dictionary<FuzzTarget, int> committed = targets.ToDictionary(target => target, target => Directory.GetFiles(folders.SeedsOf(target.Name)).Length);
        HostProgram program = HostProgram.Find(folders, install, output);
        using EndingSignals signals = new();
        foreach ((FuzzTarget target, string[] found, int inputs) in orders)
        {
            if (inputs == 0)
            {
                output.WriteLine($"{target.Name}: 0 inputs read; a session finds some: fuzz {target.Name} --seconds 60");
                continue;
            }

            Distillation distillation = new(program, target, output);
            distillation.Run(found, inputs + committed[target], signals.Token);
            (int before, int after, int all) = distillation.Blocks;
            output.WriteLine(
                $"{target.Name}: {inputs} inputs read, {distillation.Added.Count} added to the {committed[target]} in corpus/{target.Name}; blocks {before} of {all} before, {after} after");
            distillation.Added.ForEach(added => output.WriteLine($"      corpus/{target.Name}/{added}"));
        }
    }
}
