using System.IO.Pipelines;
using System.Net.Sockets;

namespace LineFraming.Server;

/// <summary>
/// The pipes of a TCP connection whose two directions close one at a time: completing <see cref="Output"/> sends the
/// end of the stream behind what was flushed, and <see cref="Input"/> can still be read.
/// <para>
/// Kestrel's own output pipe cannot do that: completing it closes the socket both ways, and a flush of it does not say
/// when the bytes are with the operating system, so that the sending side could be shut down behind them. Here a flush
/// writes to the socket itself and is over when the operating system has the bytes, and a read reads from it: nothing
/// is read ahead of who asks, and while none of the peer's bytes are there, no memory waits for them.
/// </para>
/// </summary>
internal sealed class HalfCloseTransport : IDuplexPipe
{
    // Few reads for many lines; the memory is rented when there is something to read and returned with the last of it.
    private const int BytesARead = 64 * 1024;

    // Few writes for many answers; the memory is rented when something is written and returned by the flush.
    private const int BytesAWrite = 16 * 1024;

    private HalfCloseTransport(Socket socket)
    {
        Input = PipeReader.Create(
            new NetworkStream(socket, ownsSocket: false),
            new StreamPipeReaderOptions(bufferSize: BytesARead, useZeroByteReads: true));
        Output = PipeWriter.Create(new SendingSide(socket), new StreamPipeWriterOptions(minimumBufferSize: BytesAWrite));
    }

    /// <summary>The bytes that the peer sends.</summary>
    public PipeReader Input { get; }

    /// <summary>The bytes for the peer. Completing it with an exception drops what was not flushed.</summary>
    public PipeWriter Output { get; }

    /// <summary>Makes the pipes of a connection that only these use.</summary>
    /// <param name="socket">The connected socket; it is not disposed.</param>
    public static HalfCloseTransport Over(Socket socket) => new(socket);

    /// <summary>A socket's stream that shuts its sending side down, and nothing else, when it is disposed.</summary>
    private sealed class SendingSide(Socket socket) : NetworkStream(socket, ownsSocket: false)
    {
        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                try
                {
                    Socket.Shutdown(SocketShutdown.Send);
                }
                catch (Exception e) when (e is SocketException or ObjectDisposedException)
                {
                    // The connection is gone already, and reading from it says so.
                }
            }

            base.Dispose(disposing);
        }
    }
}
