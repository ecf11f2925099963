using System.CommandLine;
using System.Xml;

namespace LineFraming.Fuzz;

/// <summary>The command that reports which lines and branches the inputs of a target, or of a method of one's own, reach.</summary>
internal static class CoverageCommand
{
    /// <summary>The command.</summary>
    public static Command Create(TextWriter output, TextWriter error)
    {
        Argument<string?> target = new("TARGET")
        {
            Description = $"The target, or {FuzzCommandLine.Every}: what the corpus of all of them reaches. Not with --assembly.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Argument<string[]> paths = new("PATH")
        {
            Description = $"More inputs, files or folders, such as artifacts/fuzz/corpus/TARGET; for {FuzzCommandLine.Every} a folder with one for each target. With --assembly and without --corpus, artifacts/fuzz/corpus/METHOD by default.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        OwnMethodOptions own = new();
        Command coverage = new("coverage", $"Reports which lines and branches the corpus of a target reaches, and which not: of the library, or of what a method of one's own instruments. {FuzzCommandLine.ExitCodes}") { target, paths };
        own.ToName.Concat(own.ToReach).ToList().ForEach(coverage.Add);
        coverage.SetAction(parsed =>
        {
            try
            {
                string? name = parsed.GetValue(target);
                string[] more = parsed.GetValue(paths) ?? [];
                return own.Find(parsed) is { } method ? OfMethod(method, own.CorpusOf(parsed), name is null ? more : [name, .. more], output)
                    : name is not null ? OfTargets(name, more, output)
                    : throw new FuzzRejectedException($"What is to be counted is missing: a target ({FuzzCommandLine.Targets}), or --assembly with --method.");
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
        output.WriteLine($"{name}: {files} inputs are run by dotnet test, which counts the lines they reach");
        using EndingSignals signals = new();
        CorpusCoverage coverage = new(checkout, name);
        bool passed = coverage.Count(inputs, signals.Token);
        Report(coverage.CoberturaFile, checkout.Root, checkout.Root, output, signals.Token);
        return Passed(passed, output);
    }

    // What would be the target is the first of the paths where there is a method in place of one.
    private static int OfMethod(FuzzMethod method, string? corpus, string[] paths, TextWriter output)
    {
        FuzzFolders folders = new(Environment.CurrentDirectory);
        string[] named = corpus is null ? paths : [corpus, .. paths];
        string[] files = [.. (named.Length > 0 ? named : [folders.CorpusOf(OwnTarget.Of(method))]).SelectMany(FilesOf)];
        if (files.Length == 0)
        {
            throw new FuzzRejectedException($"There are no inputs, so nothing would be reached; a session finds some, and then they are in {Path.Combine("artifacts", "fuzz", "corpus", method.Method)}.");
        }

        output.WriteLine($"{method.Method}: {files.Length} inputs are run over code that counts its lines");
        using EndingSignals signals = new();
        MethodCoverage coverage = new(method, Path.Combine(folders.Root, "artifacts", "coverage", method.Method));
        (List<string> failing, List<(LineTable Table, uint[] Counts)> counted) = coverage.Count(files);
        foreach ((LineTable table, uint[] counts) in counted.Where(each => each.Table.WhyNoLines is not null))
        {
            MethodCoverage.WithoutLines(table, counts).ToList().ForEach(output.WriteLine);
        }

        counted.RemoveAll(each => each.Table.WhyNoLines is not null);
        if (counted.Count == 0)
        {
            throw new FuzzRejectedException("Nothing of what is instrumented has symbols, so there is neither a Cobertura file nor a page.", FuzzExitCode.Incomplete);
        }

        string cobertura = Path.Combine(coverage.Folder, "coverage.cobertura.xml");
        string root = CoberturaFile.Write(cobertura, counted);
        Report(cobertura, root, folders.Root, output, signals.Token);
        failing.ForEach(file => output.WriteLine($"FAIL  {file}\n      run it again: {ThisProgram.Replay(OwnTarget.Of(method), file)}"));
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
            output.WriteLine("Not every input passes its target; replay says which, and why.");
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
