using System.CommandLine;

namespace LineFraming.Probe;

/// <summary>
/// Probes every planted server: the case that its history calls for must find its bug, and the correct server must pass.
/// </summary>
internal static class SelfTestCommand
{
    /// <summary>The command.</summary>
    public static Command Of(TextWriter output)
    {
        Command command = new("selftest", "Probes the planted servers: every bug must be found, and nothing in the server without one.");
        Option<bool> all = new("--all")
        {
            Description = "Asks each server all cases, not only the one that must find its bug.",
            Arity = ArgumentArity.Zero,
        };
        command.Options.Add(all);
        command.SetAction((parsed, stop) => RunAsync(parsed.GetValue(all), output, stop));
        return command;
    }

    private static async Task<int> RunAsync(bool asksAll, TextWriter output, CancellationToken stop)
    {
        void Show(PlantedTrial trial)
        {
            output.WriteLine(trial.ToString());
            output.Flush();
        }

        IReadOnlyList<PlantedTrial> trials;
        try
        {
            trials = await SelfTest.RunAsync(asksAll, SelfTest.Timing, Show, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            output.WriteLine("The self-test was interrupted.");
            return ExitCodes.Failed;
        }

        int wrong = trials.Count(trial => !trial.IsRight);
        output.WriteLine($"{trials.Count} planted servers, {trials.Count - wrong} as they must be.");
        return wrong == 0 ? ExitCodes.Passed : ExitCodes.Failed;
    }
}
