using System.Buffers;
using System.IO.Pipelines;

namespace LineFraming.Fuzz;

/// <summary>
/// A pipe whose reads follow a script: how many bytes each adds, the sizes of its segments, and whether it is cancelled. It
/// enforces the contract of <see cref="PipeReader"/>: every read is advanced once, never backwards.
/// </summary>
internal sealed class ScriptedPipeReader(PipeCase script) : PipeReader
{
    private readonly byte[] _stream = script.Case.Stream;
    private ChunkSizeCycle _arrivals = new(script.Case.ChunkSizes);
    private int _arrived;
    private int _examined;
    private int _reads;
    private ReadOnlySequence<byte>? _pending;

    /// <summary>The number of bytes that were consumed.</summary>
    public int Consumed { get; private set; }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (_pending is not null)
        {
            throw new InvalidOperationException("A read was not advanced before the next.");
        }

        cancellationToken.ThrowIfCancellationRequested();
        _reads++;
        bool isCancelled = script.CancelEvery > 0 && _reads % (script.CancelEvery + 1) == 0;
        if (isCancelled && _reads % 2 == 0)
        {
            throw new OperationCanceledException("planned");
        }

        // As in a real pipe, a read returns at once if bytes have not been examined; otherwise more bytes must arrive.
        if (_examined == _arrived && _arrived < _stream.Length && !isCancelled)
        {
            _arrived += Math.Min(_arrivals.Next(), _stream.Length - _arrived);
        }

        ReadOnlySequence<byte> buffer = Segment.SequenceOf(_stream.AsMemory(Consumed.._arrived), script.Segments);
        _pending = buffer;
        return new(new ReadResult(buffer, isCancelled, isCompleted: _arrived == _stream.Length && !isCancelled));
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        ReadOnlySequence<byte> buffer = _pending ?? throw new InvalidOperationException("There was no read to advance.");
        _pending = null;
        _examined = Consumed + (int)buffer.Slice(0, examined).Length;
        Consumed += (int)buffer.Slice(0, consumed).Length;
        if (Consumed > _examined)
        {
            throw new InvalidOperationException("More was consumed than examined.");
        }
    }

    public override void CancelPendingRead() => throw new NotSupportedException();

    public override void Complete(Exception? exception = null) =>
        throw new NotSupportedException("ReadLinesAsync must not complete the pipe.");

    public override bool TryRead(out ReadResult result) => throw new NotSupportedException();

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        private Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            RunningIndex = previous is null ? 0 : previous.RunningIndex + previous.Memory.Length;
            if (previous is not null)
            {
                previous.Next = this;
            }
        }

        /// <summary>Makes a sequence of segments of the buffer sizes; some may be empty.</summary>
        public static ReadOnlySequence<byte> SequenceOf(ReadOnlyMemory<byte> bytes, int[] segmentSizes)
        {
            ChunkSizeCycle sizes = new(segmentSizes);
            Segment first = new(bytes[..Math.Min(sizes.Next(), bytes.Length)], null);
            Segment last = first;
            for (ReadOnlyMemory<byte> rest = bytes[first.Memory.Length..]; !rest.IsEmpty; rest = rest[last.Memory.Length..])
            {
                last = new Segment(rest[..Math.Min(sizes.Next(), rest.Length)], last);
            }

            return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
        }
    }
}
