using System.CommandLine;
using System.Diagnostics;

namespace LineFraming.Fuzz;

/// <summary>The hidden command with which this program starts itself to run inputs in a separate process.</summary>
internal static class RunInputsCommand
{
    /// <summary>The name of the command.</summary>
    public const string Name = "run-inputs";

    /// <summary>The option for the word that marks the lines it reports.</summary>
    public const string WordOption = "--word";

    /// <summary>The option for the file of line counters.</summary>
    public const string CountOption = "--count-lines";

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        Argument<string?> target = new("TARGET") { Arity = ArgumentArity.ZeroOrOne };
        Option<string?> framer = new("--framer");
        Option<string> word = new(WordOption) { Required = true };
        Option<string?> count = new(CountOption);
        UserMethodOptions own = new();
        Command run = new(Name, "Runs inputs from standard input.") { target, framer, word, count };
        run.Hidden = true;
        own.ToName.Concat(own.ToReach).Append(own.ToFrame).ToList().ForEach(run.Add);
        run.SetAction(parsed =>
        {
            FuzzTarget chosen = own.Find(parsed) is { } method
                ? parsed.GetValue(count) is { } file ? Counting(method, file) : UserMethodTarget.Of(method)
                : FuzzCommandLine.WithPlanted.First(known => known.Name == parsed.GetValue(target));
            string? named = parsed.GetValue(framer);
            chosen = own.FindFramer(parsed, named) is { } external ? ((LineTarget)chosen).Over(external)
                : named is { } member ? ((LineTarget)chosen).OverMember(member) : chosen;

            // Ctrl-C reaches this process too. If it ended it, the input would seem to fail; the parent process ends it instead.
            using IgnoredSignals signals = new();
            Tracing.Allow();
            new InputWorker(chosen, parsed.GetRequiredValue(word)).Run();
        });
        return run;
    }

    // Rewrites the assemblies before the first input, so that the time is not counted as the input's.
    private static FuzzTarget Counting(FuzzMethod method, string file)
    {
        InstrumentedTarget counting = LineCounters.Load(method, file);
        return UserMethodTarget.Of(method) with { Run = [StackTraceHidden] (input) => counting.Run(input) };
    }
}
