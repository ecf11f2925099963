using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace LineFraming.Probe;

/// <summary>How a connection stands.</summary>
internal enum Closing
{
    /// <summary>The server has not closed it.</summary>
    Open,

    /// <summary>The server sent its end.</summary>
    End,

    /// <summary>The server reset it.</summary>
    Reset,
}

/// <summary>
/// One connection to the server. It reads only when it is asked to: the caller waits for something, or sends with
/// reading meanwhile, so a case decides itself when it is a peer that does not read.
/// </summary>
internal sealed class Conversation : IAsyncDisposable
{
    private const int MaxReply = 1 << 20;
    private const int MaxWrite = 1 << 20;

    private readonly Socket _socket;
    private readonly Description _description;
    private readonly LineFramer _framer;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly IDisposable? _slot;
    private Stream _stream;
    private Task<int>? _reading;

    /// <summary>Holds a conversation over a connected socket; <paramref name="slot"/> is released in the end.</summary>
    public Conversation(Socket socket, Description description, IDisposable? slot = null)
    {
        (_socket, _description, _slot) = (socket, description, slot);
        _stream = new NetworkStream(socket, ownsSocket: true);
        DelimiterChoice ends = description.Delimiter;

        // Many servers end their answers with LF. What is echoed may have an LF within.
        bool isNewline = description.Echo is null && (ends == DelimiterChoice.CrLf || ends == DelimiterChoice.Lf || ends == DelimiterChoice.AnyNewline);
        _framer = new(isNewline ? LineDelimiter.CrLfOrLf : ends.Real, MaxReply, OversizedLineHandling.Truncate);
    }

    /// <summary>What was sent and what came.</summary>
    public Transcript Transcript { get; } = new();

    /// <summary>All lines from the server, since the login.</summary>
    public List<Reply> Lines { get; } = [];

    /// <summary>How the connection stands.</summary>
    public Closing Closing { get; private set; }

    /// <summary>How many bytes came, since the connection began.</summary>
    public long BytesReceived { get; private set; }

    /// <summary>The lines that answer or reject a command.</summary>
    public IReadOnlyList<Reply> Replies => [.. Lines.Where(line => line.IsVerdict)];

    /// <summary>How many lines answer or reject a command.</summary>
    public int ReplyCount { get; private set; }

    /// <summary>Whether the server closed the connection.</summary>
    public bool IsClosed => Closing != Closing.Open;

    /// <summary>Whether an answer has a tag.</summary>
    public bool HasAnswered(string tag) => Lines.Exists(line => line.Tag == tag);

    /// <summary>Forgets what came: from here on the lines count.</summary>
    public void BeginCounting()
    {
        Lines.Clear();
        ReplyCount = 0;
    }

    /// <summary>Sends bytes in one write, and reads meanwhile, so that neither side waits for the other for ever.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes, TimeSpan patience)
    {
        for (int start = 0; start < bytes.Length && !IsClosed; start += MaxWrite)
        {
            ReadOnlyMemory<byte> part = bytes[start..Math.Min(start + MaxWrite, bytes.Length)];
            Transcript.Sent(part.Span);
            Task sending = WriteAsync(part);
            long before = BytesReceived;
            while (!sending.IsCompleted && !IsClosed)
            {
                await Task.WhenAny(sending, ReadOnceAsync(patience));
                if (!sending.IsCompleted && before == BytesReceived && !await IsSentAsync(sending, patience))
                {
                    Transcript.Remark("the server does not read");
                    return;
                }

                before = BytesReceived;
            }

            await sending;
        }
    }

    /// <summary>Sends bytes in one write without reading; false if the server did not read them in time.</summary>
    public async Task<bool> SendOnlyAsync(ReadOnlyMemory<byte> bytes, TimeSpan patience)
    {
        Transcript.Sent(bytes.Span);
        Task sending = WriteAsync(bytes);
        return await Task.WhenAny(sending, Task.Delay(patience)) == sending;
    }

    /// <summary>Reads until something holds; false if nothing came for <paramref name="silence"/>, or the server closed before.</summary>
    public async Task<bool> ReadUntilAsync(Func<bool> holds, TimeSpan silence)
    {
        while (!holds())
        {
            if (IsClosed || !await ReadOnceAsync(silence))
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
        if (IsClosed)
        {
            return false;
        }

        _reading ??= _stream.ReadAsync(_buffer).AsTask();
        if (!_reading.IsCompleted && await Task.WhenAny(_reading, Task.Delay(patience)) != _reading)
        {
            return false;
        }

        Task<int> reading = _reading;
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

        BytesReceived += count;
        Transcript.Received(_buffer.AsSpan(0, count));
        foreach (ReadOnlySpan<byte> line in _framer.Read(_buffer.AsSpan(0, count)))
        {
            Reply reply = Reply.Of(_description, Encoding.Latin1.GetString(line));
            Lines.Add(reply);
            ReplyCount += reply.IsVerdict ? 1 : 0;
        }

        return true;
    }

    /// <summary>Sends the end of the stream; answers still come.</summary>
    public void EndSending()
    {
        Transcript.Remark("the client half-closes");
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The server was first; reading says how.
        }
    }

    /// <summary>Resets the connection.</summary>
    public void Reset()
    {
        Transcript.Remark("the client resets");
        _socket.LingerState = new LingerOption(true, 0);
        _stream.Dispose();
        Closing = Closing.Reset;
    }

    /// <summary>Goes on under TLS. What came before and was not read is lost, as it must be.</summary>
    /// <exception cref="ConversationException">The handshake failed.</exception>
    [SuppressMessage("Security", "CA5359:Do not disable certificate validation", Justification = "The probe looks at lines, and sends no secrets but those of a test account.")]
    public async Task StartTlsAsync(string host, CancellationToken deadline)
    {
        SslStream tls = new(_stream, leaveInnerStreamOpen: false);
        SslClientAuthenticationOptions options = new() { TargetHost = host, RemoteCertificateValidationCallback = (_, _, _, _) => true };
        try
        {
            await tls.AuthenticateAsClientAsync(options, deadline);
        }
        catch (Exception e) when (e is System.Security.Authentication.AuthenticationException or IOException or OperationCanceledException)
        {
            await tls.DisposeAsync();
            throw new ConversationException($"the TLS handshake failed: {e.Message.TrimEnd('.')}");
        }

        Transcript.Remark("TLS begins");
        _stream = tls;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        if (_reading is { } reading)
        {
            // Nobody waits for it any more, and it fails.
            await reading.ContinueWith(static done => _ = done.Exception, TaskScheduler.Default);
        }

        _slot?.Dispose();
    }

    // What it fails with shows when the connection is read.
    private async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await _stream.WriteAsync(bytes);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or SocketException)
        {
        }
    }

    private static async Task<bool> IsSentAsync(Task sending, TimeSpan patience) =>
        await Task.WhenAny(sending, Task.Delay(patience)) == sending;

    private void Closes(Closing how, string remark)
    {
        Closing = how;
        Transcript.Remark(remark);
    }
}
