using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.RegularExpressions;
using LineFraming.Probe;
using Xunit;

namespace LineFraming.Tests.Probe;

/// <summary>How a connection to a server begins.</summary>
public sealed class TargetTests
{
    private const string Endless = "^(a+)+$";

    [Fact]
    public void A_handshake_that_fails_is_reported_with_its_reason() => Assert.Equal(
        "Authentication failed: no protocols available",
        TlsStream.ReasonOf(new AuthenticationException(
            "Authentication failed, see inner exception.", new IOException("no protocols available"))));

    [Fact]
    public async Task A_connection_whose_sink_cannot_be_opened_is_closed()
    {
        using TcpListener server = new(IPAddress.Loopback, 0);
        server.Start();
        using Target target = await Probed.TargetAsync($"{server.LocalEndpoint}", "ping: a\nanswer: b\nsink: /no/such/folder/lines\n");
        await Assert.ThrowsAsync<ConversationException>(() => target.OpenAsync(Pace.Unknown(Probed.Quick)));
        using Socket accepted = await server.AcceptSocketAsync();
        Assert.Equal(0, await accepted.ReceiveAsync(new byte[1]).WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Theory]
    [InlineData("greeting")]
    [InlineData("ready")]
    public async Task A_line_that_takes_too_long_to_match_does_not_match(string key)
    {
        string line = $"{new string('a', 40)}!";
        await using PlantedServer server = new(new("own", "", "", () => new PolicySessions.Greets(line)));
        Regex pattern = new(Endless, RegexOptions.None, TimeSpan.FromMilliseconds(1));
        Description minimal = Probed.Description("ping: a\nanswer: b\n");
        Description description = key == "greeting"
            ? minimal with { Greeting = pattern }
            : minimal with { Login = [new(new("a"), pattern)] };
        Address address = await Address.ResolveAsync($"{server.EndPoint}", CancellationToken.None);
        using Target target = new(address, description, new Dictionary<string, string>(), useTls: false);
        Pace pace = Pace.Unknown(Probed.Quick with { Patience = TimeSpan.FromSeconds(0.05) });
        ConversationException e = await Assert.ThrowsAsync<ConversationException>(() => target.OpenAsync(pace));
        Assert.StartsWith($"no line matches \"{key}: {Endless}\"", e.Message, StringComparison.Ordinal);
    }
}
