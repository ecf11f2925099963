using System.CommandLine;

namespace LineFraming.Fuzz;

/// <summary>The command that runs inputs through targets, without a fuzzing engine.</summary>
internal static class ReplayCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(TextWriter output, TextWriter error)
    {
        Argument<string?> target = new("TARGET")
        {
            Description = "The target; by default, every target with its own folder in corpus.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Argument<string[]> paths = new("PATH")
        {
            Description = "Files or folders; by default, the target's folder in corpus.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<string?> framer = new("--framer") { Description = UserMethodOptions.FramerDescription };
        UserMethodOptions own = new();
        Command replay = new("replay", $"Runs inputs through a target and shows each one decoded. {FuzzCommandLine.ExitCodes}")
        {
            target, paths, framer,
        };
        (Option<int?> timeout, Option<int?> memory) = ReplayLimits.Options();
        own.ToName.Append(own.ToFrame).Append(timeout).Append(memory).ToList().ForEach(replay.Add);
        replay.SetAction(parsed =>
        {
            try
            {
                string? name = parsed.GetValue(target);
                string[] inputs = parsed.GetValue(paths) ?? [];
                string? member = parsed.GetValue(framer);
                FuzzTarget WithLimits(FuzzTarget one) => ReplayLimits.Apply(one, parsed.GetValue(timeout), parsed.GetValue(memory));
                int Replay(List<FuzzTarget> targets, string[] over) => ReplayAll([.. targets.Select(WithLimits)], over, output, error);

                // With --assembly, the argument that is otherwise the target is the first path.
                return own.Find(parsed) is { } method
                    ? Replay([OfMethod(method, name is null && inputs.Length == 0, member)], name is null ? [] : [name, .. inputs])
                    : own.FindFramer(parsed, member) is { } external
                        ? Replay([.. external.TargetsOver([.. TargetsOf(name, null).OfType<LineTarget>()], output)], inputs)
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
        List<FuzzTarget> targets = name is null
            ? [.. LineTarget.All]
            : [.. FuzzCommandLine.WithPlanted.Where(candidate => candidate.Name == name)];
        string? wrong = targets.Count == 0 ? FuzzCommandLine.UnknownTarget(name)
            : member is null ? null
            : FuzzCommandLine.WrongFramer(targets, member);
        return wrong is not null ? throw new FuzzRejectedException(wrong)
            : member is null ? targets
            : [.. from target in targets.OfType<LineTarget>() where target.RunOver is not null select target.OverMember(member)];
    }

    private static FuzzTarget OfMethod(FuzzMethod method, bool hasNoInputs, string? framer)
    {
        string? wrong = hasNoInputs ? "The inputs are missing: name files or folders." : framer is null ? null : UserMethodOptions.NoFramer;
        return wrong is null ? UserMethodTarget.Of(method) : throw new FuzzRejectedException(wrong);
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
