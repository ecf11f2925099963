using System.CommandLine;

namespace LineFraming.Fuzz;

/// <summary>The command that draws how the coverage of sessions grew.</summary>
internal static class PlotCommand
{
    /// <summary>The command.</summary>
    public static Command Create(TextWriter output, TextWriter error)
    {
        Argument<string> file = new("SVG") { Description = "The file to draw." };
        Argument<string[]> logs = new("LOG")
        {
            Description = "The logs of sessions; without any, those in artifacts/fuzz/logs, of the last session over each target.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Command plot = new("plot", "Draws how the coverage of sessions grew.") { file, logs };
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
            catch (Exception rejected) when (rejected is FuzzRejectedException or FormatException or IOException or UnauthorizedAccessException)
            {
                error.WriteLine(rejected.Message);
                return FuzzExitCode.Rejected;
            }
        });
        return plot;
    }
}
