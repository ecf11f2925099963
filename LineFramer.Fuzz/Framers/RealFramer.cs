using System.Buffers;

namespace LineFraming.Fuzz;

/// <summary>The library's framer behind the door.</summary>
/// <param name="options">What to make it with.</param>
public sealed class RealFramer(FramerOptions options) : IFramer
{
    private readonly LineFramer _framer = new(options.Delimiter.Real, options.MaxLineLength, options.WhenTooLong);

    /// <inheritdoc/>
    public FramerCounts? Counts => new FramerCounts(
        _framer.BytesBuffered,
        _framer.Held.Capacity,
        _framer.BytesSearched,
        _framer.Held.BytesCopied,
        _framer.BytesSkipped);

    /// <inheritdoc/>
    public bool TryRead(ref ReadOnlySpan<byte> chunk, EventLog log)
    {
        long before = _framer.BytesConsumed;
        try
        {
            LineReader reader = _framer.Read(chunk);
            bool read = reader.TryRead(out ReadOnlySpan<byte> line);
            Report(read, ref reader, line, log);
            return read;
        }
        catch (LineTooLongException tooLong)
        {
            log.TooLong(tooLong.Offset);
            return true;
        }
        finally
        {
            chunk = chunk[(int)(_framer.BytesConsumed - before)..];
        }
    }

    /// <inheritdoc/>
    public bool TryReadRest(EventLog log)
    {
        try
        {
            LineReader reader = _framer.IsCompleted ? _framer.ReadRest() : _framer.Complete();
            bool read = reader.TryRead(out ReadOnlySpan<byte> line);
            Report(read, ref reader, line, log);
            return read;
        }
        catch (LineTooLongException tooLong)
        {
            log.TooLong(tooLong.Offset);
            return true;
        }
    }

    /// <inheritdoc/>
    public bool? TryWrite(IBufferWriter<byte> output, ReadOnlySpan<byte> content)
    {
        try
        {
            LineWriter.WriteLine(output, content, options.Delimiter.Real);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static void Report(bool read, ref LineReader reader, ReadOnlySpan<byte> line, EventLog log)
    {
        if (!read)
        {
            return;
        }

        if (reader.IsTruncated)
        {
            log.Truncated(reader.Offset, line);
        }
        else if (reader.Continues)
        {
            log.Piece(reader.Offset, line);
        }
        else
        {
            log.Line(reader.Offset, line, reader.Delimiter);
        }
    }
}
