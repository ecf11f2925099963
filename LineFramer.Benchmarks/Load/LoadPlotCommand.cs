using System.CommandLine;

namespace LineFraming.Benchmarks;

/// <summary>The command that draws what <c>load</c> measured.</summary>
internal static class LoadPlotCommand
{
    private static readonly string DefaultPlot = Path.ChangeExtension(LoadCommand.DefaultFile, ".svg");

    /// <summary>The command.</summary>
    public static Command Create(TextWriter output)
    {
        Argument<string?> plot = new("SVG")
        {
            Description = $"The file to draw. [default: {DefaultPlot}]",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Argument<string?> results = new("JSON")
        {
            Description = $"What load wrote. [default: {LoadCommand.DefaultFile}]",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Command command = new("load-plot", "Draws throughput against connections and depth.") { plot, results };
        command.SetAction(parsed =>
        {
            string source = parsed.GetValue(results) ?? Path.Combine(BenchmarkCommandLine.Root(), LoadCommand.DefaultFile);
            string target = parsed.GetValue(plot) ?? Path.Combine(BenchmarkCommandLine.Root(), DefaultPlot);
            if (!File.Exists(source))
            {
                throw new LoadFailedException($"There is no {source} to draw: load writes it.", BenchmarkCommandLine.Invalid);
            }

            int series = LoadPlot.Draw(LoadReport.Read(source), target);
            output.WriteLine($"{series} series drawn to {target}");
            return 0;
        });
        return command;
    }
}
