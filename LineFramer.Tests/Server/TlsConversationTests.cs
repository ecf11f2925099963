using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using LineFraming.Server;
using Xunit;

namespace LineFraming.Tests.Server;

/// <summary>The conversation over TLS and its ends, with the server and the client as processes of their own.</summary>
public sealed class TlsConversationTests : IDisposable
{
    private readonly TestCertificate _certificate = new();

    private ServerOptions Options => new() { Certificate = _certificate.CertificateFile, Key = _certificate.KeyFile };

    public void Dispose() => _certificate.Dispose();

    [Fact]
    public async Task The_client_runs_the_conversation()
    {
        await using TestServer server = await TestServer.StartAsync(Options with { MaxLineLength = 100 });
        string lines = string.Concat(Enumerable.Range(0, 1_000).Select(i => $"line {i}\n"));
        using ServerProcess client = ServerProcess.Start("client", $"{server.EndPoint}", "--tls", _certificate.CertificateFile);
        await client.Input.WriteAsync(lines + ".\n");
        client.Input.Close();
        await client.ExpectEndAsync(exitCode: 0, output: lines.Replace("line", "You sent: line", StringComparison.Ordinal), error: "");
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted_is_one_line_and_exit_code_1()
    {
        await using TestServer server = await TestServer.StartAsync(Options);
        using ServerProcess client = ServerProcess.Start("client", $"{server.EndPoint}", "--tls", "system");
        await client.ExpectErrorLineAsync("certificate is invalid");
        await client.ExpectEndAsync(exitCode: 1, error: "");
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

        // The version whose records still show their type.
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
    [InlineData(false, 1, "The connection was lost: TCP ended without TLS's close_notify, so what was sent may be cut off.\n")]
    [InlineData(true, 0, "")]
    public async Task An_answer_whose_TLS_was_cut_off_is_one_line_and_exit_code_1(bool isWhole, int exitCode, string reported)
    {
        using Socket listening = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listening.Listen();
        using ServerProcess client = ServerProcess.Start(
            "client", $"127.0.0.1:{((IPEndPoint)listening.LocalEndPoint!).Port}", "--tls", _certificate.CertificateFile);
        await client.Input.WriteAsync("hi\n");
        client.Input.Close();
        using Socket socket = await listening.AcceptAsync().Within("the client to connect");
        await using SslStream stream = new(new NetworkStream(socket));
        await stream.AuthenticateAsServerAsync(Tls.ForServer(_certificate.CertificateFile, _certificate.KeyFile)).Within("the handshake");
        using StreamReader reader = new(stream, leaveOpen: true);
        Assert.Equal("hi", await reader.ReadLineAsync().Within("the line"));
        await stream.WriteAsync("balance: 1000\r\nbalance: 9"u8.ToArray());
        if (isWhole)
        {
            await stream.ShutdownAsync();
        }

        socket.Shutdown(SocketShutdown.Send);
        await client.ExpectEndAsync(exitCode, output: $"balance: 1000\n{(isWhole ? "balance: 9" : "")}", error: reported);
    }

    [Theory]
    [InlineData("hi\n")]
    [InlineData("hi\n.\n")]
    public async Task A_server_that_sends_no_TLS_after_the_handshake_is_one_line_and_exit_code_1(string sent)
    {
        using Socket listening = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listening.Listen();
        using ServerProcess client = ServerProcess.Start(
            "client", $"127.0.0.1:{((IPEndPoint)listening.LocalEndPoint!).Port}", "--tls", _certificate.CertificateFile);
        using Socket socket = await listening.AcceptAsync().Within("the client to connect");
        await using SslStream stream = new(new NetworkStream(socket));
        await stream.AuthenticateAsServerAsync(Tls.ForServer(_certificate.CertificateFile, _certificate.KeyFile)).Within("the handshake");
        await socket.SendAsync(TlsTests.NoTls);
        await client.Input.WriteAsync(sent);
        client.Input.Close();
        await client.ExpectErrorLineAsync("The connection was lost: The decryption operation failed: ");
        await client.ExpectEndAsync(exitCode: 1, output: "", error: "");
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
