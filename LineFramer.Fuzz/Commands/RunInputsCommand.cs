using System.CommandLine;
using System.Diagnostics;

namespace LineFraming.Fuzz;

/// <summary>The command with which this program starts itself to run inputs in a process of their own. People do not use it.</summary>
internal static class RunInputsCommand
{
    /// <summary>Its name.</summary>
    public const string Name = "run-inputs";

    /// <summary>The option with the word that marks what it reports.</summary>
    public const string WordOption = "--word";

    /// <summary>The option with the file in which a method of one's own counts the lines that it reaches.</summary>
    public const string CountOption = "--count-lines";

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Argument<string?> target = new("TARGET") { Arity = ArgumentArity.ZeroOrOne };
        Option<string?> framer = new("--framer");
        Option<string> word = new(WordOption) { Required = true };
        Option<string?> count = new(CountOption);
        OwnMethodOptions own = new();
        Command run = new(Name, "Runs inputs that come by standard input.") { target, framer, word, count };
        run.Hidden = true;
        own.ToName.Concat(own.ToReach).Append(own.ToFrame).ToList().ForEach(run.Add);
        run.SetAction(parsed =>
        {
            FuzzTarget chosen = own.Find(parsed) is { } method
                ? parsed.GetValue(count) is { } file ? Counting(method, file) : OwnTarget.Of(method)
                : FuzzCommandLine.WithPlanted.First(known => known.Name == parsed.GetValue(target));
            string? named = parsed.GetValue(framer);
            chosen = own.FindFramer(parsed, named) is { } outside ? ((LineTarget)chosen).Over(outside)
                : named is { } member ? ((LineTarget)chosen).Over(BugGallery.All.First(known => known.Name == member)) : chosen;

            // Ctrl-C reaches this process too, and what it ends is not the input's doing: the command that started it ends it.
            using IgnoredSignals signals = new();
            Tracing.Allow();
            new InputWorker(chosen, parsed.GetRequiredValue(word)).Run();
        });
        return run;
    }

    // Rewritten before the first input, whose time this is not.
    private static FuzzTarget Counting(FuzzMethod method, string file)
    {
        InstrumentedTarget counting = LineCounters.Load(method, file);
        return OwnTarget.Of(method) with { Run = [StackTraceHidden] (input) => counting.Run(input) };
    }
}
