using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using LineFraming.Server;
using Xunit;

namespace LineFraming.Tests.Server;

/// <summary>The server and its client over TLS: the same conversation, the same ends, and handshakes that fail.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly TestCertificate _certificate = new();

    private ServerOptions Options => new() { Certificate = _certificate.CertificateFile, Key = _certificate.KeyFile };

    public void Dispose() => _certificate.Dispose();

    [Fact]
    public async Task The_client_holds_the_conversation()
    {
        await using TestServer server = await TestServer.StartAsync(Options with { MaxLineLength = 100 });
        string lines = string.Concat(Enumerable.Range(0, 1_000).Select(i => $"line {i}\n"));
        ProgramRun run = ProgramRun.Start("client", $"{server.EndPoint}", "--tls", _certificate.CertificateFile);
        await run.TypeAsync(lines + ".\n");
        await run.Input.CompleteAsync();
        Assert.Equal(0, await run.ExitCode.Within("the client to end"));
        Assert.Equal(lines.Replace("line", "You sent: line", StringComparison.Ordinal), run.Output);
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted_is_one_line_and_exit_code_1()
    {
        await using TestServer server = await TestServer.StartAsync(Options);
        ProgramRun run = ProgramRun.Start("client", $"{server.EndPoint}", "--tls", "system");
        Assert.Equal(1, await run.ExitCode.Within("the client to end"));
        Assert.Contains("certificate is invalid", run.ErrorLine(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_end_is_sent_before_the_peer_closes_in_the_words_of_TLS_and_of_TCP()
    {
        await using TestServer server = await TestServer.StartAsync(Options with { MaxLineLength = 5 });
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.EndPoint);
        using RecordingStream recorded = new(socket);
        await using SslStream stream = new(recorded);
        SslClientAuthenticationOptions options = Tls.ForClient(_certificate.CertificateFile, new DnsEndPoint("localhost", 1));

        // The version whose records still say what they are.
        options.EnabledSslProtocols = SslProtocols.Tls12;
        await stream.AuthenticateAsClientAsync(options);
        await stream.WriteAsync("12345\r\n123456"u8.ToArray());
        using StreamReader reader = new(stream, leaveOpen: true);
        string answers = await reader.ReadToEndAsync().Within("the end of the answers");
        Assert.Equal("You sent: 12345\r\nLine too long: the limit is 5 bytes.\r\n", answers);
        const byte Alert = 21;
        Assert.Equal(Alert, recorded.RecordTypes().Last());
        await stream.WriteAsync("still sending, which is discarded"u8.ToArray());
        Assert.Equal(0, await socket.ReceiveAsync(new byte[1]).Within("the end of the stream"));
    }

    [Theory]
    [InlineData(false, 1, "The connection was lost: TCP ended without TLS's close_notify, so what was sent may be cut off.")]
    [InlineData(true, 0, null)]
    public async Task An_answer_that_someone_cut_off_is_one_line_and_exit_code_1(bool isWhole, int exitCode, string? reported)
    {
        using Socket listening = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listening.Listen();
        ProgramRun client = ProgramRun.Start("client", $"127.0.0.1:{((IPEndPoint)listening.LocalEndPoint!).Port}", "--tls", _certificate.CertificateFile);
        await client.TypeAsync("hi\n");
        await client.Input.CompleteAsync();
        using Socket socket = await listening.AcceptAsync().Within("the client to connect");
        await using SslStream stream = new(new NetworkStream(socket));
        await stream.AuthenticateAsServerAsync(Tls.ForServer(_certificate.CertificateFile, _certificate.KeyFile)).Within("the handshake");
        using StreamReader reader = new(stream, leaveOpen: true);
        Assert.True(await reader.ReadLineAsync().Within("the line") == "hi", client.Error);
        await stream.WriteAsync("balance: 1000\r\nbalance: 9"u8.ToArray());
        if (isWhole)
        {
            await stream.ShutdownAsync();
        }

        socket.Shutdown(SocketShutdown.Send);
        Assert.Equal(exitCode, await client.ExitCode.Within("the client to end"));
        Assert.StartsWith("balance: 1000\n", client.Output, StringComparison.Ordinal);
        Assert.Equal(reported ?? "", reported is null ? client.Error : client.ErrorLine());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_peer_that_someone_cut_off_is_logged_and_counted_as_lost(bool isWhole)
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

    private sealed class RecordingStream(Socket socket) : NetworkStream(socket)
    {
        private readonly List<byte> _received = [];

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int count = await base.ReadAsync(buffer, cancellationToken);
            _received.AddRange(buffer[..count].ToArray());
            return count;
        }

        /// <summary>Of TLS records: a type, a version of two bytes, a length of two bytes.</summary>
        public IEnumerable<byte> RecordTypes()
        {
            for (int i = 0; i < _received.Count; i += 5 + (_received[i + 3] << 8) + _received[i + 4])
            {
                yield return _received[i];
            }
        }
    }
}
