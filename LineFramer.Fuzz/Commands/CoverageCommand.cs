using System.CommandLine;
using System.Xml;

namespace LineFraming.Fuzz;

/// <summary>The command that reports which lines and branches the inputs of a target or of a user's method reach.</summary>
internal static class CoverageCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(TextWriter output, TextWriter error)
    {
        Argument<string?> target = new("TARGET")
        {
            Description = $"The target, or {FuzzCommandLine.Every} for the corpus of all targets. Not with --assembly.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Argument<string[]> paths = new("PATH")
        {
            Description = "More files or folders with inputs, such as artifacts/fuzz/corpus/TARGET; "
                + $"for {FuzzCommandLine.Every} a folder with a subfolder per target. "
                + "With --assembly but without --corpus, the default is artifacts/fuzz/corpus/METHOD.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        UserMethodOptions own = new();
        Command coverage = new(
            "coverage",
            "Reports which lines and branches are reached: of the library by the corpus of a target, "
            + $"or of instrumented assemblies by the inputs of your own method. {FuzzCommandLine.ExitCodes}")
        {
            target, paths,
        };
        own.ToName.Concat(own.ToReach).ToList().ForEach(coverage.Add);
        coverage.SetAction(parsed =>
        {
            try
            {
                string? name = parsed.GetValue(target);
                string[] more = parsed.GetValue(paths) ?? [];
                return own.Find(parsed) is { } method
                    ? OfMethod(method, own.CorpusOf(parsed), name is null ? more : [name, .. more], output)
                    : OfTargets(name ?? throw new FuzzRejectedException(FuzzCommandLine.NoTarget), more, output);
            }
            catch (FuzzRejectedException rejected)
            {
                error.WriteLine(rejected.Message);
                return rejected.ExitCode;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or XmlException)
            {
                error.WriteLine(failure.Message);
                return FuzzExitCode.Incomplete;
            }
        });
        return coverage;
    }

    private static int OfTargets(string name, string[] paths, TextWriter output)
    {
        List<LineTarget> targets = FuzzCommandLine.TargetsNamed(name);
        Checkout checkout = Checkout.Find(Environment.CurrentDirectory);
        List<(LineTarget Target, string Path)> inputs = [];
        foreach (LineTarget target in targets)
        {
            inputs.Add((target, checkout.SeedsOf(target)));
            inputs.AddRange(FuzzCommandLine.PathsFor(target, name, paths).Select(path => (target, path)));
        }

        int files = inputs.Sum(input => FilesOf(input.Path).Count);
        output.WriteLine($"{name}: dotnet test runs {files} inputs and counts the lines they reach");
        using TerminationSignals signals = new();
        CorpusCoverage coverage = new(checkout, name);
        bool passed = coverage.Count(inputs, signals.Token);
        Report(coverage.CoberturaFile, checkout.Root, checkout.Root, output, signals.Token);
        return Passed(passed, output);
    }

    // With --assembly, the argument that is otherwise the target is the first path.
    private static int OfMethod(FuzzMethod method, string? corpus, string[] paths, TextWriter output)
    {
        FuzzFolders folders = new(Environment.CurrentDirectory);
        string[] named = corpus is null ? paths : [corpus, .. paths];
        string[] files = [.. (named.Length > 0 ? named : [folders.CorpusOf(UserMethodTarget.Of(method))]).SelectMany(FilesOf)];
        if (files.Length == 0)
        {
            string corpusFolder = Path.Combine("artifacts", "fuzz", "corpus", method.Method);
            throw new FuzzRejectedException($"There are no inputs. A session finds some and writes them to {corpusFolder}.");
        }

        output.WriteLine($"{method.Method}: {files.Length} inputs are run on code that counts its lines");
        using TerminationSignals signals = new();
        MethodCoverage coverage = new(method, Path.Combine(folders.Root, "artifacts", "coverage", method.Method));
        (List<string> failing, List<(LineTable Table, uint[] Counts)> counted) = coverage.Count(files);
        foreach ((LineTable table, uint[] counts) in counted.Where(each => each.Table.NoLinesReason is not null))
        {
            MethodCoverage.WithoutLines(table, counts).ToList().ForEach(output.WriteLine);
        }

        counted.RemoveAll(each => each.Table.NoLinesReason is not null);
        if (counted.Count == 0)
        {
            throw new FuzzRejectedException(
                "None of the instrumented assemblies has symbols, so there is neither a Cobertura file nor a page.",
                FuzzExitCode.Incomplete);
        }

        string cobertura = Path.Combine(coverage.Folder, "coverage.cobertura.xml");
        string root = CoberturaFile.Write(cobertura, counted);
        Report(cobertura, root, folders.Root, output, signals.Token);
        failing.ForEach(
            file => output.WriteLine($"FAIL  {file}\n      run it again: {ThisProgram.Replay(UserMethodTarget.Of(method), file)}"));
        return Passed(failing.Count == 0, output);
    }

    private static void Report(string cobertura, string root, string here, TextWriter output, CancellationToken ending)
    {
        CoberturaReport report = CoberturaReport.Read(cobertura, root);
        foreach (string line in report.Summary().Concat(report.Unreached()))
        {
            output.WriteLine(line);
        }

        string page = CoveragePage.Write(cobertura, Path.GetDirectoryName(cobertura)!, ending);
        output.WriteLine($"{Path.GetRelativePath(here, cobertura)}, {Path.GetRelativePath(here, page)}");
    }

    private static int Passed(bool passed, TextWriter output)
    {
        if (!passed)
        {
            output.WriteLine("Some inputs fail; replay shows which, and why.");
        }

        return passed ? 0 : FuzzExitCode.Found;
    }

    private static IReadOnlyList<string> FilesOf(string path)
    {
        try
        {
            return FuzzCorpus.FilesOf(path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new FuzzRejectedException($"Cannot read {path}: {unreadable.Message}");
        }
    }
}
