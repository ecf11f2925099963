using LineFraming.Testing;

namespace LineFraming.Tests;

/// <summary>
/// The library's framer read with one reader a chunk, as callers do. The usual adapter begins a new reader for every event, and
/// such a reader never reads ahead. What the reader has returned is kept here until the suites ask for it. After
/// <paramref name="eventsPerReader"/> events a reader is abandoned, and a new one begins on the unread rest.
/// </summary>
internal sealed class OneReaderFramer(FramerOptions options, int eventsPerReader = int.MaxValue) : IFramer
{
    private readonly LineFramer _framer = new(options.Delimiter.Real, options.MaxLineLength, options.OversizedLineHandling);
    private readonly Queue<(long ConsumedAfter, LineCheckpoint Checkpoint, Action<EventLog>? Report)> _read = [];
    private long _consumed;
    private LineCheckpoint _checkpoint;

    public FramerCounts? Counts => new FramerCounts(
        _framer.BytesBuffered, _framer.State.Buffer.Capacity, _framer.State.BytesScanned,
        _framer.State.Buffer.BytesCopied, _framer.BytesDiscarded);

    /// <summary>The checkpoint after the event that was reported last, in the middle of a chunk that the reader has read further.</summary>
    public LineCheckpoint? Checkpoint => _checkpoint;

    /// <summary>How many readers were begun.</summary>
    public int Readers { get; private set; }

    public bool TryResume(LineCheckpoint checkpoint)
    {
        _framer.Reset(checkpoint);
        _consumed = checkpoint.Offset;
        _checkpoint = _framer.Checkpoint;
        return true;
    }

    public bool TryRead(ref ReadOnlySpan<byte> chunk, EventLog log)
    {
        if (_read.Count == 0)
        {
            Read(chunk, isEnd: false);
        }

        long before = _consumed;
        bool isEvent = Report(log);
        chunk = chunk[(int)(_consumed - before)..];
        return isEvent;
    }

    public bool TryReadRest(EventLog log)
    {
        if (_read.Count == 0 && !_framer.State.Stop.IsEnded)
        {
            Read(default, isEnd: true);
        }

        return _read.Count > 0 && Report(log);
    }

    public bool TryReadFinal(ref ReadOnlySpan<byte> chunk, EventLog log)
    {
        if (_read.Count == 0 && _framer.State.Stop.IsEnded)
        {
            return false;
        }

        if (_read.Count == 0)
        {
            Read(chunk, isEnd: true);
        }

        long before = _consumed;
        bool isEvent = Report(log);
        chunk = chunk[(int)(_consumed - before)..];
        return isEvent;
    }

    private bool Report(EventLog log)
    {
        (_consumed, _checkpoint, Action<EventLog>? report) = _read.Dequeue();
        report?.Invoke(log);
        return report is not null;
    }

    private void Read(ReadOnlySpan<byte> chunk, bool isEnd)
    {
        try
        {
            Readers++;
            LineReader reader = _framer.Read(chunk, isEnd);
            int events = 0;
            while (reader.TryRead(out ReadOnlySpan<byte> line))
            {
                Keep(ref reader, line.ToArray());
                if (++events == eventsPerReader)
                {
                    return;
                }
            }

            Enqueue(null);
        }
        catch (LineTooLongException tooLong)
        {
            Enqueue(log => log.Oversized(tooLong.Offset));
        }
    }

    private void Keep(ref LineReader reader, byte[] line)
    {
        long offset = reader.Offset;
        byte[] delimiter = reader.MatchedDelimiter.ToArray();
        Enqueue((reader.IsTruncated, reader.IsPartial) switch
        {
            (true, _) => log => log.Truncated(offset, line),
            (_, true) => log => log.Piece(offset, line),
            _ => log => log.Line(offset, line, delimiter),
        });
    }

    private void Enqueue(Action<EventLog>? report) => _read.Enqueue((_framer.BytesConsumed, _framer.Checkpoint, report));
}
