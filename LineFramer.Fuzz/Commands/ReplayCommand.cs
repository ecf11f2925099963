using System.CommandLine;

namespace LineFraming.Fuzz;

/// <summary>The command that runs inputs through targets, without a fuzzing engine.</summary>
internal static class ReplayCommand
{
    /// <summary>The command.</summary>
    public static Command Create(TextWriter output, TextWriter error)
    {
        Argument<string?> target = new("TARGET")
        {
            Description = "The target; without one, every target over its own folder in corpus.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Argument<string[]> paths = new("PATH")
        {
            Description = "Files or folders; without any, the target's folder in corpus.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<string?> framer = new("--framer") { Description = OwnMethodOptions.FramerDescription };
        OwnMethodOptions own = new();
        Command replay = new("replay", $"Runs inputs through a target and shows what they stand for. {FuzzCommandLine.ExitCodes}") { target, paths, framer };
        (Option<int?> timeout, Option<int?> memory) = ReplayLimits.Options();
        own.ToName.Append(own.ToFrame).Append(timeout).Append(memory).ToList().ForEach(replay.Add);
        replay.SetAction(parsed =>
        {
            try
            {
                string? name = parsed.GetValue(target);
                string[] inputs = parsed.GetValue(paths) ?? [];
                string? member = parsed.GetValue(framer);
                int Replay(List<FuzzTarget> targets, string[] over) =>
                    ReplayAll([.. targets.Select(target => ReplayLimits.Ask(target, parsed.GetValue(timeout), parsed.GetValue(memory)))], over, output, error);

                // What would be the target is the first of the paths where there is a method in place of one.
                return own.Find(parsed) is { } method
                    ? Replay([OfMethod(method, name is null && inputs.Length == 0, member)], name is null ? [] : [name, .. inputs])
                    : own.FindFramer(parsed, member) is { } outside
                        ? Replay([.. outside.Under([.. TargetsOf(name, null).OfType<LineTarget>()], output)], inputs)
                        : Replay(TargetsOf(name, member), inputs);
            }
            catch (FuzzRejectedException rejected)
            {
                error.WriteLine(rejected.Message);
                return rejected.ExitCode;
            }
        });
        return replay;
    }

    private static List<FuzzTarget> TargetsOf(string? name, string? member)
    {
        List<FuzzTarget> targets = name is null ? [.. LineTarget.All] : [.. FuzzCommandLine.WithPlanted.Where(candidate => candidate.Name == name)];
        string? wrong = targets.Count == 0 ? FuzzCommandLine.NotATarget(name)
            : member is null ? null
            : FuzzCommandLine.WrongFramer(targets, member);
        return wrong is not null ? throw new FuzzRejectedException(wrong)
            : member is null ? targets
            : [.. targets.OfType<LineTarget>().Where(candidate => candidate.RunOver is not null).Select(candidate => candidate.Over(BugGallery.All.First(known => known.Name == member)))];
    }

    private static FuzzTarget OfMethod(FuzzMethod method, bool hasNoInputs, string? framer)
    {
        string? wrong = hasNoInputs ? "What is to be replayed is missing: files or folders." : framer is null ? null : OwnMethodOptions.NoFramer;
        return wrong is null ? OwnTarget.Of(method) : throw new FuzzRejectedException(wrong);
    }

    private static int ReplayAll(List<FuzzTarget> targets, string[] paths, TextWriter output, TextWriter error)
    {
        Replay replay = new(output, error);
        foreach (FuzzTarget target in targets)
        {
            replay.Run(target, paths.Length > 0 ? paths : [Checkout.Find(Environment.CurrentDirectory).SeedsOf(target)]);
        }

        if (!replay.IsEmpty)
        {
            output.WriteLine(replay.Summary);
        }

        return replay.ExitCode;
    }
}
