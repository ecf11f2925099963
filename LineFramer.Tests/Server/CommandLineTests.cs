using System.Net;
using System.Net.Sockets;
using LineFraming.Server;
using Xunit;

namespace LineFraming.Tests.Server;

/// <summary>The program, run within this process.</summary>
public class CommandLineTests
{
    [Theory]
    [InlineData("\"70000\" is not a number from 0 to 65535", "--port", "70000")]
    [InlineData("\"-1\" is not a number from 0 to 65535", "--port", "-1")]
    [InlineData("\"1.5\" is not a number", "--port", "1.5")]
    [InlineData("--port", "--port")]
    [InlineData("--port", "--port", "1", "--port", "2")]
    [InlineData("\"-1\" is not a number from 0 to 1073741824", "--max-line", "-1")]
    [InlineData("\"9999999999\" is not a number", "--max-line", "9999999999")]
    [InlineData("--delimiter \"crfl\" is no name of a delimiter", "--delimiter", "crfl")]
    [InlineData("crlf, lf, crlf-or-lf, any, nul", "--delimiter", @"\q")]
    [InlineData("--delimiter \"\" is empty", "--delimiter", "")]
    [InlineData("could contain the delimiter \" \"", "--delimiter", " ", "--port", "0")]
    [InlineData("could contain the delimiter \": x\"", "--delimiter", ": x", "--port", "0")]
    [InlineData("--protocol \"smtp\" is neither chat nor echo", "--protocol", "smtp")]
    [InlineData("\"0\" is not a number from 1 to 2147483647", "--max-connections", "0")]
    [InlineData("\"1025\" is not a number from 0 to 1024", "--threads", "1025")]
    [InlineData("--idle \"soon\" is not a number of seconds from 0.001 to 1000000, nor \"none\"", "--idle", "soon")]
    [InlineData("--idle \"0\" is not a number", "--idle", "0")]
    [InlineData("--idle \"NaN\" is not a number", "--idle", "NaN")]
    [InlineData("--line-deadline \"1e3\" is not a number", "--line-deadline", "1e3")]
    [InlineData("--write-deadline \"1000001\" is not a number", "--write-deadline", "1000001")]
    [InlineData("--linger \"-1\" is not a number of seconds from 0 to", "--linger", "-1")]
    [InlineData("--linger-bytes \"1k\" is not a number from 0 to 9223372036854775807", "--linger-bytes", "1k")]
    [InlineData("--drain \"\" is not a number", "--drain", "")]
    [InlineData("--log \"loud\" is none of trace, debug, information, warning, error, critical, none", "--log", "loud")]
    [InlineData("--tls-key \"key.pem\" is the key of no certificate", "--tls-key", "key.pem")]
    [InlineData("--unix \"\" is no path", "--unix", "")]
    [InlineData("--unix \"\" is no path", "--unix=", "--reuse-port")]
    [InlineData("--host \"\" is no name or address: it is empty", "--host=")]
    [InlineData("--host \" \" is no name or address: it contains white space", "--host", " ")]
    [InlineData("--host \"0\" would listen on every IPv4 address of the machine", "--host", "0")]
    [InlineData("--host \"0x0\" would listen on every IPv4 address of the machine", "--host", "0x0")]
    [InlineData(
        "--host \"[::1]:99\" is no name or address: an IPv6 address has no brackets here, and the port is --port's.",
        "--host", "[::1]:99")]
    [InlineData("--host \"[::1]\" is no name or address", "--host", "[::1]")]
    [InlineData("--host \"127.0.0.1:99\" is no name or address", "--host", "127.0.0.1:99")]
    [InlineData("--host \"localhost:99\" is no name or address", "--host", "localhost:99")]
    [InlineData("--host \"::1/64\" is no name or address", "--host", "::1/64")]
    [InlineData("'--prot'", "--prot", "1")]
    [InlineData("'extra'", "extra")]
    [InlineData(@"two\x0alines", "--port", "two\nlines")]
    [InlineData("client", "client")]
    [InlineData("\"nowhere\" is neither HOST:PORT", "client", "nowhere")]
    [InlineData("\"a:b:1\" is neither HOST:PORT", "client", "a:b:1")]
    [InlineData("\"\" is neither HOST:PORT", "client", "")]
    [InlineData("\"unix:\" has no path", "client", "unix:")]
    [InlineData("--timeout \"0\" is not a number of seconds", "client", "a:1", "--timeout", "0")]
    [InlineData("--input-delimiter \"\" is empty", "client", "a:1", "--input-delimiter=")]
    [InlineData("\"0.0.0.0:8007\" stands for every address of a machine", "client", "0.0.0.0:8007")]
    [InlineData("\"[::]:8007\" stands for every address of a machine", "client", "[::]:8007")]
    [InlineData("\":1\" is neither HOST:PORT", "client", ":1")]
    [InlineData("\" :1\" is neither HOST:PORT", "client", " :1")]
    [InlineData("--tls \"\" is no path", "client", "a:1", "--tls=")]
    [InlineData("'b:2'", "client", "a:1", "b:2")]
    [InlineData("--max-line \"x\" is not a number", "client", "a:1", "--max-line", "x")]
    [InlineData("--port stands before \"client\"", "--port", "1", "client", "a:1")]
    [InlineData("'--reuse-port'", "client", "a:1", "--reuse-port")]
    public async Task A_wrong_command_line_is_one_line_and_exit_code_2(string error, params string[] arguments)
    {
        ProgramRun run = ProgramRun.Start(arguments);
        Assert.Equal(2, await run.ExitCode.Within("the program to end"));
        Assert.Contains(error, run.ErrorLine(), StringComparison.Ordinal);
        Assert.Equal("", run.Output);
    }

