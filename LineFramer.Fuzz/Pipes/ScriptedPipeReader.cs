using System.Buffers;
using System.IO.Pipelines;

namespace LineFraming.Fuzz;

/// <summary>
/// A pipe whose reads are planned: how many bytes each brings, how they are cut into segments, which are cancelled. It
/// keeps a reader to the terms of <see cref="PipeReader"/>: every read is advanced once, never backwards.
/// </summary>
internal sealed class ScriptedPipeReader(PipeCase script) : PipeReader
{
    private readonly byte[] _stream = script.Case.Stream;
    private ChunkSizeCycle _arrivals = new(script.Case.ChunkSizes);
    private int _arrived;
    private int _examined;
    private int _reads;
    private ReadOnlySequence<byte>? _given;

    /// <summary>How many bytes were consumed.</summary>
    public int Consumed { get; private set; }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (_given is not null)
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

        // As in a pipe: what was not examined is there at once; otherwise more must come.
        if (_examined == _arrived && _arrived < _stream.Length && !isCancelled)
        {
            _arrived += Math.Min(_arrivals.Next(), _stream.Length - _arrived);
        }

        ReadOnlySequence<byte> buffer = Segment.Cut(_stream.AsMemory(Consumed.._arrived), script.Segments);
        _given = buffer;
        return new(new ReadResult(buffer, isCancelled, isCompleted: _arrived == _stream.Length && !isCancelled));
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        ReadOnlySequence<byte> given = _given ?? throw new InvalidOperationException("There was no read to advance.");
        _given = null;
        _examined = Consumed + (int)given.Slice(0, examined).Length;
        Consumed += (int)given.Slice(0, consumed).Length;
        if (Consumed > _examined)
        {
            throw new InvalidOperationException("More was consumed than examined.");
        }
    }

    public override void CancelPendingRead() => throw new NotSupportedException();

    public override void Complete(Exception? exception = null) => throw new NotSupportedException("ReadLinesAsync must not complete the pipe.");

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

        /// <summary>A sequence of segments of these sizes, empty ones among them.</summary>
        public static ReadOnlySequence<byte> Cut(ReadOnlyMemory<byte> bytes, int[] cuts)
        {
            ChunkSizeCycle sizes = new(cuts);
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
