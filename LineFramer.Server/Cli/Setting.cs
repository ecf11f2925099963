using System.CommandLine;

namespace LineFraming.Server;

/// <summary>
/// An option whose value comes from the command line, else from the environment: <c>--max-line</c> from
/// <c>LINEFRAMER_MAX_LINE</c>. The same function reads both; an empty variable counts as not set.
/// </summary>
internal sealed class Setting<T> : Option<string>
{
    private readonly Func<string, T> _parse;
    private readonly T _byDefault;

    /// <summary>Makes an option; without a <paramref name="valueName"/> it is a flag, whose text is "true" when it is given.</summary>
    /// <exception cref="FormatException">
    /// Thrown by <paramref name="parse"/>; the message continues a sentence that begins with the option and its value.
    /// </exception>
    public Setting(string name, string? valueName, string description, T byDefault, Func<string, T> parse, string? shown = null)
        : base(name)
    {
        _parse = parse;
        _byDefault = byDefault;
        Description = $"{description} [default: {shown ?? $"{byDefault}"}]";
        HelpName = valueName;
        Arity = valueName is null ? ArgumentArity.Zero : ArgumentArity.ExactlyOne;
    }

    /// <summary>The variable of the environment.</summary>
    public string Variable => "LINEFRAMER_" + Name.TrimStart('-').Replace('-', '_').ToUpperInvariant();

    /// <summary>The value that is in force.</summary>
    /// <exception cref="FormatException">It is invalid; the message is a sentence that says why.</exception>
    public T Read(ParseResult parsed, Func<string, string?> environment)
    {
        if (parsed.GetResult(this) is { Implicit: false } given)
        {
            return given.Tokens is [var token, ..]
                ? Values.Read(_parse, token.Value, $"{Name} \"{token.Value}\"")
                : Values.Read(_parse, "true", Name);
        }

        return environment(Variable) is { Length: > 0 } value ? Values.Read(_parse, value, $"{Variable}: {Name} \"{value}\"") : _byDefault;
    }
}
