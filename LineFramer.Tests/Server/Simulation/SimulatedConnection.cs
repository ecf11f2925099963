using System.Buffers;
using System.IO.Pipelines;

namespace LineFraming.Tests.Server;

/// <summary>
/// A connection whose waits end only when the scheduler says so. Bytes arrive and are read in any pieces, and a reset fails
/// every wait, as on a socket.
/// </summary>
internal sealed class SimulatedConnection : IDuplexPipe
{
    private readonly Pipe _toSession;
    private readonly Pipe _toPeer;
    private readonly ArrayBufferWriter<byte> _answers = new();
    private Task<FlushResult>? _sending;
    private bool _isReset;
    private bool _isCutOff;

    public SimulatedConnection(Random random, PipeScheduler scheduler, MemoryPool<byte> pool)
    {
        PipeOptions Options() => new(pool, scheduler, scheduler, random.Next(1, 60), 1, 1, useSynchronizationContext: false);
        _toSession = new Pipe(Options());
        _toPeer = new Pipe(Options());
        Output = new SendingSide(this, _toPeer.Writer);
    }

    public PipeReader Input => _toSession.Reader;

    public PipeWriter Output { get; }

    /// <summary>What the peer has read.</summary>
    public ReadOnlySpan<byte> Answers => _answers.WrittenSpan;

    /// <summary>Whether the peer has read the end.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Whether the session accepts bytes.</summary>
    public bool CanSend => !_isReset && (_sending is null || _sending.IsCompleted);

    public void Send(ReadOnlySpan<byte> bytes)
    {
        _toSession.Writer.Write(bytes);
        _sending = _toSession.Writer.FlushAsync().AsTask();
    }

    public void EndSending() => _toSession.Writer.Complete();

    /// <summary>Reads some of what is there, chosen by <paramref name="choose"/> from how much it is.</summary>
    public void Read(Func<long, long> choose)
    {
        if (HasEnded || _isReset || _isCutOff || !_toPeer.Reader.TryRead(out ReadResult read))
        {
            return;
        }

        ReadOnlySequence<byte> taken = read.Buffer.Slice(0, choose(read.Buffer.Length));
        foreach (ReadOnlyMemory<byte> segment in taken)
        {
            _answers.Write(segment.Span);
        }

        HasEnded = read.IsCompleted && taken.Length == read.Buffer.Length;
        _toPeer.Reader.AdvanceTo(taken.End);
    }

    public void Reset()
    {
        _isReset = true;
        _toSession.Writer.Complete(new IOException("reset"));
        _toPeer.Reader.Complete();
    }

    /// <summary>Releases what the peer has buffered.</summary>
    public void Forget()
    {
        _toSession.Writer.Complete();
        _toPeer.Reader.Complete();
    }

    private sealed class SendingSide(SimulatedConnection connection, PipeWriter inner) : PipeWriter
    {
        private bool _isCompleted;

        public override bool CanGetUnflushedBytes => true;

        public override long UnflushedBytes => inner.UnflushedBytes;

        public override void Advance(int bytes) => Open().Advance(bytes);

        public override Memory<byte> GetMemory(int sizeHint = 0) => Open().GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => Open().GetSpan(sizeHint);

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            FlushResult flushed = await Open().FlushAsync(cancellationToken);
            return connection._isReset ? throw new IOException("reset") : flushed;
        }

        public override void Complete(Exception? exception = null)
        {
            _isCompleted = true;
            connection._isCutOff |= exception is not null;
            inner.Complete(exception);
        }

        private PipeWriter Open() => _isCompleted ? throw new InvalidOperationException("Something was answered after the end.") : inner;
    }
}
