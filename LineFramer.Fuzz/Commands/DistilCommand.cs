using System.CommandLine;

namespace LineFraming.Fuzz;

/// <summary>The command that adds inputs found by sessions to the committed corpus.</summary>
internal static class DistilCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(TextWriter output, TextWriter error)
    {
        Argument<string?> target = new("TARGET")
        {
            Description = $"The target, or {FuzzCommandLine.Every}; not with --assembly.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Argument<string[]> paths = new("PATH")
        {
            Description = $"Folders with inputs; for {FuzzCommandLine.Every}, each with a subfolder per target. "
                + "The default is artifacts/fuzz/corpus.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<bool> install = new("--install")
        {
            Description = "Install g++ and libFuzzer if they are missing and needed to build the host.",
        };
        UserMethodOptions own = new();
        Command distil = new(
            "distil",
            "Adds to corpus/TARGET, or to the folder of --corpus, a small set of the inputs that sessions found, "
            + $"with the same coverage as all of them. {FuzzCommandLine.ExitCodes}")
        {
            target, paths, install,
        };
        own.ToName.Concat(own.ToReach).ToList().ForEach(distil.Add);
        distil.SetAction(parsed =>
        {
            try
            {
                string? name = parsed.GetValue(target);
                string[] found = parsed.GetValue(paths) ?? [];
                (FuzzFolders folders, List<Request> requests) = own.Find(parsed) is { } method
                    ? OfMethod(method, own.CorpusOf(parsed), name is null ? found : [name, .. found])
                    : OfTargets(name, found);
                return Run(folders, requests, parsed.GetValue(install), output);
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

    private static (FuzzFolders Folders, List<Request> Requests) OfTargets(string? name, string[] paths)
    {
        if (name is null)
        {
            throw new FuzzRejectedException(FuzzCommandLine.NoTarget);
        }

        Checkout checkout = Checkout.Find(Environment.CurrentDirectory);
        IEnumerable<LineTarget> targets = FuzzCommandLine.TargetsNamed(name)
            .Select(target => target with { Seeds = checkout.SeedsOf(target) });
        return (checkout.Folders,
        [
            .. from target in targets
               let found = paths.Length > 0 ? FuzzCommandLine.PathsFor(target, name, paths) : [checkout.Folders.CorpusOf(target)]
               select new Request(target, found, $"fuzz {target.Name} --seconds 60"),
        ]);
    }

    // With --assembly, the argument that is otherwise the target is the first folder.
    private static (FuzzFolders Folders, List<Request> Requests) OfMethod(FuzzMethod method, string? corpus, string[] paths)
    {
        FuzzFolders folders = new(Environment.CurrentDirectory);
        FuzzTarget target = UserMethodTarget.Of(method) with
        {
            Seeds = corpus ?? throw new FuzzRejectedException("distil --assembly needs --corpus, the folder to add to."),
        };
        string[] found = paths.Length > 0 ? FuzzCommandLine.PathsFor(target, method.Method, paths) : [folders.CorpusOf(target)];
        string words = string.Join(' ', ThisProgram.WordsOf(method).Select(ShellWord.Quote));
        return (folders, [new(target, found, $"fuzz {words} --seconds 60")]);
    }

    private static int Run(FuzzFolders folders, List<Request> requests, bool install, TextWriter output)
    {
        // The inputs are counted before the host runs, so that only those of earlier sessions count.
        List<(Request Request, int Inputs, int Committed)> counted =
        [
            .. from request in requests
               select (request, request.Found.Sum(CountOfFiles), Directory.GetFiles(request.Target.Seeds!).Length),
        ];
        HostProgram program = ThisProgram.FindHost(folders, install, output);
        using TerminationSignals signals = new();
        int failing = 0;
        foreach ((Request request, int inputs, int committed) in counted)
        {
            FuzzTarget target = request.Target;
            if (inputs == 0)
            {
                output.WriteLine($"{target.Name}: 0 inputs read; a session finds some: {request.Session}");
                continue;
            }

            Distillation distillation = new(program, target, output);
            distillation.Run(request.Found, inputs + committed, signals.Token);
            (int before, int after, int all) = distillation.Blocks;
            string seeds = Path.GetRelativePath(folders.Root, target.Seeds!);
            output.WriteLine(
                $"{target.Name}: {inputs} inputs read, {distillation.Added.Count} added to the {committed} in {seeds}; blocks "
                + $"{before} of {all} before, {after} after");
            distillation.Added.ForEach(added => output.WriteLine($"      {Path.Combine(seeds, added)}"));
            distillation.Failing.Select(SessionReport.RelativeToHere).ToList().ForEach(file => output.WriteLine(
                $"FAIL  {target.Name} {file}: not added\n      run it again: {ThisProgram.Replay(target, file)}"));
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

    private sealed record Request(FuzzTarget Target, string[] Found, string Session);
}
