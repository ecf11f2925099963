using System.Net;
using System.Net.Sockets;
using System.Text;
using LineFraming.Server;
using Microsoft.Extensions.Logging;
using Xunit;

namespace LineFraming.Tests.Server;

public class OptionParserTests
{
    [Theory]
    [InlineData("crlf", @"""\r\n""")]
    [InlineData("CRLF", @"""\r\n""")]
    [InlineData("lf", @"""\n""")]
    [InlineData("crlf-or-lf", @"""\r\n"" or ""\n""")]
    [InlineData("any", "any newline")]
    [InlineData("nul", @"""\x00""")]
    [InlineData(@"\r\n\r\n", @"""\r\n\r\n""")]
    [InlineData(@"\x1e", @"""\x1e""")]
    [InlineData(@"\xFf\x0a", @"""\xff\n""")]
    [InlineData(@"\0", @"""\x00""")]
    [InlineData(@"\t", @"""\x09""")]
    [InlineData(@"\\", @"""\\""")]
    [InlineData(@"\\r", @"""\\r""")]
    [InlineData(@"a\x62c", @"""abc""")]
    [InlineData(";", @""";""")]
    [InlineData("x", @"""x""")]
    [InlineData("--8<--", @"""--8<--""")]
    [InlineData("€\U0001F600", @"""\xe2\x82\xac\xf0\x9f\x98\x80""")]
    public void A_delimiter_is_a_name_or_bytes(string value, string delimiter)
    {
        Assert.Equal(delimiter, DelimiterOption.Parse(value).ToString());
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("crfl", "is no name of a delimiter")]
    [InlineData("cr", "is no name of a delimiter")]
    [InlineData("lf-or-crlf", "is no name of a delimiter")]
    [InlineData(@"\", "has an escape")]
    [InlineData(@"\q", "has an escape")]
    [InlineData(@"\x", "has an escape")]
    [InlineData(@"\x1", "has an escape")]
    [InlineData(@"\x 1", "has an escape")]
    [InlineData(@"\xg0", "has an escape")]
    [InlineData(@"\r\n\", "has an escape")]
    public void Anything_else_is_rejected(string value, string problem)
    {
        FormatException e = Assert.Throws<FormatException>(() => DelimiterOption.Parse(value));
        Assert.StartsWith(problem, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_option_of_the_server_is_a_setting()
    {
        Assert.Equal(new(new(), false, SocketThreads.Default, Timeout.InfiniteTimeSpan, LogLevel.Warning), ServerArguments.Read([]));
        ServerOptions expected = new()
        {
            Host = "h",
            Port = 1,
            ReusePort = true,
            Unix = "u",
            Certificate = "c",
            Key = "k",
            Delimiter = LineDelimiter.Nul,
            MaxLineLength = 2,
            MaxConnections = 3,
            Limits = new()
            {
                Idle = TimeSpan.FromSeconds(0.5),
                Line = Timeout.InfiniteTimeSpan,
                Write = TimeSpan.FromSeconds(1_000_000),
                Linger = TimeSpan.Zero,
                LingerBytes = 4,
            },
            Drain = TimeSpan.FromSeconds(5),
        };
        const string CommandLine =
            "--host h --port 1 --reuse-port --unix u --tls c --tls-key k --delimiter nul --max-line 2 --protocol echo "
            + "--max-connections 3 --threads 7 --idle 0.5 --line-deadline none --write-deadline 1000000 --linger 0 --linger-bytes 4 "
            + "--drain 5 --stats 6 --log none";
        Assert.Equal(new(expected, true, 7, TimeSpan.FromSeconds(6), LogLevel.None), ServerArguments.Read(CommandLine.Split(' ')));
        Assert.Equal(
            CommandLine.Split(' ').Count(word => word.StartsWith("--", StringComparison.Ordinal)),
            ServerArguments.NewCommand().Options.Count());
    }

    [Theory]
    [InlineData("localhost:8007", "localhost", 8007)]
    [InlineData("127.0.0.1:1", "127.0.0.1", 1)]
    [InlineData("[::1]:65535", "::1", 65535)]
    [InlineData("example.org:25", "example.org", 25)]
    public void A_peer_is_a_host_and_a_port(string value, string host, int port)
    {
        EndPoint peer = Values.Peer(value);
        Assert.Equal(new DnsEndPoint(host, port), peer);
        Assert.Equal(value, Values.Text(peer));
    }

    [Theory]
    [InlineData("unix:/run/line.sock", "/run/line.sock")]
    [InlineData("unix:8007", "8007")]
    public void A_peer_is_a_path_too(string value, string path)
    {
        EndPoint peer = Values.Peer(value);
        Assert.IsType<UnixDomainSocketEndPoint>(peer);
        Assert.Equal(path, peer.ToString());
        Assert.Equal(value, Values.Text(peer));
    }

    [Theory]
    [InlineData("")]
    [InlineData("localhost")]
    [InlineData("localhost:")]
    [InlineData(":8007")]
    [InlineData("localhost:0")]
    [InlineData("localhost:65536")]
    [InlineData("localhost:+1")]
    [InlineData("localhost: 1")]
    [InlineData("localhost:99999999999")]
    [InlineData("::1:8007")]
    [InlineData("[::1]")]
    [InlineData("[]:8007")]
    [InlineData("[localhost]:8007")]
    [InlineData("[127.0.0.1]:8007")]
    [InlineData("[[::1]:99]:8007")]
    [InlineData("[::1]:99:8007")]
    [InlineData("[::1/64]:8007")]
    [InlineData("127.0.0.1:99:8007")]
    [InlineData("two words:8007")]
    [InlineData("unix:")]
    public void Anything_else_is_no_peer(string value) => Assert.Throws<FormatException>(() => Values.Peer(value));

    [Theory]
    [InlineData("Y")]
    [InlineData("sent")]
    [InlineData(" ")]
    [InlineData(": x")]
    [InlineData("t: and more")]
    [InlineData("too long")]
    public void A_delimiter_that_an_answer_could_contain_is_rejected(string delimiter) =>
        Assert.Throws<ArgumentException>(() => new ChatProtocol(LineDelimiter.Create(Encoding.ASCII.GetBytes(delimiter)), 10));
}
