using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace LineFraming.Fuzz;

/// <summary>
/// The program. A failure to understand the command line is one line on standard error and exit code 2; a finding is
/// exit code 1; what could not be kept or finished is exit code 3, and a finding prevails over it.
/// </summary>
public static class FuzzCommandLine
{
    /// <summary>The exit codes, for people.</summary>
    internal const string ExitCodes =
        "Exit code 0: nothing found; 1: a finding; 2: wrong use, or the machine lacks something; 3: it could not keep or finish what it was asked to.";

    /// <summary>What stands for every target on the command line.</summary>
    internal const string Every = "all";

    /// <summary>Runs the program.</summary>
    /// <param name="arguments">The command line, without the program's name.</param>
    /// <param name="output">Standard output.</param>
    /// <param name="error">Standard error.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string[] arguments, TextWriter output, TextWriter error)
    {
        using StandardOutput shown = new(output);
        using StandardError reported = new(error);
        try
        {
            int exit = RunCommand(arguments, shown, reported);
            shown.Flush();
            return exit;
        }
        catch (FuzzRejectedException rejected)
        {
            reported.WriteLine(rejected.Message);
            return rejected.ExitCode;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            reported.WriteLine(failure.Message);
            return FuzzExitCode.Rejected;
        }
    }

    /// <summary>All commands.</summary>
    internal static RootCommand Create(TextWriter output, TextWriter error) =>
        new($"Fuzzing targets for line framers, and the corpus that replays what was found. {ExitCodes}")
        {
            ListCommand.Create(output, error),
            FuzzCommand.Create(output, error),
            SelfTestCommand.Create(output, error),
            ReplayCommand.Create(output, error),
            MinimizeCommand.Create(output, error),
            DistilCommand.Create(output, error),
            CoverageCommand.Create(output, error),
            ExportCommand.Create(output, error),
            EncodeCommand.Create(output, error),
            PlotCommand.Create(output, error),
            RunInputsCommand.Create(),
            ThreadStacksCommand.Create(output),
            BuildHostCommand.Create(output),
            SharpFuzzCommand.Create(error),
            DriverCommand.Create(output, error),
        };

    private static int RunCommand(string[] arguments, StandardOutput output, StandardError error)
    {
        ParseResult parsed = Create(output, error).Parse(arguments);
        if (parsed.Action is ParseErrorAction)
        {
            // Its message for a value that is none of those allowed has a line for each of them.
            error.WriteLine($"{string.Join(' ', parsed.Errors[^1].Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))} See --help.");
            return FuzzExitCode.Rejected;
        }

        if (EmptyIn(parsed.CommandResult) is { } empty)
        {
            error.WriteLine($"{empty} \"\" is empty, and needs a value. See --help.");
            return FuzzExitCode.Rejected;
        }

        return parsed.Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
    }

    // No name and no path is empty. As such it would throw, or stand for the current folder, deep within the command.
    private static string? EmptyIn(CommandResult command) =>
        command.Children.FirstOrDefault(child => child.Tokens.Any(token => token.Value.Length == 0)) switch
        {
            OptionResult option => option.Option.Name,
            ArgumentResult { Argument.Name: not EncodeCommand.StreamName } argument => argument.Argument.Name,
            _ => null,
        };

    /// <summary>The names of the targets, for people.</summary>
    internal static string Targets => string.Join(", ", LineTarget.All.Select(known => known.Name));

    /// <summary>What to say of a name that no target has.</summary>
    internal static string NotATarget(string? name) => $"\"{name}\" is not a target; there are {Targets}.";

    /// <summary>The targets, and the planted bugs as such, whose findings can be run again too.</summary>
    internal static IEnumerable<FuzzTarget> WithPlanted => LineTarget.All.Concat(PlantedBug.All.Select(planted => planted.AsTarget));

    /// <summary>The target of that name, or all of them.</summary>
    /// <exception cref="FuzzRejectedException">There is none.</exception>
    internal static List<LineTarget> TargetsNamed(string name)
    {
        List<LineTarget> targets = [.. LineTarget.All.Where(known => name == Every || name == known.Name)];
        return targets.Count > 0 ? targets : throw new FuzzRejectedException(NotATarget(name));
    }

    /// <summary>The paths that hold a target's inputs: for all targets, each path has a folder for each of them.</summary>
    /// <exception cref="FuzzRejectedException">One is not there.</exception>
    internal static string[] PathsFor(FuzzTarget target, string name, string[] paths) =>
        Array.Find(paths, path => !Path.Exists(path)) is { } missing ? throw new FuzzRejectedException($"Cannot read {missing}: it is not there.")
            : name == Every ? [.. paths.Select(path => Path.Combine(path, target.Name)).Where(Path.Exists)]
            : paths;

    /// <summary>What to say if targets cannot be run over a member of the gallery; null if one can.</summary>
    internal static string? WrongFramer(IReadOnlyList<FuzzTarget> targets, string framer) =>
        BugGallery.All.All(known => known.Name != framer)
            ? $"\"{framer}\" is not in the gallery, such as {BugGallery.All[0].Name}; docs/gallery.md lists them."
            : targets.All(target => target is not LineTarget { RunOver: not null }) ? $"{targets[0].Name} does not take --framer." : null;
}
