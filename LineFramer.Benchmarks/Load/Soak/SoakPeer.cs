using System.Net;
using System.Net.Sockets;

namespace LineFraming.Benchmarks;

/// <summary>A connection of a soak: sends what its script says, in chunks of any size, and compares the answers.</summary>
internal sealed class SoakPeer : IDisposable
{
    private const int BytesASlowRead = 64 * 1024;

    private static readonly TimeSpan SlowestPause = TimeSpan.FromMilliseconds(80);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly Random _sending;
    private readonly Random _reading;
    private readonly CancellationToken _stop;
    private long _received;

    private SoakPeer(Random random, CancellationToken stop)
    {
        // Sending and reading run at the same time. Each has a generator of its own, so that the bytes sent depend on the seed
        // alone.
        _sending = new Random(random.Next());
        _reading = new Random(random.Next());
        _stop = stop;
    }

    /// <summary>
    /// Connects. <paramref name="random"/> draws the chunk boundaries; <paramref name="receiveBuffer"/> is how many bytes the
    /// system keeps for a peer that does not read, its own choice by default.
    /// </summary>
    public static async Task<SoakPeer> ConnectAsync(IPEndPoint server, Random random, CancellationToken stop, int? receiveBuffer = null)
    {
        SoakPeer peer = new(random, stop);
        if (receiveBuffer is { } size)
        {
            peer._socket.ReceiveBufferSize = size;
        }

        await peer._socket.ConnectAsync(server, stop);
        return peer;
    }

    /// <summary>Sends bytes in pieces.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        // Each connection draws a maximum piece size of one byte, of a few, or of many: with all sizes in one connection most
        // pieces would be large.
        int max = 1 << _sending.Next(17);
        while (!bytes.IsEmpty)
        {
            int length = Math.Min(bytes.Length, _sending.Next(max) + 1);
            for (int sent = 0; sent < length;)
            {
                sent += await _socket.SendAsync(bytes[sent..length], _stop);
            }

            // A few hundred pieces are enough; a flood of single bytes would only be slow.
            max = Math.Max(max, bytes.Length / 500);
            bytes = bytes[length..];
        }
    }

    /// <summary>
    /// Sends bytes again and again and reads no answer, until the server ends the connection; it must, before it has room for
    /// <paramref name="max"/> bytes.
    /// </summary>
    /// <exception cref="LoadFailedException">It takes everything.</exception>
    public async Task SendUntilCutOffAsync(ReadOnlyMemory<byte> bytes, long max)
    {
        try
        {
            for (long sent = 0; sent < max;)
            {
                sent += await _socket.SendAsync(bytes, _stop);
            }
        }
        catch (SocketException)
        {
            return;
        }

        throw new LoadFailedException($"{max} bytes were taken from a peer that read no answer");
    }

    /// <summary>Sends the end of the stream.</summary>
    public void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Resets the connection.</summary>
    public void Reset() => _socket.Close(timeout: 0);

    /// <summary>Reads <paramref name="count"/> bytes of answers, and compares them.</summary>
    /// <exception cref="LoadFailedException">Others come, or the end.</exception>
    public async Task ReceiveAsync(ReadOnlyMemory<byte> answers, long count)
    {
        byte[] buffer = new byte[1 + _reading.Next(64 * 1024)];
        while (_received < count)
        {
            if (!await ReceiveOnceAsync(buffer, answers))
            {
                throw new LoadFailedException($"the end came after {_received} bytes of answers; there must be {answers.Length}");
            }
        }
    }

    /// <summary>
    /// Reads to the end, and compares. The first <paramref name="slowReads"/> reads are of 64 KiB, each followed by a pause
    /// of up to 80 ms.
    /// </summary>
    /// <exception cref="LoadFailedException">Others come, or fewer, or more.</exception>
    public async Task ReceiveToEndAsync(ReadOnlyMemory<byte> answers, int slowReads = 0)
    {
        byte[] slow = new byte[BytesASlowRead];
        for (; slowReads > 0 && await ReceiveOnceAsync(slow, answers); slowReads--)
        {
            await Task.Delay(_reading.NextDouble() * SlowestPause, _stop);
        }

        // A few thousand reads are enough; millions of bytes one by one would only be slow.
        byte[] fast = new byte[Math.Max(1 + _reading.Next(64 * 1024), answers.Length / 4096)];
        while (await ReceiveOnceAsync(fast, answers))
        {
        }

        if (_received != answers.Length)
        {
            throw new LoadFailedException($"the end came after {_received} bytes of answers; there must be {answers.Length}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private async Task<bool> ReceiveOnceAsync(byte[] buffer, ReadOnlyMemory<byte> answers)
    {
        int count;
        try
        {
            count = await _socket.ReceiveAsync(buffer, _stop);
        }
        catch (SocketException e)
        {
            throw new LoadFailedException($"{e.SocketErrorCode} after {_received} bytes of answers; there must be {answers.Length}");
        }

        Compare(buffer.AsSpan(0, count), answers.Span[(int)_received..]);
        _received += count;
        return count > 0;
    }

    private void Compare(ReadOnlySpan<byte> came, ReadOnlySpan<byte> expected)
    {
        const int Shown = 60;
        int same = came.CommonPrefixLength(expected);
        if (same < came.Length)
        {
            throw new LoadFailedException(
                $"at byte {_received + same} of the answers came {Conversation.Quote(came[same..], Shown)} where there must be "
                + $"{Conversation.Quote(expected[same..], Shown)}");
        }
    }
}
