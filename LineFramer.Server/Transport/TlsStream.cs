using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace LineFraming.Server;

/// <summary>
/// TLS that knows how it ended, and that can end its sending side while it is read.
/// <para>
/// Anyone on the path can end a TCP connection, but only the peer can end its TLS (close_notify, RFC 8446, 6.1). SslStream returns
/// 0 for both ends; but after close_notify it stops before the end of the TCP stream.
/// </para>
/// <para>
/// SslStream allows one read and one write at the same time. But where it sends close_notify while a read decrypts, for instance the
/// session tickets that follow a handshake, both are in OpenSSL, and now and then one of them fails. Here each waits until the other
/// has left OpenSSL. A read that waits for bytes has.
/// </para>
/// </summary>
internal sealed class TlsStream : SslStream
{
    private readonly TcpStream _tcp;

    private TlsStream(TcpStream tcp)
        : base(tcp) => _tcp = tcp;

    /// <summary>TLS over a connected socket, which is not disposed.</summary>
    public static TlsStream Over(Socket socket) => new(new TcpStream(socket));

    /// <inheritdoc/>
    /// <exception cref="EndOfStreamException">TCP has ended and TLS has not.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read;
        await _tcp.OpenSsl.WaitAsync(cancellationToken);
        _tcp.IsRead = true;
        try
        {
            read = await base.ReadAsync(buffer, cancellationToken);
        }
        finally
        {
            _tcp.IsRead = false;
            _tcp.OpenSsl.Release();
        }

        return read > 0 || buffer.IsEmpty || !_tcp.HasEnded
            ? read
            : throw new EndOfStreamException("TCP ended without TLS's close_notify, so what was sent may be cut off");
    }

    /// <inheritdoc/>
    public override async Task ShutdownAsync()
    {
        Task sending;
        await _tcp.OpenSsl.WaitAsync();
        try
        {
            // It leaves OpenSSL before its first wait, which is for the bytes to be sent.
            sending = base.ShutdownAsync();
        }
        finally
        {
            _tcp.OpenSsl.Release();
        }

        await sending;
    }

    private sealed class TcpStream(Socket socket) : NetworkStream(socket, ownsSocket: false)
    {
        /// <summary>Held by the one that is in OpenSSL. It has no wait handle, so it needs no disposal.</summary>
        public SemaphoreSlim OpenSsl { get; } = new(1);

        /// <summary>Whether a read of the TLS stream holds <see cref="OpenSsl"/>; false during the handshake.</summary>
        public bool IsRead { get; set; }

        public bool HasEnded { get; private set; }

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            bool isRead = IsRead;
            if (isRead)
            {
                OpenSsl.Release();
            }

            try
            {
                int read = await base.ReadAsync(buffer, cancellationToken);
                HasEnded |= read == 0 && !buffer.IsEmpty;
                return read;
            }
            finally
            {
                if (isRead)
                {
                    await OpenSsl.WaitAsync(CancellationToken.None);
                }
            }
        }
    }
}
