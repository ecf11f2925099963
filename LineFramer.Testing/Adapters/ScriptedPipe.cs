using System.Buffers;
using System.IO.Pipelines;

namespace LineFraming.Testing;

/// <summary>
/// A pipe that gives the bytes as they arrive, in segments. It keeps a reader to the terms of <see cref="PipeReader"/>: every read is
/// advanced once, never backwards, and what was consumed is no longer there.
/// </summary>
internal sealed class ScriptedPipe(ScriptedBytes bytes) : PipeReader
{
    private readonly ArrivedSegments _segments = new();
    private int _copied;
    private int _examined;
    private ReadOnlySequence<byte>? _given;
    private bool _isCancelled;

    /// <inheritdoc/>
    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            if (!_isCancelled && _examined == bytes.Arrived && !bytes.HasEnded)
            {
                bytes.Arrive();
            }
        }
        catch (EndOfStreamException starved)
        {
            return ValueTask.FromException<ReadResult>(starved);
        }

        return new(Read());
    }

    /// <inheritdoc/>
    public override bool TryRead(out ReadResult result)
    {
        bool isThere = _isCancelled || _examined < bytes.Arrived || bytes.HasEnded;
        result = isThere ? Read() : default;
        return isThere;
    }

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        ReadOnlySequence<byte> given = _given ?? throw new InvalidOperationException("There is no read to advance.");
        int newlyExamined = bytes.Consumed + (int)given.Slice(0, examined).Length;
        int newlyConsumed = bytes.Consumed + (int)given.Slice(0, consumed).Length;
        if (newlyConsumed > newlyExamined)
        {
            throw new InvalidOperationException("More was consumed than examined.");
        }

        _given = null;
        _examined = newlyExamined;
        _segments.Remove(newlyConsumed - bytes.Consumed);
        bytes.Consumed = newlyConsumed;
    }

    /// <inheritdoc/>
    public override void CancelPendingRead() => _isCancelled = true;

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null)
    {
    }

    private ReadResult Read()
    {
        if (_given is not null)
        {
            throw new InvalidOperationException("A read was not advanced before the next.");
        }

        _segments.Add(bytes.Unread.Span[(_copied - bytes.Consumed)..]);
        _copied = bytes.Arrived;
        _given = _segments.All;
        bool isCancelled = _isCancelled;
        _isCancelled = false;
        return new ReadResult(_given.Value, isCancelled, bytes.HasEnded);
    }
}