    [Fact]
    public async Task A_peer_with_too_long_a_name_is_one_line()
    {
        string name = string.Join('.', Enumerable.Repeat(new string('a', 60), 5));
        ProgramRun run = ProgramRun.Start("client", $"{name}:8007");
        Assert.InRange(await run.ExitCode.Within("the program to end"), 1, 2);
        Assert.Contains(name, run.ErrorLine(), StringComparison.Ordinal);
    }

    public static TheoryData<string> OptionsWithValue() =>
        [.. ServerArguments.NewCommand().Options.Where(option => option.Arity.MaximumNumberOfValues > 0).Select(option => option.Name)];

    [Theory]
    [MemberData(nameof(OptionsWithValue))]
    public async Task An_empty_value_of_any_option_is_one_line_and_exit_code_2(string option)
    {
        bool isTheClientsToo = option is "--delimiter" or "--max-line" or "--tls";
        foreach (string[] command in isTheClientsToo ? new string[][] { [], ["client", "a:1"] } : [[]])
        {
            foreach (string[] value in new string[][] { [option, ""], [$"{option}="], [$"{option}:"] })
            {
                ProgramRun run = ProgramRun.Start([.. command, .. value]);
                Assert.Equal(2, await run.ExitCode.Within("the program to end"));
                Assert.StartsWith($"{option} \"\" ", run.ErrorLine(), StringComparison.Ordinal);
                Assert.Equal("", run.Output);
            }
        }
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("::ffff:0.0.0.0")]
    public void A_name_that_stands_for_every_address_is_not_listened_on(string address)
    {
        IPAddress[] addresses = [IPAddress.Loopback, IPAddress.Parse(address)];
        IOException e = Assert.Throws<IOException>(() => ListenSockets.Resolve("blocked.example", _ => addresses));
        Assert.Contains("\"blocked.example\": the name stands for ", e.Message, StringComparison.Ordinal);
        Assert.Equal([addresses[0]], ListenSockets.Resolve("local.example", _ => [addresses[0]]));
        Assert.Equal([addresses[1]], ListenSockets.Resolve(address, _ => throw new InvalidOperationException("It is no name.")));
    }

