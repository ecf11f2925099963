using System.CommandLine;
using LineFraming.Server;
using Xunit;

namespace LineFraming.Tests.Server;

/// <summary>Settings as a command line, for a server that is a process of its own.</summary>
internal static class ServerArguments
{
    private static readonly string[] Names = ["crlf", "lf", "crlf-or-lf", "any", "nul"];

    /// <summary>The command line that means these settings; a setting that it would lose fails the test.</summary>
    public static string[] Of(ServerOptions options)
    {
        string[] arguments =
        [
            "--host", options.Host,
            "--port", $"{options.Port}",
            "--protocol", options.Protocol == ServerProtocol.Echo ? "echo" : "chat",
            "--delimiter", Delimiter(options.Delimiter),
            "--max-line", $"{options.MaxLineLength}",
            "--linger", Seconds(options.Limits.Linger),
            "--linger-bytes", $"{options.Limits.LingerBytes}",
        ];
        ServerOptions read = Read(arguments);
        Assert.Equal($"{options.Delimiter}", $"{read.Delimiter}");
        Assert.Equal(options, read with { Delimiter = options.Delimiter });
        return arguments;
    }

    /// <summary>The settings that a command line means.</summary>
    public static ServerOptions Read(IReadOnlyList<string> arguments)
    {
        ServerOptionSet options = new(Platform.Current);
        RootCommand root = [];
        foreach (Option option in options.All)
        {
            root.Options.Add(option);
        }

        ParseResult parsed = root.Parse(arguments);
        Assert.Empty(parsed.Errors);
        return options.Read(parsed);
    }

    private static string Delimiter(LineDelimiter delimiter) =>
        Names.FirstOrDefault(name => ReferenceEquals(DelimiterOption.Parse(name, out _), delimiter)) ?? delimiter.ToString().Trim('"');

    private static string Seconds(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? "none" : $"{time.TotalSeconds}";
}
