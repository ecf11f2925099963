using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace LineFraming.Benchmarks;

/// <summary>One connection of a load: it sends as many lines as it may, and compares and times the answers.</summary>
internal sealed class LoadConnection : IDisposable
{
    // More connections than this come from several addresses, because one address would run out of ports.
    private const int ConnectionsAnAddress = 4000;

    private readonly Conversation _conversation;

    // Lines that were sent at the same moment are timed together.
    private readonly (long At, int Lines)[] _batches;
    private int _firstBatch;
    private int _batchCount;
    private long _sent;

    /// <summary>
    /// Connects. At most <paramref name="window"/> lines of <paramref name="length"/> content bytes wait for an answer at
    /// once.
    /// </summary>
    /// <exception cref="LoadFailedException">It cannot.</exception>
    public LoadConnection(IPEndPoint server, int number, int window, int length)
    {
        Number = number;
        _conversation = new Conversation(number, window, length);
        _batches = new (long, int)[window];
        Socket = Connect(server, number);
    }

    /// <summary>The connection's number.</summary>
    public int Number { get; }

    /// <summary>The socket, which does not block.</summary>
    public Socket Socket { get; }

    /// <summary>How many lines were given to be sent.</summary>
    public long Asked { get; private set; }

    /// <summary>How many of them are answered.</summary>
    public long Answered => _conversation.Answered;

    /// <summary>Whether the socket did not accept all bytes.</summary>
    public bool IsBlocked => _sent < Asked * _conversation.LineSize;

    /// <summary>Connects a socket that does not block.</summary>
    /// <exception cref="LoadFailedException">It cannot.</exception>
    public static Socket Connect(IPEndPoint server, int number)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (number >= ConnectionsAnAddress)
            {
                socket.Bind(new IPEndPoint(new IPAddress([127, 0, 0, (byte)(1 + (number / ConnectionsAnAddress))]), 0));
            }

            socket.Connect(server);
            socket.Blocking = false;
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new LoadFailedException($"Connection {number + 1} to {server} failed: {e.Message}.");
        }
    }

    /// <summary>
    /// Sends more lines, which are due at <paramref name="now"/>; no more than the window may wait for an answer.
    /// </summary>
    public void Ask(int lines, long now)
    {
        _batches[(_firstBatch + _batchCount++) % _batches.Length] = (now, lines);
        Asked += lines;
        Flush();
    }

    /// <summary>Sends as many bytes as the socket accepts.</summary>
    /// <exception cref="LoadFailedException">The connection is gone.</exception>
    public void Flush()
    {
        long end = Asked * _conversation.LineSize;
        while (_sent < end)
        {
            int count = Socket.Send(_conversation.Stream(_sent, end), SocketFlags.None, out SocketError error);
            if (error == SocketError.WouldBlock)
            {
                return;
            }

            ThrowIfFailed(error);
            _sent += count;
        }
    }

    /// <summary>
    /// Reads once, compares what has come, and times it unless <paramref name="latencies"/> is null; <paramref name="now"/>
    /// is when the bytes were there.
    /// </summary>
    /// <returns>How many answers came.</returns>
    /// <exception cref="LoadFailedException">The connection is gone, or the answers are wrong.</exception>
    public int Receive(byte[] buffer, Latencies? latencies, out long now)
    {
        int count = Socket.Receive(buffer, SocketFlags.None, out SocketError error);
        now = Stopwatch.GetTimestamp();
        if (error == SocketError.WouldBlock)
        {
            return 0;
        }

        ThrowIfFailed(error);
        if (count == 0)
        {
            throw Failed($"the server closed it with {Asked - Answered} lines unanswered");
        }

        int answers = Check(buffer.AsSpan(0, count));
        Time(answers, now, latencies);
        return answers;
    }

    /// <inheritdoc/>
    public void Dispose() => Socket.Dispose();

    private int Check(ReadOnlySpan<byte> received)
    {
        try
        {
            int answers = _conversation.Check(received);
            return Answered <= Asked ? answers : throw new LoadFailedException($"{Answered} answers came to {Asked} lines");
        }
        catch (LoadFailedException wrong)
        {
            throw Failed(wrong.Message);
        }
    }

    private void Time(int answers, long now, Latencies? latencies)
    {
        while (answers > 0)
        {
            ref (long At, int Lines) batch = ref _batches[_firstBatch];
            int lines = Math.Min(answers, batch.Lines);
            latencies?.Record(now - batch.At, lines);
            answers -= lines;
            batch.Lines -= lines;
            if (batch.Lines == 0)
            {
                _firstBatch = (_firstBatch + 1) % _batches.Length;
                _batchCount--;
            }
        }
    }

    private void ThrowIfFailed(SocketError error)
    {
        if (error != SocketError.Success)
        {
            throw Failed($"{error} with {Asked - Answered} lines unanswered");
        }
    }

    private LoadFailedException Failed(string what) => new($"Connection {Number + 1}: {what}.");
}
