using System.CommandLine;

namespace LineFraming.Benchmarks;

/// <summary>The commands that measure or show the framer's speed.</summary>
internal static class SpeedCommands
{
    private const string LengthsFile = "docs/performance/lengths.csv";

    private const string LengthsPlot = "docs/performance/lengths.svg";

    public static Command Ratios(TextWriter output)
    {
        Argument<string?> part = new("PART")
        {
            Description = "Only the part cached, long lines in 256 KiB that stay in the cache, beside IndexOf; or automaton, long and many "
                + "delimiters, which are to take the same time a byte. [default: all]",
            Arity = ArgumentArity.ZeroOrOne,
        };
        part.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var value }] && !Benchmarks.Ratios.Parts.Contains(value))
            {
                result.AddError($"PART \"{value}\" is not {string.Join(" or ", Benchmarks.Ratios.Parts)}.");
            }
        });
        Command command = new(
            "ratios", "Compares the speed of the framer with alternatives, and each ratio with its target, in four minutes.") { part };
        command.SetAction(parsed =>
        {
            Ratios ratios = new(output);
            if (parsed.GetValue(part) is { } name)
            {
                ratios.Print(name);
            }
            else
            {
                ratios.Print();
            }
        });
        return command;
    }

    public static Command Rules(TextWriter output) => Make(
        "rules", "What each rule costs: the framer with the rule, compared with the framer without it.", () => RuleCosts.Print(output));

    public static Command Properties(TextWriter output) => Make(
        "properties", "How many cases a second each property of the suites checks.", () => PropertySpeeds.Print(output));

    public static Command Targets(TextWriter output)
    {
        Argument<string?> corpus = new("FOLDER")
        {
            Description = "With a folder of inputs for each target. [default: corpus]",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Command command = new("targets", "How many times a second the fuzzing targets run without an engine.") { corpus };
        command.SetAction(parsed => TargetSpeeds.Print(output, parsed.GetValue(corpus) ?? InRoot("corpus")));
        return command;
    }

    public static Command Lengths(TextWriter output) => Make(
        "lengths",
        $"Measures nanoseconds a line by length of line, and writes {LengthsFile}.",
        () => LineLengths.Measure(InRoot(LengthsFile), output));

    public static Command Plot(TextWriter output) => Make(
        "plot",
        $"Draws {LengthsPlot} from what lengths wrote.",
        () => output.WriteLine($"{LengthsPlotter.Draw(InRoot(LengthsFile), InRoot(LengthsPlot))} series drawn to {LengthsPlot}"));

    public static Command Profile(TextWriter output)
    {
        Option<int> seconds = BenchmarkCommandLine.Number("--seconds", "For how long.", 30);
        Command command = new("profile", "Frames typical lines over and over, and says how to watch that with perf.") { seconds };
        command.SetAction(parsed => Profiling.Run(parsed.GetValue(seconds), output));
        return command;
    }

    private static Command Make(string name, string description, Action run)
    {
        Command command = new(name, description);
        command.SetAction(_ => run());
        return command;
    }

    private static string InRoot(string file)
    {
        string path = Path.Combine(BenchmarkCommandLine.Root(), file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }
}
