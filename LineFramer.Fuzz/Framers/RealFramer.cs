using System.Buffers;

namespace LineFraming.Fuzz;

/// <summary>Adapts the library's framer to the interface of the suites.</summary>
/// <param name="options">The settings of the framer.</param>
/// <param name="throws">
/// Whether an oversized line throws, as it does for users of the framer. A fuzzing target that runs hundreds of thousands of times
/// a second reads the state instead.
/// </param>
public sealed class RealFramer(FramerOptions options, bool throws = true) : IFramer
{
    private readonly LineFramer _framer = new(options.Delimiter.Real, options.MaxLineLength, options.OversizedLineHandling);

    /// <inheritdoc/>
    public FramerCounts? Counts => new FramerCounts(
        _framer.BytesBuffered,
        _framer.State.Buffer.Capacity,
        _framer.State.BytesScanned,
        _framer.State.Buffer.BytesCopied,
        _framer.BytesDiscarded);

    /// <inheritdoc/>
    public LineCheckpoint? Checkpoint => _framer.Checkpoint;

    /// <inheritdoc/>
    public bool TryResume(LineCheckpoint checkpoint)
    {
        _framer.Reset(checkpoint);
        return true;
    }

    /// <summary>Starts a new stream.</summary>
    public void Reset() => _framer.Reset();

    /// <inheritdoc/>
    public bool TryRead(ref ReadOnlySpan<byte> chunk, EventLog log)
    {
        long before = _framer.BytesConsumed;
        bool read = Read(chunk, max: 1, log);
        chunk = chunk[(int)(_framer.BytesConsumed - before)..];
        return read;
    }

    /// <inheritdoc/>
    public int ReadChunk(ReadOnlySpan<byte> chunk, EventLog log)
    {
        long before = _framer.BytesConsumed;
        if (throws)
        {
            Read(chunk, max: int.MaxValue, log);
        }
        else
        {
            LineReader reader = _framer.Read(chunk);
            ReadOn(ref reader, max: int.MaxValue, log);
        }

        return (int)(_framer.BytesConsumed - before);
    }

    /// <inheritdoc/>
    public bool TryReadRest(EventLog log) => ReadFinal(default, log);

    /// <inheritdoc/>
    public bool TryReadFinal(ref ReadOnlySpan<byte> chunk, EventLog log)
    {
        long before = _framer.BytesConsumed;
        bool read = ReadFinal(chunk, log);
        chunk = chunk[(int)(_framer.BytesConsumed - before)..];
        return read;
    }

    /// <inheritdoc/>
    public bool? TryWrite(IBufferWriter<byte> output, ReadOnlySpan<byte> content)
    {
        try
        {
            output.WriteLine(content, options.Delimiter.Real);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private bool ReadFinal(ReadOnlySpan<byte> chunk, EventLog log)
    {
        try
        {
            if (_framer.State.Stop.IsEnded)
            {
                return false;
            }

            LineReader reader = _framer.Read(chunk, isFinalBlock: true);
            return ReadOn(ref reader, max: 1, log);
        }
        catch (LineTooLongException tooLong)
        {
            return Report(tooLong.Offset, log);
        }
    }

    // Returns whether the last of at most max attempts reported an event.
    private bool Read(ReadOnlySpan<byte> chunk, int max, EventLog log)
    {
        try
        {
            LineReader reader = _framer.Read(chunk);
            return ReadOn(ref reader, max, log);
        }
        catch (LineTooLongException tooLong)
        {
            return Report(tooLong.Offset, log);
        }
    }

    private bool ReadOn(ref LineReader reader, int max, EventLog log)
    {
        for (int events = 0; events < max; events++)
        {
            bool read = throws ? reader.TryRead(out ReadOnlySpan<byte> line) : reader.TryReadUnlessFailed(out line);
            if (!read)
            {
                return _framer.State.Stop.IsFailed && Report(_framer.State.Stop.FailedAt, log);
            }

            Report(ref reader, line, log);
        }

        return true;
    }

    private bool Report(long tooLongAt, EventLog log)
    {
        log.Oversized(tooLongAt);
        log.StampLast(_framer.BytesConsumed);
        return true;
    }

    private void Report(ref LineReader reader, ReadOnlySpan<byte> line, EventLog log)
    {
        if (reader.IsTruncated)
        {
            log.Truncated(reader.Offset, line);
        }
        else if (reader.IsPartial)
        {
            log.Piece(reader.Offset, line);
        }
        else
        {
            log.Line(reader.Offset, line, reader.MatchedDelimiter);
        }

        log.StampLast(_framer.BytesConsumed);
    }
}
