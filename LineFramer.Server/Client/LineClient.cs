using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace LineFraming.Server;

/// <summary>
/// A connection to a server of lines, as two pipes that close one at a time. Lines are written to <see cref="Output"/> with
/// <see cref="BufferWriterExtensions"/> and read from <see cref="Input"/> with <see cref="PipeReaderExtensions"/>; completing
/// the output sends the end, after which the answers can still be read.
/// </summary>
public sealed class LineClient : IDuplexPipe, IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly TlsStream? _tls;
    private readonly HalfCloseTransport _transport;

    private LineClient(Socket socket, TlsStream? tls)
    {
        _socket = socket;
        _tls = tls;
        _transport = tls is null ? HalfCloseTransport.Over(socket) : HalfCloseTransport.Over(tls, socket);
    }

    /// <summary>
    /// The bytes that the server sends. Over TLS, an end without its close_notify is an <see cref="EndOfStreamException"/>:
    /// what came before it may be cut off.
    /// </summary>
    public PipeReader Input => _transport.Input;

    /// <summary>The bytes for the server.</summary>
    public PipeWriter Output => _transport.Output;

    /// <summary>Connects to a server.</summary>
    /// <param name="server">A <see cref="DnsEndPoint"/>, an <see cref="IPEndPoint"/> or a <see cref="UnixDomainSocketEndPoint"/>.</param>
    /// <param name="tls">What is asked of the server's certificate; null for no TLS.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The connection, after the handshake if there is one.</returns>
    /// <exception cref="SocketException">It cannot connect.</exception>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The certificate is not what was asked for.</exception>
    /// <exception cref="IOException">The connection broke within the handshake.</exception>
    public static Task<LineClient> ConnectAsync(
        EndPoint server, SslClientAuthenticationOptions? tls = null, CancellationToken cancellationToken = default) =>
        ConnectAsync(server, tls, null, cancellationToken);

    /// <summary>Connects within a deadline, which from then on counts the silence of the peer.</summary>
    internal static async Task<LineClient> ConnectAsync(
        EndPoint server, SslClientAuthenticationOptions? tls, PeerDeadline? deadline, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(server);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(
            cancellationToken, deadline?.Expired ?? CancellationToken.None);
        Socket socket = server is UnixDomainSocketEndPoint
            ? new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        TlsStream? encrypted = null;
        try
        {
            await socket.ConnectAsync(server, either.Token);
            deadline?.Follow(socket);
            if (tls is not null)
            {
                encrypted = TlsStream.Over(socket);
                await encrypted.AuthenticateAsClientAsync(tls, either.Token);
                deadline?.Restart();
            }

            return new LineClient(socket, encrypted);
        }
        catch
        {
            if (encrypted is not null)
            {
                await encrypted.DisposeAsync();
            }

            socket.Dispose();
            throw;
        }
    }

    /// <summary>Closes the connection both ways.</summary>
    /// <returns>A task that ends when it is closed.</returns>
    public async ValueTask DisposeAsync()
    {
        if (_tls is not null)
        {
            await _tls.DisposeAsync();
        }

        _socket.Dispose();
    }
}
