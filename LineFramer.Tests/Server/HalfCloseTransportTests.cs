using System.Net.Sockets;
using System.Text;
using LineFraming.Server;
using Xunit;

namespace LineFraming.Tests.Server;

/// <summary>How many reads and writes of the stream the session's reads and flushes make: each is a system call.</summary>
public class HalfCloseTransportTests
{
    [Theory]
    [InlineData(256, 64, 1)]
    [InlineData(992, 64, 2)]
    [InlineData(7, 8192, 2)]
    public async Task The_answers_to_what_was_read_at_once_are_few_writes(int lines, int length, int writes)
    {
        using CountedStream stream = new(string.Concat(Enumerable.Repeat(new string('x', length) + "\r\n", lines)));
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        SessionEnd end = await MemoryTransport.NewSession().RunAsync(HalfCloseTransport.Over(stream, socket), CancellationToken.None)
            .Within("the session to end");
        Assert.Equal(SessionEnd.Finished, end);
        Assert.Equal(lines * ("You sent: \r\n".Length + length), stream.BytesWritten);
        Assert.Equal(writes, stream.Writes);
    }

    /// <summary>Returns its text at once, then the end, and counts writes.</summary>
    private sealed class CountedStream(string text) : MemoryStream(Encoding.ASCII.GetBytes(text))
    {
        public int Writes { get; private set; }

        public long BytesWritten { get; private set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Writes++;
            BytesWritten += buffer.Length;
            return ValueTask.CompletedTask;
        }
    }
}
