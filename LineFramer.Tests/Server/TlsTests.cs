using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using LineFraming.Server;
using Xunit;

namespace LineFraming.Tests.Server;

/// <summary>The server and its client over TLS: the same conversation, the same ends, and handshakes that fail.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly TestCertificate _certificate = new();

    private ServerOptions Options => new() { Certificate = _certificate.CertificateFile, Key = _certificate.KeyFile };

    /// <summary>A record of the type and length of TLS, whose content is not encrypted.</summary>
    public static byte[] NoTls => [0x17, 3, 3, 0, 32, .. new byte[32]];

    public void Dispose() => _certificate.Dispose();

    [Theory]
    [InlineData("The decryption operation failed, see inner exception.", "The decryption operation failed: bad record mac")]
    [InlineData("The connection was reset.", "The connection was reset.")]
    public void A_failure_is_reported_with_its_reason(string message, string reported)
    {
        IOException failure = new(message, new InvalidOperationException("SSL", new IOException("bad record mac")));
        Assert.Equal(reported, Tls.ReasonOf(failure));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_peer_whose_TLS_was_cut_off_is_logged_and_counted_as_lost(bool isWhole)
    {
        await using TestServer server = await TestServer.StartAsync(Options);
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.EndPoint);
        await using SslStream stream = new(new NetworkStream(socket));
        await stream.AuthenticateAsClientAsync(Tls.ForClient(_certificate.CertificateFile, new DnsEndPoint("localhost", 1)));
        await stream.WriteAsync("a\r\npay: 9"u8.ToArray());
        using StreamReader reader = new(stream, leaveOpen: true);
        Assert.Equal("You sent: a", await reader.ReadLineAsync().Within("the answer"));
        if (isWhole)
        {
            await stream.ShutdownAsync();
        }

        socket.Shutdown(SocketShutdown.Send);
        Assert.Null(await reader.ReadLineAsync().Within("the end of the answers"));
        if (!isWhole)
        {
            Assert.Contains(
                " was lost: TCP ended without TLS's close_notify", await server.ExpectLogAsync("was lost"), StringComparison.Ordinal);
        }

        await Deadline.Eventually(() => server.Metrics.Open == 0, "the connection to be closed");
        Assert.Equal(isWhole ? 0 : 1, server.Metrics.Ended(SessionEnd.Lost));
        Assert.Equal(isWhole ? 1 : 0, server.Metrics.Ended(SessionEnd.Finished));
    }

    [Fact]
    public async Task A_peer_that_answers_the_end_without_its_own_has_finished()
    {
        await using TestServer server = await TestServer.StartAsync(Options);
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.EndPoint);
        await using SslStream stream = new(new NetworkStream(socket));
        await stream.AuthenticateAsClientAsync(Tls.ForClient(_certificate.CertificateFile, new DnsEndPoint("localhost", 1)));
        await stream.WriteAsync(".\r\n"u8.ToArray());
        Assert.Equal(0, await stream.ReadAsync(new byte[1]).AsTask().Within("the end of the answers"));
        socket.Shutdown(SocketShutdown.Send);
        await Deadline.Eventually(() => server.Metrics.Open == 0, "the connection to be closed");
        Assert.Equal(1, server.Metrics.Ended(SessionEnd.Finished));
    }

    [Theory]
    [InlineData("This is a line.\r\n")]
    [InlineData("\x16\x03\x01")]
    [InlineData("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")]
    public async Task A_handshake_that_is_broken_off_ends_its_own_connection_only(string sent)
    {
        await using TestServer server = await TestServer.StartAsync(Options);
        using TestPeer peer = await server.ConnectAsync();
        string address = $"{peer.Address}";
        await peer.SendAsync(sent);
        peer.Reset();
        Assert.Contains($" from {address} never shook hands: ", await server.ExpectLogAsync("never shook"), StringComparison.Ordinal);
        Assert.Equal(1, server.Metrics.Ended(SessionEnd.Handshake));
    }

    [Fact]
    public async Task A_handshake_has_the_time_of_a_line()
    {
        await using TestServer server = await TestServer.StartAsync(
            Options with { Limits = new() { Line = TimeSpan.FromMilliseconds(200) } });
        using TestPeer peer = await server.ConnectAsync();
        await peer.ExpectCloseAsync();
        await server.ExpectLogAsync("never shook hands: it took longer than 0.2 s (--line-deadline)");
    }

    [Fact]
    public async Task A_connection_that_has_not_shaken_hands_at_a_stop_is_answered()
    {
        ServerOptions options = Options with { Host = "127.0.0.1", Port = 0, Limits = new() { Clock = new ManualClock() } };
        await using LineServer server = new(options, () => new ChatProtocol(LineDelimiter.CrLf, 100));
        await server.StartAsync();
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.EndPoints[0]);
        await Deadline.Eventually(() => server.Metrics.Open == 1, "the connection to begin");
        Task stopping = server.StopAsync();
        await using SslStream stream = new(new NetworkStream(socket));
        await stream.AuthenticateAsClientAsync(Tls.ForClient(_certificate.CertificateFile, new DnsEndPoint("localhost", 1)))
            .Within("the handshake");
        await stream.WriteAsync("a\r\n"u8.ToArray());
        using StreamReader reader = new(stream, leaveOpen: true);
        Assert.Equal("You sent: a", await reader.ReadLineAsync().Within("the answer"));
        await stream.ShutdownAsync();
        socket.Shutdown(SocketShutdown.Send);
        await stopping.Within("the server to stop");
    }

    [Fact]
    public async Task A_handshake_has_a_second_after_a_stop()
    {
        ManualClock clock = new();
        using CancellationTokenSource stop = new();
        using Socket listening = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listening.Listen();
        using TestPeer silent = await TestPeer.ConnectAsync(listening.LocalEndPoint!);
        using Socket accepted = await listening.AcceptAsync();
        Task shaking = Tls.AcceptAsync(
            accepted, Tls.ForServer(_certificate.CertificateFile, _certificate.KeyFile), new SessionLimits { Clock = clock }, stop.Token);
        await stop.CancelAsync();
        clock.Advance(TimeSpan.FromMilliseconds(999));

        // The deadline of a line, and the second after the stop.
        Assert.Equal(2, clock.TimersSet);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        IOException ended = await Assert.ThrowsAsync<IOException>(() => shaking.Within("the end of the handshake"));
        Assert.Equal("the server stops", ended.Message);
    }

    [Fact]
    public async Task A_peer_that_does_not_read_is_cut_off()
    {
        await using TestServer server = await TestServer.StartAsync(
            Options with { Limits = new() { Write = TimeSpan.FromMilliseconds(200) } });
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.EndPoint);
        await using SslStream stream = new(new NetworkStream(socket));
        await stream.AuthenticateAsClientAsync(Tls.ForClient(_certificate.CertificateFile, new DnsEndPoint("localhost", 1)));
        byte[] lines = [.. Enumerable.Repeat("\r\n"u8.ToArray(), 1 << 15).SelectMany(line => line)];
        async Task SendForEverAsync()
        {
            while (true)
            {
                await stream.WriteAsync(lines);
            }
        }

        await Assert.ThrowsAsync<IOException>(() => SendForEverAsync().Within("the server to cut off"));
        await server.ExpectLogAsync("it did not read its answers within 0.2 s (--write-deadline)");
    }

    [Fact]
    public async Task A_peer_that_sends_no_TLS_after_the_handshake_is_logged_and_counted_as_lost()
    {
        await using TestServer server = await TestServer.StartAsync(Options);
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.EndPoint);
        await using SslStream stream = new(new NetworkStream(socket));
        await stream.AuthenticateAsClientAsync(Tls.ForClient(_certificate.CertificateFile, new DnsEndPoint("localhost", 1)));
        await socket.SendAsync(NoTls);
        Assert.Contains(
            " was lost: The decryption operation failed: ", await server.ExpectLogAsync("was lost"), StringComparison.Ordinal);
        Assert.Equal(1, server.Metrics.Ended(SessionEnd.Lost));
    }

    [Theory]
    [InlineData("nowhere.pem", null)]
    [InlineData(null, "nowhere.pem")]
    public async Task A_file_that_is_not_there_is_one_line_and_exit_code_1(string? certificate, string? key)
    {
        ProgramRun run = ProgramRun.Start(
            "--port", "0", "--tls", certificate ?? _certificate.CertificateFile, "--tls-key", key ?? _certificate.KeyFile);
        Assert.Equal(1, await run.ExitCode.Within("the program to end"));
        Assert.StartsWith("Cannot use the certificate \"", run.ErrorLine(), StringComparison.Ordinal);
        Assert.Contains("nowhere.pem", run.ErrorLine(), StringComparison.Ordinal);
    }
}
