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
        Option<string?> framer = new("--framer") { Description = "A member of the gallery of broken framers, in place of the library's framer." };
        OwnMethodOptions own = new();
        Command replay = new("replay", "Runs inputs through a target and shows what they stand for.") { target, paths, framer };
        own.ToName.ToList().ForEach(replay.Add);
        replay.SetAction(parsed =>
        {
            string? name = parsed.GetValue(target);
            try
            {
                if (own.Find(parsed) is { } method)
                {
                    // What would be the target is the first of the paths.
                    string[] inputs = name is null ? [] : [name, .. parsed.GetValue(paths) ?? []];
                    return ReplayOwn(method, inputs, parsed.GetValue(framer), output, error);
                }
            }
            catch (FuzzRefusedException refused)
            {
                error.WriteLine(refused.Message);
                return FuzzCommandLine.Refused;
            }

            List<FuzzTarget> targets = name is null ? [.. FuzzTarget.All] : [.. FuzzCommandLine.WithPlanted.Where(candidate => candidate.Name == name)];
            if (targets.Count == 0)
            {
                error.WriteLine(FuzzCommandLine.NotATarget(name));
                return FuzzCommandLine.Refused;
            }

            if (parsed.GetValue(framer) is { } member)
            {
                if (FuzzCommandLine.WrongFramer(targets, member) is { } wrong)
                {
                    error.WriteLine(wrong);
                    return FuzzCommandLine.Refused;
                }

                BrokenFramer broken = Gallery.All.First(known => known.Name == member);
                targets = [.. targets.Where(candidate => candidate.RunOver is not null).Select(candidate => candidate.Over(broken))];
            }

            return ReplayAll(targets, parsed.GetValue(paths) ?? [], output, error);
        });
        return replay;
    }

    private static int ReplayOwn(OwnMethod method, string[] inputs, string? framer, TextWriter output, TextWriter error)
    {
        string? wrong = inputs.Length == 0 ? "What is to be replayed is missing: files or folders." : framer is null ? null : OwnMethodOptions.NoFramer;
        return wrong is null ? ReplayAll([FuzzTarget.Of(method)], inputs, output, error) : throw new FuzzRefusedException(wrong);
    }

    private static int ReplayAll(List<FuzzTarget> targets, string[] paths, TextWriter output, TextWriter error)
    {
        Replay replay = new(output);
        foreach (FuzzTarget target in targets)
        {
            foreach (string path in paths.Length > 0 ? paths : [Path.Combine("corpus", target.Name)])
            {
                try
                {
                    replay.Run(target, path);
                }
                catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
                {
                    error.WriteLine($"Cannot read {path}: {unreadable.Message}");
                    return FuzzCommandLine.Refused;
                }
            }
        }

        output.WriteLine(replay.Summary);
        return replay.Failures == 0 ? 0 : FuzzCommandLine.Found;
    }
}
