using System.CommandLine;
using System.Xml;

namespace LineFraming.Fuzz;

/// <summary>The command that reports which lines and branches of the library the corpus reaches.</summary>
internal static class CoverageCommand
{
    /// <summary>The command.</summary>
    public static Command Create(TextWriter output, TextWriter error)
    {
        Argument<string> target = new("TARGET") { Description = $"The target, or {FuzzCommandLine.Every}: what the corpus of all of them reaches." };
        Argument<string[]> paths = new("PATH")
        {
            Description = $"More inputs, files or folders, such as artifacts/fuzz/corpus/TARGET; for {FuzzCommandLine.Every} a folder with one for each target.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Command coverage = new("coverage", $"Reports which lines and branches of the library the corpus of a target reaches, and which not. {FuzzCommandLine.ExitCodes}") { target, paths };
        coverage.SetAction(parsed =>
        {
            try
            {
                return Run(parsed.GetRequiredValue(target), parsed.GetValue(paths) ?? [], output);
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

    private static int Run(string name, string[] paths, TextWriter output)
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
        CoberturaReport report = CoberturaReport.Read(coverage.CoberturaFile, checkout.Root);
        foreach (string line in report.Summary().Concat(report.Unreached()))
        {
            output.WriteLine(line);
        }

        coverage.WritePage(signals.Token);
        output.WriteLine($"{Path.GetRelativePath(checkout.Root, coverage.CoberturaFile)}, {Path.GetRelativePath(checkout.Root, coverage.Page)}");
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
