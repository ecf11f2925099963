using System.CommandLine;
using LineFraming.Server;
using Xunit;

namespace LineFraming.Tests.Server;

/// <summary>Settings as a command line, for a server that is a process of its own.</summary>
internal static class ServerArguments
{
    private static readonly string[] Names = ["crlf", "lf", "crlf-or-lf", "any", "nul"];

    /// <summary>The command line for these settings; a setting that it cannot express fails the test.</summary>
    public static string[] Of(ServerOptions options, bool isEcho = false)
    {
        string[] arguments =
        [
            "--host", options.Host,
            "--port", $"{options.Port}",
            "--protocol", isEcho ? "echo" : "chat",
            "--delimiter", Delimiter(options.Delimiter),
            "--max-line", $"{options.MaxLineLength}",
            "--linger", Seconds(options.Limits.Linger),
            "--linger-bytes", $"{options.Limits.LingerBytes}",
            .. options.Certificate is { } certificate ? ["--tls", certificate] : Array.Empty<string>(),
            .. options.Key is { } key ? ["--tls-key", key] : Array.Empty<string>(),
        ];
        ServerSettings settings = Read(arguments);
        ServerOptions read = settings.Server;
        Assert.Equal(isEcho, settings.IsEcho);
        Assert.Equal($"{options.Delimiter}", $"{read.Delimiter}");
        Assert.Equal(options, read with { Delimiter = options.Delimiter });
        return arguments;
    }

    /// <summary>The settings of a command line.</summary>
    public static ServerSettings Read(IReadOnlyList<string> arguments)
    {
        ServerCommand command = NewCommand();
        ParseResult parsed = command.Command.Parse(arguments);
        Assert.Empty(parsed.Errors);
        return command.Read(parsed);
    }

    /// <summary>The server's command, with an empty environment.</summary>
    public static ServerCommand NewCommand() =>
        new(Platform.Current, null, new StandardStreams(Stream.Null, Stream.Null, TextWriter.Null, IsTyped: false), _ => null, _ => { });

    private static string Delimiter(LineDelimiter delimiter) =>
        Names.FirstOrDefault(name => ReferenceEquals(DelimiterOption.Parse(name), delimiter)) ?? delimiter.ToString().Trim('"');

    private static string Seconds(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? "none" : $"{time.TotalSeconds}";
}
