using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace LineFraming.Server;

/// <summary>
/// The options of the command line. Each reads its value itself, so that an error names the value and what is allowed.
/// </summary>
internal static class CommandLineOptions
{
    // A line's buffer is an array, which cannot have more.
    private const int MostMaxLine = 1 << 30;

    /// <summary><c>--host</c>.</summary>
    public static Option<string> Host(ServerOptions defaults) => new("--host")
    {
        Description = "The name or address to listen on; localhost is both loopback addresses.",
        HelpName = "HOST",
        DefaultValueFactory = _ => defaults.Host,
    };

    /// <summary><c>--port</c>.</summary>
    public static Option<int> Port(ServerOptions defaults) => new("--port")
    {
        Description = "The port to listen on; 0 takes a free one and prints it.",
        HelpName = "PORT",
        DefaultValueFactory = _ => defaults.Port,
        CustomParser = result => ParseNumber(result, "--port", 65535),
    };

    /// <summary><c>--delimiter</c>.</summary>
    public static Option<LineDelimiter?> Delimiter() => new("--delimiter")
    {
        Description = $"What ends a line: {DelimiterOption.Allowed}. [default: crlf]",
        HelpName = "DELIMITER",
        CustomParser = ParseDelimiter,
    };

    /// <summary><c>--max-line</c>.</summary>
    public static Option<int> MaxLine(ServerOptions defaults) => new("--max-line")
    {
        Description = "The most bytes a line may have, its delimiter not counted.",
        HelpName = "BYTES",
        DefaultValueFactory = _ => defaults.MaxLineLength,
        CustomParser = result => ParseNumber(result, "--max-line", MostMaxLine),
    };

    /// <summary><c>--protocol</c>.</summary>
    public static Option<string> Protocol() => new("--protocol")
    {
        Description = "chat answers every line; echo sends the first bytes back as they are, and closes.",
        HelpName = "chat|echo",
        DefaultValueFactory = _ => "chat",
        CustomParser = ParseProtocol,
    };

    /// <summary><c>--reuse-port</c>.</summary>
    public static Option<bool> ReusePort() => new("--reuse-port")
    {
        Description = "Lets several processes listen on the same port; the system spreads connections over them (Linux).",
        Arity = ArgumentArity.Zero,
        Validators =
        {
            result =>
            {
                if (!ListenSockets.CanReusePort)
                {
                    result.AddError("--reuse-port is not supported here: it needs Linux.");
                }
            },
        },
    };

    /// <summary>The client's <c>HOST:PORT</c>.</summary>
    public static Argument<PeerAddress?> Peer() => new("HOST:PORT")
    {
        Description = "The server to connect to; an IPv6 address stands in brackets, as in [::1]:8007.",
        CustomParser = result =>
        {
            string value = result.Tokens[0].Value;
            PeerAddress? peer = PeerAddress.Parse(value);
            if (peer is null)
            {
                result.AddError(
                    $"\"{value}\" is not HOST:PORT: a name or an address ([...] around IPv6), a colon, and a port from 1 to 65535.");
            }

            return peer;
        },
    };

    private static int ParseNumber(ArgumentResult result, string option, int most)
    {
        string value = result.Tokens[0].Value;
        if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number > most)
        {
            result.AddError($"{option} \"{value}\" is not a number from 0 to {most}.");
        }

        return number;
    }

    private static string ParseProtocol(ArgumentResult result)
    {
        string value = result.Tokens[0].Value;
        if (value is not ("chat" or "echo"))
        {
            result.AddError($"--protocol \"{value}\" is neither chat nor echo.");
        }

        return value;
    }

    private static LineDelimiter? ParseDelimiter(ArgumentResult result)
    {
        string value = result.Tokens[0].Value;
        LineDelimiter? delimiter = DelimiterOption.Parse(value, out string? problem);
        if (delimiter is null)
        {
            result.AddError($"--delimiter \"{value}\" {problem}. It may be {DelimiterOption.Allowed}.");
        }

        return delimiter;
    }
}
