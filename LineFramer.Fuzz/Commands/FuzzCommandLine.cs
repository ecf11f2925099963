using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.ComponentModel;

namespace LineFraming.Fuzz;

/// <summary>
/// Runs the program. An invalid command line gives one line on standard error and exit code 2, a finding exit code 1, and
/// results that could not be finished or written exit code 3. A finding takes precedence.
/// </summary>
public static class FuzzCommandLine
{
    /// <summary>The exit codes, for help texts.</summary>
    internal const string ExitCodes =
        "Exit code 0: nothing found; 1: a finding; 2: invalid arguments or a missing dependency; "
        + "3: incomplete, or results could not be written.";

    /// <summary>The name that selects all targets on the command line.</summary>
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
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or Win32Exception)
        {
            // The last one is thrown if another program, such as dotnet, cannot be started.
            reported.WriteLine(failure.Message);
            return FuzzExitCode.Rejected;
        }
    }

    /// <summary>Creates all commands.</summary>
    internal static RootCommand Create(TextWriter output, TextWriter error) =>
        new($"Fuzzes line framers and any other .NET code, and replays what was found. {ExitCodes}")
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
        // An argument that begins with @ is itself, not a file with arguments: it may be a stream, or the name of a finding.
        ParseResult parsed = Create(output, error).Parse(arguments, new() { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction)
        {
            // The message for a value that is not allowed has one line for each allowed value.
            string[] words = parsed.Errors[^1].Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            error.WriteLine($"{string.Join(' ', words)} See --help.");
            return FuzzExitCode.Rejected;
        }

        if (EmptyIn(parsed.CommandResult) is { } empty)
        {
            error.WriteLine($"{empty} \"\" is empty but needs a value. See --help.");
            return FuzzExitCode.Rejected;
        }

        return parsed.Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
    }

    // Rejects empty names and paths here, because deep within a command they would throw or mean the current folder.
    private static string? EmptyIn(CommandResult command) =>
        command.Children.FirstOrDefault(child => child.Tokens.Any(token => token.Value.Length == 0)) switch
        {
            OptionResult option => option.Option.Name,
            ArgumentResult { Argument.Name: not EncodeCommand.StreamName } argument => argument.Argument.Name,
            _ => null,
        };

    /// <summary>The names of the targets, for messages.</summary>
    internal static string Targets => string.Join(", ", LineTarget.All.Select(known => known.Name));

    /// <summary>The message for a missing target.</summary>
    internal static string NoTarget => $"The target is missing: name a target ({Targets}), or --assembly with --method.";

    /// <summary>Makes the message for an unknown target.</summary>
    internal static string UnknownTarget(string? name) => $"\"{name}\" is not a target; the targets are {Targets}.";

    /// <summary>The targets and the planted bugs, whose findings can be replayed too.</summary>
    internal static IEnumerable<FuzzTarget> WithPlanted => LineTarget.All.Concat(PlantedBug.All.Select(planted => planted.AsTarget));

    /// <summary>Returns the target of a name, or all targets.</summary>
    /// <exception cref="FuzzRejectedException">There is no such target.</exception>
    internal static List<LineTarget> TargetsNamed(string name)
    {
        List<LineTarget> targets = [.. LineTarget.All.Where(known => name == Every || name == known.Name)];
        return targets.Count > 0 ? targets : throw new FuzzRejectedException(UnknownTarget(name));
    }

    /// <summary>Returns the paths with a target's inputs; for all targets, each path contains a folder per target.</summary>
    /// <exception cref="FuzzRejectedException">A path does not exist.</exception>
    internal static string[] PathsFor(FuzzTarget target, string name, string[] paths) =>
        Array.Find(paths, path => !Path.Exists(path)) is { } missing
            ? throw new FuzzRejectedException($"Cannot read {missing}: it does not exist.")
            : name == Every ? [.. paths.Select(path => Path.Combine(path, target.Name)).Where(Path.Exists)]
            : paths;

    /// <summary>Says why targets cannot run a member of the gallery; null if one can.</summary>
    internal static string? WrongFramer(IReadOnlyList<FuzzTarget> targets, string framer) =>
        BugGallery.All.All(known => known.Name != framer)
            ? $"\"{framer}\" is not in the gallery, such as {BugGallery.All[0].Name}; docs/gallery.md lists them."
            : targets.All(target => target is not LineTarget { RunOver: not null }) ? $"{targets[0].Name} does not take --framer." : null;
}