    [Theory]
    [InlineData("192.0.2.1", "127.0.0.1")]
    [InlineData("127.0.0.1", "192.0.2.1")]
    public void Localhost_is_the_loopback_addresses_that_are_there(params string[] hosts)
    {
        IPAddress[] addresses = [.. hosts.Select(IPAddress.Parse)];
        using Socket socket = Assert.Single(ListenSockets.Listen(addresses, 0, reusePort: false, someMayBeMissing: true));
        Assert.Equal(IPAddress.Loopback, ((IPEndPoint)socket.LocalEndPoint!).Address);
        IOException e = Assert.Throws<IOException>(() => ListenSockets.Listen(addresses, 0, reusePort: false, someMayBeMissing: false));
        Assert.Contains("Cannot listen on 192.0.2.1:", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_any_loopback_address_localhost_is_an_error() => Assert.Throws<IOException>(
        () => ListenSockets.Listen(
            [IPAddress.Parse("192.0.2.1"), IPAddress.Parse("198.51.100.1")], 0, reusePort: false, someMayBeMissing: true));

    [Fact]
    public async Task Help_names_every_option_and_its_default()
    {
        ProgramRun run = ProgramRun.Start("--help");
        Assert.Equal(0, await run.ExitCode.Within("the program to end"));
        string[] lines = run.Output.Split('\n');
        foreach ((string option, string byDefault) in new[]
        {
            ("--host", "localhost"), ("--port", "8007"), ("--reuse-port", "off"), ("--delimiter", "crlf"), ("--max-line", "8192"),
            ("--protocol", "chat"), ("--max-connections", "10000"), ("--idle", "600"), ("--line-deadline", "60"),
            ("--write-deadline", "30"), ("--linger", "5"), ("--linger-bytes", "67108864"), ("--drain", "10"), ("--log", "warning"),
            ("--unix", "none"), ("--tls", "none"), ("--tls-key", "none"), ("--stats", "none"),
        })
        {
            string line = Assert.Single(lines, line => line.TrimStart().StartsWith($"{option} ", StringComparison.Ordinal));
            Assert.EndsWith($" [default: {byDefault}]", line.TrimEnd(), StringComparison.Ordinal);
        }

        Assert.Contains("client", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Port_0_takes_a_free_one_on_both_loopback_addresses_and_prints_it()
    {
        using CancellationTokenSource stop = new();
        ProgramRun run = ProgramRun.Start(stop.Token, "--port", "0", "--max-line", "5");
        string line = await run.OutputLine();
        string second = Needs.HasIPv6Loopback ? @" and \[::1\]:\1" : "";
        Assert.Matches(
            @"^Listening on 127\.0\.0\.1:(\d+)" + second + @": chat protocol, lines end with ""\\r\\n"" and have at most 5 bytes\.$",
            line);
        foreach (string word in line.Split(' ').Where(word => word.Contains("1:", StringComparison.Ordinal)))
        {
            using TestPeer peer = await TestPeer.ConnectAsync(IPEndPoint.Parse(word.TrimEnd(':')));
            await peer.SendAsync("12345\r\n123456");
            Assert.Equal("You sent: 12345\r\nLine too long: the limit is 5 bytes.\r\n", await peer.ReadToEndAsync());
        }

        await stop.CancelAsync();
        Assert.Equal(0, await run.ExitCode.Within("the program to end"));
        Assert.Equal("", run.Error);
    }

    /// <summary>As with a signal that comes while the host's name is looked up.</summary>
    [Fact]
    public async Task A_stop_before_it_listens_is_exit_code_0()
    {
        using CancellationTokenSource stop = new();
        await stop.CancelAsync();
        ProgramRun run = ProgramRun.Start(stop.Token, "--port", "0");
        Assert.Equal(0, await run.ExitCode.Within("the program to end"));
        Assert.Equal("", run.Error);
    }

    [Fact]
    public async Task Every_option_reaches_the_server()
    {
        using CancellationTokenSource stop = new();
        ProgramRun run = ProgramRun.Start(
            stop.Token, "--port", "0", "--host", "127.0.0.1", "--delimiter", @"\x1e", "--max-line", "3", "--protocol", "echo");
        string line = await run.OutputLine();
        Assert.Matches(@"^Listening on 127\.0\.0\.1:\d+: echo protocol, lines end with ""\\x1e"" and have at most 3 bytes\.$", line);
        using TestPeer peer = await TestPeer.ConnectAsync(IPEndPoint.Parse(line.Split(' ')[2].TrimEnd(':')));
        await peer.SendAsync("as it is");
        Assert.Equal("as it is", await peer.ReadToEndAsync());
        await stop.CancelAsync();
        Assert.Equal(0, await run.ExitCode.Within("the program to end"));
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    public async Task A_port_in_use_is_one_line_and_exit_code_1(string host)
    {
        await using TestServer server = await TestServer.StartAsync();
        ProgramRun run = ProgramRun.Start("--host", host, "--port", $"{server.EndPoint.Port}");
        Assert.Equal(1, await run.ExitCode.Within("the program to end"));
        Assert.Contains($"{server.EndPoint}: the port is in use", run.ErrorLine(), StringComparison.Ordinal);
        Assert.Equal("", run.Output);
    }

    [Theory]
    [InlineData("192.0.2.1")]
    [InlineData("no.such.host.invalid")]
    public async Task A_host_that_is_not_here_is_one_line_and_exit_code_1(string host)
    {
        ProgramRun run = ProgramRun.Start("--host", host, "--port", "0");
        Assert.Equal(1, await run.ExitCode.Within("the program to end"));
        Assert.Contains(host, run.ErrorLine(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Servers_that_say_so_share_a_port()
    {
        if (!ListenSockets.CanReusePort)
        {
            ProgramRun rejected = ProgramRun.Start("--reuse-port");
            Assert.Equal(2, await rejected.ExitCode.Within("the program to end"));
            Assert.Contains("not supported here", rejected.ErrorLine(), StringComparison.Ordinal);
            return;
        }

        using CancellationTokenSource stop = new();
        using CancellationTokenSource stopFirst = new();
        ProgramRun first = ProgramRun.Start(stopFirst.Token, "--port", "0", "--host", "127.0.0.1", "--reuse-port");
        IPEndPoint endPoint = IPEndPoint.Parse((await first.OutputLine()).Split(' ')[2].TrimEnd(':'));
        ProgramRun second = ProgramRun.Start(
            stop.Token, "--port", $"{endPoint.Port}", "--host", "127.0.0.1", "--reuse-port", "--protocol", "echo");
        await second.OutputLine();

        // The system chooses the process by the peer's port, so among so many connections both are chosen.
        HashSet<string> answers = [];
        for (int i = 0; i < 200 && answers.Count < 2; i++)
        {
            using TestPeer peer = await TestPeer.ConnectAsync(endPoint);
            await peer.SendAsync("a\r\n.\r\n");
            answers.Add((await peer.ReadToEndAsync())[..1]);
        }

        Assert.Equal(["Y", "a"], answers.Order(StringComparer.Ordinal));
        await stopFirst.CancelAsync();
        Assert.Equal(0, await first.ExitCode.Within("the first server to end"));
        using (TestPeer peer = await TestPeer.ConnectAsync(endPoint))
        {
            await peer.SendAsync("the second goes on");
            Assert.Equal("the second goes on", await peer.ReadToEndAsync());
        }

        await stop.CancelAsync();
        Assert.Equal(0, await second.ExitCode.Within("the second server to end"));
    }
}
