using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using LineFraming.Server;

namespace LineFraming.Tests.Server;

/// <summary>
/// Two pipes in memory: the session's transport, and the peer's ends of it. With inline schedulers the session runs within the
/// peer's calls, so the tests need not wait for it.
/// </summary>
internal sealed class MemoryTransport : IDuplexPipe
{
    private readonly Pipe _toSession;
    private readonly Pipe _toPeer;

    public MemoryTransport(long pauseInputAt = 1 << 16, long pauseOutputAt = 1 << 16)
    {
        _toSession = new Pipe(Options(pauseInputAt));
        _toPeer = new Pipe(Options(pauseOutputAt));
        Output = new CountingWriter(_toPeer.Writer);
    }

    public PipeReader Input => _toSession.Reader;

    public PipeWriter Output { get; }

    /// <summary>How many flushes had something to flush.</summary>
    public int Flushes => ((CountingWriter)Output).Flushes;

    /// <summary>The maximum number of bytes that waited to be flushed.</summary>
    public long MaxUnflushed => ((CountingWriter)Output).MaxUnflushed;

    public PipeWriter Peer => _toSession.Writer;

    public PipeReader Answers => _toPeer.Reader;

    /// <summary>A session without deadlines for its peer, unless the limits say otherwise.</summary>
    public static LineSession NewSession(
        int maxLineLength = 8192, SessionLimits? limits = null, Func<SelectMode, bool>? isReady = null) => new(
        new ChatProtocol(LineDelimiter.CrLf, maxLineLength),
        new LineFramer(LineDelimiter.CrLf, maxLineLength),
        limits ?? new SessionLimits { LingerBytes = long.MaxValue, Clock = new ManualClock(), Elsewhere = PipeScheduler.Inline },
        new ServerMetrics(),
        isReady);

    /// <summary>A session that sends the first bytes back.</summary>
    public static LineSession NewEcho(SessionLimits limits) =>
        new(new EchoProtocol(), new LineFramer(LineDelimiter.CrLf, 8192), limits, new ServerMetrics());

    /// <summary>
    /// Begins a session, and removes the test runner's synchronization context: continuations would wait for it, so that the
    /// effects of a call would not be complete when it returns.
    /// </summary>
    public Task<SessionEnd> Begin(LineSession session, CancellationToken stop = default)
    {
        SynchronizationContext.SetSynchronizationContext(null);
        return session.RunAsync(this, stop);
    }

    public Task SendAsync(string text) => Peer.WriteAsync(Encoding.Latin1.GetBytes(text)).Within("the session to read");

    /// <summary>What is there to read, without waiting; null at the end of the stream.</summary>
    public string? ReadAvailable()
    {
        if (!Answers.TryRead(out ReadResult read))
        {
            return "";
        }

        string text = Encoding.Latin1.GetString(read.Buffer.ToArray());
        Answers.AdvanceTo(read.Buffer.End);
        return text.Length == 0 && read.IsCompleted ? null : text;
    }

    private static PipeOptions Options(long pauseAt) => new(
        readerScheduler: PipeScheduler.Inline,
        writerScheduler: PipeScheduler.Inline,
        pauseWriterThreshold: pauseAt,
        resumeWriterThreshold: 1,
        useSynchronizationContext: false);

    private sealed class CountingWriter(PipeWriter inner) : PipeWriter
    {
        public int Flushes { get; private set; }

        public long MaxUnflushed { get; private set; }

        public override bool CanGetUnflushedBytes => true;

        public override long UnflushedBytes => inner.UnflushedBytes;

        public override void Advance(int bytes)
        {
            inner.Advance(bytes);
            MaxUnflushed = Math.Max(MaxUnflushed, inner.UnflushedBytes);
        }

        public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            Flushes += inner.UnflushedBytes > 0 ? 1 : 0;
            return inner.FlushAsync(cancellationToken);
        }

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);
    }
}
