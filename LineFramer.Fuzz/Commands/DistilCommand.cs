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
        Option<bool> install = new("--install") { Description = "Install gcc and libFuzzer if the host has to be built and they are missing." };
        Command distil = new("distil", $"Adds to corpus/TARGET the fewest of the inputs found by sessions that reach all they reach. {FuzzCommandLine.ExitCodes}") { target, paths, install };
        distil.SetAction(parsed =>
        {
            try
            {
                return Run(parsed.GetRequiredValue(target), parsed.GetValue(paths) ?? [], parsed.GetValue(install), output);
            }
            catch (FuzzRejectedException rejected)
            {
                error.WriteLine(rejected.Message);
                return rejected.ExitCode;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                error.WriteLine(failure.Message);
                return FuzzExitCode.Incomplete;
            }
        });
        return distil;
    }

    private static int Run(string name, string[] paths, bool install, TextWriter output)
    {
        Checkout checkout = Checkout.Find(Environment.CurrentDirectory);
        List<LineTarget> targets = [.. FuzzCommandLine.TargetsNamed(name).Select(target => target with { Seeds = checkout.SeedsOf(target) })];
        List<(LineTarget Target, string[] Found, int Inputs)> orders =
        [
            .. from target in targets
               let found = paths.Length > 0 ? FuzzCommandLine.PathsFor(target, name, paths) : [checkout.Folders.CorpusOf(target)]
               select (target, found, found.Sum(CountOfFiles)),
        ];
        Dictionary<LineTarget, int> committed = targets.ToDictionary(target => target, target => Directory.GetFiles(target.Seeds!).Length);
        HostProgram program = ThisProgram.FindHost(checkout.Folders, install, output);
        using EndingSignals signals = new();
        int failing = 0;
        foreach ((LineTarget target, string[] found, int inputs) in orders)
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
            distillation.Failing.ForEach(file => output.WriteLine($"FAIL  {target.Name} {file}: not added\n      run it again: {ThisProgram.Replay(target, file)}"));
            failing += distillation.Failing.Count;
        }

        return failing == 0 ? 0 : FuzzExitCode.Found;
    }

    private static int CountOfFiles(string folder)
    {
        try
        {
            return FuzzCorpus.FilesOf(folder).Count;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new FuzzRejectedException($"Cannot read {folder}: {unreadable.Message}");
        }
    }
}
