using System.CommandLine;
using System.CommandLine.Invocation;

namespace LineFraming.Fuzz;

/// <summary>
/// The program. A failure to understand the command line is one line on standard error and exit code 2; a finding is
/// exit code 1.
/// </summary>
public static class FuzzCommandLine
{
    /// <summary>The exit code of a finding.</summary>
    internal const int Found = 1;

    /// <summary>The exit code of a command line that cannot be followed.</summary>
    internal const int Refused = 2;

    /// <summary>Runs the program.</summary>
    /// <param name="arguments">The command line, without the program's name.</param>
    /// <param name="output">Standard output.</param>
    /// <param name="error">Standard error.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string[] arguments, TextWriter output, TextWriter error)
    {
        RootCommand root = new("Fuzzing targets for line framers, and the corpus that replays what was found.")
        {
            ListCommand(output),
            FuzzCommand.Create(output, error),
            SelfTestCommand.Create(output, error),
            ReplayCommand(output, error),
            EncodeCommand(output, error),
        };
        ParseResult parsed = root.Parse(arguments);
        if (parsed.Action is ParseErrorAction)
        {
            error.WriteLine($"{parsed.Errors[^1].Message} See --help.");
            return Refused;
        }

        return parsed.Invoke(new InvocationConfiguration { Output = output, Error = error });
    }

    /// <summary>What to say of a name that no target has.</summary>
    internal static string NotATarget(string? name) =>
        $"\"{name}\" is not a target; there are {string.Join(", ", FuzzTarget.All.Select(known => known.Name))}.";

    /// <summary>What to say if targets cannot be run over a member of the gallery; null if one can.</summary>
    internal static string? WrongFramer(List<FuzzTarget> targets, string framer) =>
        Gallery.All.All(known => known.Name != framer)
            ? $"\"{framer}\" is not in the gallery, such as {Gallery.All[0].Name}; the README lists it."
            : targets.All(target => target.RunOver is null) ? $"{targets[0].Name} does not take --framer." : null;

    private static Command ListCommand(TextWriter output)
    {
        Command list = new("list", "Lists the targets.");
        list.SetAction(_ =>
        {
            foreach (FuzzTarget target in FuzzTarget.All)
            {
                string folder = Path.Combine("corpus", target.Name);
                int seeds = Directory.Exists(folder) ? Directory.GetFiles(folder).Length : 0;
                output.WriteLine($"{target.Name,-10} {target.Checks}; {seeds} inputs in {folder}");
            }
        });
        return list;
    }

    private static Command ReplayCommand(TextWriter output, TextWriter error)
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
        Command replay = new("replay", "Runs inputs through a target and shows what they stand for.") { target, paths, framer };
        replay.SetAction(parsed =>
        {
            string? name = parsed.GetValue(target);
            List<FuzzTarget> targets = [.. FuzzTarget.All.Where(candidate => name is null || candidate.Name == name)];
            if (targets.Count == 0)
            {
                error.WriteLine(NotATarget(name));
                return Refused;
            }

            if (parsed.GetValue(framer) is { } member)
            {
                if (WrongFramer(targets, member) is { } wrong)
                {
                    error.WriteLine(wrong);
                    return Refused;
                }

                BrokenFramer broken = Gallery.All.First(known => known.Name == member);
                targets = [.. targets.Where(candidate => candidate.RunOver is not null).Select(candidate => candidate.Over(broken))];
            }

            return ReplayAll(targets, parsed.GetValue(paths) ?? [], output, error);
        });
        return replay;
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
                    return Refused;
                }
            }
        }

        output.WriteLine($"{replay.Inputs} inputs, {replay.Failures} failed");
        return replay.Failures == 0 ? 0 : Found;
    }

    private static Command EncodeCommand(TextWriter output, TextWriter error)
    {
        Argument<string> file = new("FILE") { Description = "The corpus file to write." };
        Argument<string> stream = new("STREAM") { Description = @"The stream, with the escapes \r \n \t \0 \\ \"" and \xHH." };
        Option<string> delimiter = new("--delimiter") { DefaultValueFactory = _ => "crlf" };
        delimiter.Description = $"One of {string.Join(", ", DelimiterChoice.All.Select(choice => choice.Name))}.";
        delimiter.AcceptOnlyFromAmong([.. DelimiterChoice.All.Select(choice => choice.Name)]);
        Option<byte> limit = new("--limit") { Description = "The limit in bytes, 0 to 255.", DefaultValueFactory = _ => 4 };
        Option<OversizedLine> policy = new("--policy") { Description = "Throw, Truncate or Split." };
        Option<byte[]> cuts = new("--cuts") { Description = "The chunk sizes, up to 12 of 0 to 255.", AllowMultipleArgumentsPerToken = true };
        Option<bool> ended = new("--ended") { Description = "The stream ends behind its last byte." };
        Command encode = new("encode", "Writes a case as a corpus file.") { file, stream, delimiter, limit, policy, cuts, ended };
        encode.SetAction(parsed =>
        {
            try
            {
                DelimiterChoice choice = DelimiterChoice.All.First(known => known.Name == parsed.GetValue(delimiter));
                FramerOptions options = new(choice, parsed.GetValue(limit), parsed.GetValue(policy));
                int[] sizes = [.. (parsed.GetValue(cuts) ?? []).Select(size => (int)size)];
                FramerCase input = new(options, Escape.Parse(parsed.GetRequiredValue(stream)), sizes, parsed.GetValue(ended));
                File.WriteAllBytes(parsed.GetRequiredValue(file), CaseLayout.Encode(input));
                output.WriteLine(input);
                return 0;
            }
            catch (Exception refused) when (refused is ArgumentException or FormatException or IOException or UnauthorizedAccessException)
            {
                error.WriteLine(refused.Message);
                return Refused;
            }
        });
        return encode;
    }
}
