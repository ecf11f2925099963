using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace LineFraming.Server;

/// <summary>
/// The options of the command line. Each reads its value itself, so that an error names the value and what is allowed.
/// </summary>
internal static class CommandLineOptions
{
    // A line's buffer is an array, which cannot have more.
    private const int MostMaxLine = 1 << 30;

    private static readonly string LogLevels = string.Join('|', Enum.GetValues<LogLevel>().Select(Name));

    /// <summary><c>--port</c>.</summary>
    public static Option<int> Port(ServerOptions defaults) => new("--port")
    {
        Description = "The port to listen on; 0 takes a free one and prints it.",
        HelpName = "PORT",
        DefaultValueFactory = _ => defaults.Port,
        CustomParser = result => (int)ParseNumber(result, "--port", 65535),
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
        CustomParser = result => (int)ParseNumber(result, "--max-line", MostMaxLine),
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
    public static Option<bool> ReusePort(Platform platform) => new("--reuse-port")
    {
        Description = "Lets several processes listen on the same port; the system spreads connections over them (Linux). [default: off]",
        Arity = ArgumentArity.Zero,
        Validators =
        {
            result =>
            {
                // Validators run for options that are not given too.
                if (!result.Implicit && !platform.CanReusePort)
                {
                    result.AddError("--reuse-port is not supported here: it needs Linux.");
                }
            },
        },
    };

    /// <summary><c>--max-connections</c>.</summary>
    public static Option<int> MaxConnections(ServerOptions defaults) => new("--max-connections")
    {
        Description = "The most connections at once; one too many is closed at once.",
        HelpName = "NUMBER",
        DefaultValueFactory = _ => defaults.MaxConnections,
        CustomParser = result => (int)ParseNumber(result, "--max-connections", int.MaxValue, least: 1),
    };

    /// <summary><c>--threads</c>.</summary>
    public static Option<int?> Threads(Platform platform) => new("--threads")
    {
        Description = "Runs sessions on so many threads that wait for their sockets too; 0 leaves them to the thread pool. "
            + "[default: half of the processors; 0 on Windows, where no other is allowed, and for a protocol of one's own, which may block]",
        HelpName = "NUMBER",
        CustomParser = result => (int)ParseNumber(result, "--threads", platform.MaxThreads),
    };

    /// <summary><c>--linger-bytes</c>.</summary>
    public static Option<long> LingerBytes(ServerOptions defaults) => new("--linger-bytes")
    {
        Description = "How many bytes to discard behind the last answer, at the least, before closing on a peer that keeps sending.",
        HelpName = "BYTES",
        DefaultValueFactory = _ => defaults.Limits.LingerBytes,
        CustomParser = result => ParseNumber(result, "--linger-bytes", long.MaxValue),
    };

    /// <summary><c>--log</c>.</summary>
    public static Option<LogLevel?> Log(ServerOptions defaults) => new("--log")
    {
        Description = "What is told on standard error: warnings only, information on what happened to whom too, or more. "
            + $"[default: {Name(defaults.Log)}]",
        HelpName = LogLevels,
        CustomParser = ParseLog,
    };

    /// <summary>An option whose value is a path, or a word in the place of one.</summary>
    /// <param name="name">With its hyphens.</param>
    /// <param name="value">What the value is called.</param>
    /// <param name="description">A sentence.</param>
    public static Option<string?> File(string name, string value, string description) => new(name)
    {
        Description = $"{description} [default: none]",
        HelpName = value,
        CustomParser = result =>
        {
            string path = result.Tokens[0].Value;
            if (path.Length == 0)
            {
                result.AddError($"{name} \"\" is no path: it is empty.");
            }

            return path;
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

    private static long ParseNumber(ArgumentResult result, string option, long most, long least = 0)
    {
        string value = result.Tokens[0].Value;
        if (!long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long number) || number > most || number < least)
        {
            result.AddError($"{option} \"{value}\" is not a number from {least} to {most}.");
        }

        return number;
    }

    private static LogLevel? ParseLog(ArgumentResult result)
    {
        string value = result.Tokens[0].Value;
        LogLevel[] levels = Enum.GetValues<LogLevel>();
        int level = Array.FindIndex(levels, level => Name(level) == value);
        if (level < 0)
        {
            result.AddError($"--log \"{value}\" is none of {LogLevels.Replace("|", ", ", StringComparison.Ordinal)}.");
        }

        return levels[Math.Max(level, 0)];
    }

    private static string Name(LogLevel level) => level.ToString().ToLowerInvariant();

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
