using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;

namespace LineFraming.Server;

/// <summary>
/// Options from the environment: <c>--max-line</c> is <c>LINEFRAMER_MAX_LINE</c>. They are added to the command line, so
/// there is one way to read a value; an option that stands on the command line wins. An empty variable is not set.
/// </summary>
internal static class EnvironmentOptions
{
    /// <summary>The variable of an option.</summary>
    /// <param name="option">With its hyphens.</param>
    public static string Variable(string option) => "LINEFRAMER_" + option.TrimStart('-').Replace('-', '_').ToUpperInvariant();

    /// <summary>Adds the options that the environment has and the command line has not.</summary>
    /// <param name="parsed">The command line alone.</param>
    /// <param name="arguments">What was parsed.</param>
    /// <param name="environment">Gives a variable's value, or null.</param>
    /// <param name="problem">What is wrong with a variable; null if nothing is.</param>
    /// <returns>The arguments to parse instead.</returns>
    public static IReadOnlyList<string> Add(
        ParseResult parsed, IReadOnlyList<string> arguments, Func<string, string?> environment, out string? problem)
    {
        Command command = parsed.CommandResult.Command;
        List<string> added = [];
        foreach (Option option in command.Options.Where(option => option is not (HelpOption or VersionOption)))
        {
            if (parsed.GetResult(option) is { Implicit: false })
            {
                continue;
            }

            if (environment(Variable(option.Name)) is not { Length: > 0 } value)
            {
                continue;
            }

            problem = Problem(command, option, value);
            if (problem is not null)
            {
                return arguments;
            }

            added.AddRange(Argument(option, value));
        }

        // Behind the name of a subcommand, where its options stand.
        problem = null;
        return [.. arguments, .. added];
    }

    private static bool IsFlag(Option option) => option.Arity.MaximumNumberOfValues == 0;

    private static string[] Argument(Option option, string value) =>
        !IsFlag(option) ? [$"{option.Name}={value}"] : IsTrue(value) ? [option.Name] : [];

    private static string? Problem(Command command, Option option, string value)
    {
        string variable = Variable(option.Name);
        if (IsFlag(option) && !IsTrue(value) && value.ToUpperInvariant() is not ("0" or "FALSE"))
        {
            return $"{variable} \"{value}\" is none of 1, true, 0 and false.";
        }

        // Alone, so that what is wrong is wrong with this variable.
        SymbolResult? result = command.Parse(Argument(option, value)).GetResult(option);
        return result?.Errors.FirstOrDefault() is { } error ? $"{variable}: {error.Message}" : null;
    }

    private static bool IsTrue(string value) => value.ToUpperInvariant() is "1" or "TRUE";
}
