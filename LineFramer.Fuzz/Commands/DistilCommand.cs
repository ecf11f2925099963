using System.CommandLine;

namespace LineFraming.Fuzz;

/// <summary>The command that takes what sessions found into the committed corpus.</summary>
internal static class DistilCommand
{
    /// <summary>The command.</summary>
    public static Command Create(TextWriter output, TextWriter error)
    {
        Argument<string?> target = new("TARGET") { Description = $"The target, or {FuzzCommandLine.Every}; not with --assembly.", Arity = ArgumentArity.ZeroOrOne };
        Argument<string[]> paths = new("PATH")
        {
            Description = $"Folders with inputs; for {FuzzCommandLine.Every}, each with a folder for every target. Without any, artifacts/fuzz/corpus.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<bool> install = new("--install") { Description = "Install gcc and libFuzzer if the host has to be built and they are missing." };
        OwnMethodOptions own = new();
        Command distil = new("distil", $"Adds to corpus/TARGET, or to the folder of --corpus, the fewest of the inputs found by sessions that reach all they reach. {FuzzCommandLine.ExitCodes}") { target, paths, install };
        own.ToName.Concat(own.ToReach).ToList().ForEach(distil.Add);
        distil.SetAction(parsed =>
        {
            try
            {
                string? name = parsed.GetValue(target);
                string[] found = parsed.GetValue(paths) ?? [];
                (FuzzFolders folders, List<Order> orders) = own.Find(parsed) is { } method
                    ? OfMethod(method, own.CorpusOf(parsed), name is null ? found : [name, .. found])
                    : OfTargets(name, found);
                return Run(folders, orders, parsed.GetValue(install), output);
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

    private static (FuzzFolders Folders, List<Order> Orders) OfTargets(string? name, string[] paths)
    {
        if (name is null)
        {
            throw new FuzzRejectedException($"What is to be distilled is missing: a target ({FuzzCommandLine.Targets}), or --assembly with --method.");
        }

        Checkout checkout = Checkout.Find(Environment.CurrentDirectory);
        IEnumerable<LineTarget> targets = FuzzCommandLine.TargetsNamed(name).Select(target => target with { Seeds = checkout.SeedsOf(target) });
        return (checkout.Folders,
        [
            .. from target in targets
               let found = paths.Length > 0 ? FuzzCommandLine.PathsFor(target, name, paths) : [checkout.Folders.CorpusOf(target)]
               select new Order(target, found, $"fuzz {target.Name} --seconds 60"),
        ]);
    }

    // What would be the target is the first of the folders where there is a method in place of one.
    private static (FuzzFolders Folders, List<Order> Orders) OfMethod(FuzzMethod method, string? corpus, string[] paths)
    {
        FuzzFolders folders = new(Environment.CurrentDirectory);
        FuzzTarget target = OwnTarget.Of(method) with
        {
            Seeds = corpus ?? throw new FuzzRejectedException("distil --assembly needs --corpus, the folder to which it adds."),
        };
        string[] found = paths.Length > 0 ? FuzzCommandLine.PathsFor(target, method.Method, paths) : [folders.CorpusOf(target)];
        return (folders, [new(target, found, $"fuzz {string.Join(' ', ThisProgram.WordsOf(method).Select(ShellWord.Quote))} --seconds 60")]);
    }

    private static int Run(FuzzFolders folders, List<Order> orders, bool install, TextWriter output)
    {
        // What a session before this command has found, and no more.
        List<(Order Order, int Inputs, int Committed)> counted = [.. orders.Select(order => (order, order.Found.Sum(CountOfFiles), Directory.GetFiles(order.Target.Seeds!).Length))];
        HostProgram program = ThisProgram.FindHost(folders, install, output);
        using EndingSignals signals = new();
        int failing = 0;
        foreach ((Order order, int inputs, int committed) in counted)
        {
            FuzzTarget target = order.Target;
            if (inputs == 0)
            {
                output.WriteLine($"{target.Name}: 0 inputs read; a session finds some: {order.Session}");
                continue;
            }

            Distillation distillation = new(program, target, output);
            distillation.Run(order.Found, inputs + committed, signals.Token);
            (int before, int after, int all) = distillation.Blocks;
            string seeds = Path.GetRelativePath(folders.Root, target.Seeds!);
            output.WriteLine(
                $"{target.Name}: {inputs} inputs read, {distillation.Added.Count} added to the {committed} in {seeds}; blocks {before} of {all} before, {after} after");
            distillation.Added.ForEach(added => output.WriteLine($"      {Path.Combine(seeds, added)}"));
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

    private sealed record Order(FuzzTarget Target, string[] Found, string Session);
}
