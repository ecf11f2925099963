using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace LineFraming.Probe;

/// <summary>
/// One connection to the server. It reads only when the caller waits for something or sends with a read, so a case can act as a
/// peer that does not read.
/// </summary>
internal sealed class Conversation : IAsyncDisposable
{
    private const int MaxWrite = 1 << 20;
    private static readonly TimeSpan SinkLooks = TimeSpan.FromMilliseconds(5);

    private readonly Socket _socket;
    private readonly Inbox _inbox;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly IDisposable? _slot;
    private readonly Sink? _sink;
    private Stream _stream;
    private Task<int>? _reading;
    private TimeSpan? _life;
    private long _lifeStart;

    /// <summary>Begins a conversation over a connected socket; <paramref name="slot"/> is released at its end.</summary>
    public Conversation(Socket socket, Description description, IDisposable? slot = null)
    {
        (_socket, _slot, _inbox) = (socket, slot, new(description));
        _sink = description.Sink is { } file ? new(file) : null;
        _stream = new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>What was sent and what came.</summary>
    public Transcript Transcript { get; } = new();

    /// <summary>All lines from the server, since the login.</summary>
    public List<Reply> Lines => _inbox.Lines;

    /// <summary>How the connection stands.</summary>
    public Closing Closing { get; private set; }

    /// <summary>Whether bytes could not be sent because the server has closed or reset the connection.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Whether the last bytes that came are the prompt of the description.</summary>
    public bool IsAtPrompt => _inbox.IsAtPrompt;

    /// <summary>How many bytes came, since the connection began.</summary>
    public long BytesReceived => _inbox.BytesReceived;

    /// <summary>The lines that answer or reject a command.</summary>
    public IReadOnlyList<Reply> Replies => [.. Lines.Where(line => line.IsVerdict)];

    /// <summary>How many lines answer or reject a command.</summary>
    public int ReplyCount => _inbox.ReplyCount;

    /// <summary>Whether the server closed the connection.</summary>
    public bool IsClosed => Closing != Closing.Open;

    /// <summary>Whether an answer with this tag has come.</summary>
    public bool HasAnswered(string tag) => Lines.Exists(line => line.Tag == tag);

    /// <summary>Forgets what came before, such as the login: only the lines that follow count.</summary>
    public void BeginCounting() => _inbox.Clear();

    /// <summary>
    /// Lets it last so long from now on, or without a maximum: after this time, what reads throws <see cref="OverdueException"/>.
    /// </summary>
    public void EndAfter(TimeSpan? life) => (_life, _lifeStart) = (life, Stopwatch.GetTimestamp());

    /// <summary>Sends bytes in one write and reads meanwhile, so that neither side blocks the other.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes, TimeSpan patience)
    {
        for (int start = 0; start < bytes.Length && !IsClosed; start += MaxWrite)
        {
            ReadOnlyMemory<byte> part = bytes[start..Math.Min(start + MaxWrite, bytes.Length)];
            Transcript.Sent(part.Span);
            Task sending = WriteAsync(part);
            while (!sending.IsCompleted && !IsClosed)
            {
                ThrowIfOverdue();
                _reading ??= _stream.ReadAsync(_buffer).AsTask();
                Task first = await Task.WhenAny(sending, _reading, Task.Delay(patience));
                if (first == _reading)
                {
                    await TakeReadAsync(_reading);
                }
                else if (first != sending)
                {
                    Transcript.Remark("the server does not read");
                    return;
                }
            }
        }
    }

    /// <summary>Sends bytes in one write without reading; false if the server did not read them in time.</summary>
    public async Task<bool> SendOnlyAsync(ReadOnlyMemory<byte> bytes, TimeSpan patience)
    {
        Task sending = StartSending(bytes);
        return await Task.WhenAny(sending, Task.Delay(patience)) == sending;
    }

    /// <summary>Starts to send bytes in one write; the task ends when the operating system has accepted them.</summary>
    public Task StartSending(ReadOnlyMemory<byte> bytes)
    {
        Transcript.Sent(bytes.Span);
        return WriteAsync(bytes);
    }

    /// <summary>
    /// Reads until a condition is true; false if nothing came for <paramref name="silence"/>, or the server closed before.
    /// </summary>
    public async Task<bool> ReadUntilAsync(Func<bool> holds, TimeSpan silence)
    {
        while (!holds())
        {
            if ((IsClosed && _sink is null) || !await ReadOnceAsync(silence))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Reads until nothing came for so long, or the server closed.</summary>
    public Task ReadUntilQuietAsync(TimeSpan quiet) => ReadUntilAsync(() => false, quiet);

    /// <summary>Reads what comes in so much time.</summary>
    public async Task ReadForAsync(TimeSpan time)
    {
        long start = Stopwatch.GetTimestamp();
        while (!IsClosed && time - Stopwatch.GetElapsedTime(start) is { Ticks: > 0 } left)
        {
            await ReadOnceAsync(left);
        }
    }

    /// <summary>Reads once; false if nothing came in time.</summary>
    public async Task<bool> ReadOnceAsync(TimeSpan patience)
    {
        ThrowIfOverdue();
        if (_sink is not null)
        {
            return await ReadSinkAsync(_sink, patience);
        }

        if (IsClosed)
        {
            return false;
        }

        _reading ??= _stream.ReadAsync(_buffer).AsTask();
        if (!_reading.IsCompleted && await Task.WhenAny(_reading, Task.Delay(patience)) != _reading)
        {
            return false;
        }

        return await TakeReadAsync(_reading);
    }

    // A server that sends something all the time is never silent, so silence alone does not end every wait.
    private void ThrowIfOverdue()
    {
        if (_life is { } life && Stopwatch.GetElapsedTime(_lifeStart) > life)
        {
            throw new OverdueException(
                string.Create(CultureInfo.InvariantCulture, $"a conversation is not done after {life.TotalSeconds:0.#} s"));
        }
    }

    // The answers come in the file; the connection only shows how it is closed.
    private async Task<bool> ReadSinkAsync(Sink sink, TimeSpan patience)
    {
        long start = Stopwatch.GetTimestamp();
        do
        {
            byte[] added = sink.ReadNew();
            if (added.Length > 0)
            {
                Came(added);
                return true;
            }

            _reading ??= IsClosed ? null : _stream.ReadAsync(_buffer).AsTask();
            if (_reading is { IsCompleted: true } reading)
            {
                await TakeReadAsync(reading);
            }

            await Task.Delay(SinkLooks);
        }
        while (Stopwatch.GetElapsedTime(start) < patience);
        return false;
    }

    private async Task<bool> TakeReadAsync(Task<int> reading)
    {
        _reading = null;
        int count;
        try
        {
            count = await reading;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or SocketException)
        {
            Closes(Closing.Reset, "the server reset the connection");
            return false;
        }

        if (count == 0)
        {
            Closes(Closing.End, "the server closed");
            return false;
        }

        Came(_buffer.AsSpan(0, count));
        return true;
    }

    private void Came(ReadOnlySpan<byte> bytes)
    {
        Transcript.Received(bytes);
        _inbox.Take(bytes);
    }

    /// <summary>Closes the sending side; answers can still be read.</summary>
    public void EndSending()
    {
        Transcript.Remark("the client half-closes");
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The server closed first; reading shows how.
        }
    }

    /// <summary>Resets the connection.</summary>
    public void Reset()
    {
        Transcript.Remark("the client resets");

        // Disposing the stream would send an end before the reset.
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Dispose();
        Closing = Closing.Reset;
    }

    /// <summary>Continues under TLS. Bytes that came before and were not read are discarded, as they must be.</summary>
    /// <exception cref="ConversationException">The handshake failed.</exception>
    /// <exception cref="TimeoutException">It was not done by the deadline.</exception>
    public async Task StartTlsAsync(string host, CancellationToken deadline)
    {
        _stream = await TlsStream.BeginAsync(_stream, host, deadline);
        Transcript.Remark("TLS begins");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        if (_reading is { } reading)
        {
            // The read is abandoned: it fails when the socket is closed.
            await reading.ContinueWith(static done => _ = done.Exception, TaskScheduler.Default);
        }

        _sink?.Dispose();
        _slot?.Dispose();
    }

    // A write that fails is not reported here: reading the connection shows the failure.
    private async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await _stream.WriteAsync(bytes);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or SocketException)
        {
            IsBroken = true;
        }
    }

    private void Closes(Closing how, string remark)
    {
        Closing = how;
        Transcript.Remark(remark);
    }
}
