using System.CommandLine;

namespace LineFraming.Fuzz;

/// <summary>The command that plots the coverage of sessions over time.</summary>
internal static class PlotCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(TextWriter output, TextWriter error)
    {
        Argument<string> file = new("SVG") { Description = "The SVG file to write." };
        Argument<string[]> logs = new("LOG")
        {
            Description = "The logs of sessions; by default those in artifacts/fuzz/logs, of the last session of each target.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Command plot = new("plot", "Plots the coverage of sessions over time.") { file, logs };
        plot.SetAction(parsed =>
        {
            try
            {
                string[] sources = parsed.GetValue(logs) ?? [];
                if (sources.Length == 0)
                {
                    sources = Directory.GetFiles(Checkout.Find(Environment.CurrentDirectory).Folders.Logs, "*.csv");
                    Array.Sort(sources, StringComparer.Ordinal);
                }

                CoveragePlot.Draw(sources, parsed.GetRequiredValue(file));
                output.WriteLine($"{sources.Length} sessions drawn");
                return 0;
            }
            catch (Exception rejected) when (rejected is FuzzRejectedException or FormatException or IOException
                or UnauthorizedAccessException)
            {
                error.WriteLine(rejected.Message);
                return FuzzExitCode.Rejected;
            }
        });
        return plot;
    }
}
