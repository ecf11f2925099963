using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;

namespace LineFraming.Server;

/// <summary>
/// The pipes of a connection whose two directions close one at a time: completing <see cref="Output"/> sends the end of
/// the stream after what was flushed, and <see cref="Input"/> can still be read.
/// <para>
/// Kestrel's transport cannot do this. Completing its output pipe closes the socket both ways, so a peer that is still sending
/// is reset and may lose its last answer. And its flush does not say when the operating system has the bytes, so the sending
/// side cannot be shut down right after them. Here a flush writes to the socket itself and is over when the operating system
/// has the bytes. A read reads from the socket itself: nothing is read ahead of the session, and no memory is reserved for a
/// peer that has sent nothing.
/// </para>
/// </summary>
internal sealed class HalfCloseTransport : IDuplexPipe
{
    // Large reads: few of them for many lines. The memory is rented when bytes have arrived and returned once they are
    // consumed.
    private const int BytesARead = 64 * 1024;

    // One write for all the answers of a flush, because each write is a system call and wakes the peer. The memory is rented
    // for the first answer and returned by the flush.
    private const int BytesAWrite = 64 * 1024;

    // Shared by all, so that 10,000 idle connections do not need one each.
    private static readonly StreamPipeReaderOptions Reading = new(bufferSize: BytesARead, useZeroByteReads: true, leaveOpen: true);

    private static readonly StreamPipeWriterOptions Writing = new(minimumBufferSize: BytesAWrite);

    private HalfCloseTransport(Stream stream, Socket socket)
    {
        Input = PipeReader.Create(stream, Reading);
        Output = PipeWriter.Create(new SendingSide(stream, socket), Writing);
    }

    /// <summary>The bytes that the peer sends.</summary>
    public PipeReader Input { get; }

    /// <summary>The bytes for the peer. Completing it with an exception drops what was not flushed.</summary>
    public PipeWriter Output { get; }

    /// <summary>Makes the pipes of a connected socket, which is not disposed.</summary>
    public static HalfCloseTransport Over(Socket socket) => new(new NetworkStream(socket, ownsSocket: false), socket);

    /// <summary>Makes the pipes of a stream over a socket, such as TLS after the handshake; neither is disposed.</summary>
    public static HalfCloseTransport Over(Stream stream, Socket socket) => new(stream, socket);

    /// <summary>Writes as the stream does; when it is disposed, it ends the sending side of stream and socket, and nothing else.</summary>
    private sealed class SendingSide(Stream stream, Socket socket) : Stream
    {
        // The end of TLS is a few bytes, for which a peer that does not read may leave no room.
        private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(1);

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            stream.WriteAsync(buffer, cancellationToken);

        public override Task FlushAsync(CancellationToken cancellationToken) => stream.FlushAsync(cancellationToken);

        public override void Flush() => stream.Flush();

        public override void Write(byte[] buffer, int offset, int count) => stream.Write(buffer, offset, count);

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override async ValueTask DisposeAsync()
        {
            if (stream is SslStream tls)
            {
                await EndAsync(tls);
            }

            try
            {
                socket.Shutdown(SocketShutdown.Send);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // The connection has been closed or reset; reading from it reports that.
            }

            await base.DisposeAsync();
        }

        // Where TLS has failed it cannot be ended, and OpenSSL's own exceptions say so, which are not public. Then the end of TCP is
        // all that the peer can be sent, and reading reports what has failed.
        [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Their types are internal.")]
        private static async Task EndAsync(SslStream tls)
        {
            try
            {
                await tls.ShutdownAsync().WaitAsync(LongestGoodbye);
            }
            catch (Exception)
            {
            }
        }
    }
}
