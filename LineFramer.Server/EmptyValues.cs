using System.CommandLine;

namespace LineFraming.Server;

/// <summary>
/// <c>--host=</c>, as from <c>--host=$HOST</c> with no <c>HOST</c>: System.CommandLine gives such an option the next word
/// of the command line as its value, another option included.
/// </summary>
internal static class EmptyValues
{
    /// <summary>Makes <c>--host=</c> two arguments, so that the option itself is given the empty value and rejects it.</summary>
    /// <param name="root">Its options and those of its subcommands are looked for.</param>
    /// <param name="arguments">The command line.</param>
    public static IReadOnlyList<string> Separate(RootCommand root, IReadOnlyList<string> arguments)
    {
        HashSet<string> names = [.. root.Options.Concat(root.Subcommands.SelectMany(command => command.Options)).Select(option => option.Name)];
        return
        [
            .. arguments.SelectMany(argument =>
                argument is [.., '=' or ':'] && names.Contains(argument[..^1]) ? [argument[..^1], ""] : new[] { argument }),
        ];
    }
}
