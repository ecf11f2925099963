using System.Runtime.CompilerServices;

namespace LineFraming;

/// <summary>
/// Reads the lines of one chunk, or what is left at the end of the stream. It comes from
/// <see cref="LineFramer.Read"/> or <see cref="LineFramer.Complete"/> and may be left at any time: the framer has then
/// taken nothing behind the line it gave last, and <see cref="Unread"/> is the rest of the chunk (R9). When
/// <see cref="TryRead"/> returns false, the whole chunk has been taken. What was read is known to the framer, so copies
/// of a reader agree; once the framer has begun a newer reader, every use of this one but <see cref="Current"/> throws.
/// </summary>
public ref struct LineReader
{
    private readonly ReadOnlySpan<byte> _chunk;
    private ChunkLines _lines;
    private ReadOnlySpan<byte> _current;

    internal LineReader(LineFramer framer, ReadOnlySpan<byte> chunk, long version)
    {
        _chunk = chunk;
        Unsafe.SkipInit(out _lines);
        _lines.Begin(framer, version);
    }

    /// <summary>The line just read, for <c>foreach</c>; valid as long as what <see cref="TryRead"/> gives.</summary>
    public readonly ReadOnlySpan<byte> Current => _current;

    /// <summary>
    /// What was not taken of the chunk, untouched: all behind the line just read; empty once there are no more (R9).
    /// Behind a truncated line it is all behind the byte that proved it too long (R4), and behind a piece that
    /// <see cref="Continues"/> all behind the piece, less what the framer holds from earlier chunks
    /// (<see cref="LineFramer.BytesBuffered"/>).
    /// </summary>
    /// <exception cref="InvalidOperationException">A newer reader was begun on the framer.</exception>
    public readonly ReadOnlySpan<byte> Unread => _chunk[_lines.Taken..];

    /// <summary>
    /// Where the line just read, or the piece of one, begins: in bytes from the start of the stream (R8).
    /// 0 before the first line.
    /// </summary>
    /// <exception cref="InvalidOperationException">A newer reader was begun on the framer.</exception>
    public readonly long Offset => _lines.Framer.LineOffset;

    /// <summary>
    /// The delimiter that ended the line just read; valid for good. Empty before the first line, for a line that the end
    /// of the stream ended, for a piece that <see cref="Continues"/>, and for a line that <see cref="IsTruncated"/>,
    /// whose delimiter may still be to come and is skipped. For <see cref="LineDelimiter.AnyNewline"/> CR or LF, and CR
    /// for CR LF (R15).
    /// </summary>
    /// <exception cref="InvalidOperationException">A newer reader was begun on the framer.</exception>
    public readonly ReadOnlySpan<byte> Delimiter => _lines.EndingOf(_chunk);

    /// <summary>Whether the line just read is the beginning of a longer one, under <see cref="OversizedLine.Truncate"/> (R5).</summary>
    /// <exception cref="InvalidOperationException">A newer reader was begun on the framer.</exception>
    public readonly bool IsTruncated => _lines.Framer.LineIsTruncated;

    /// <summary>Whether more of the line just read is to come, under <see cref="OversizedLine.Split"/> (R5).</summary>
    /// <exception cref="InvalidOperationException">A newer reader was begun on the framer.</exception>
    public readonly bool Continues => _lines.Framer.LineContinues;

    /// <summary>Reads the next line.</summary>
    /// <param name="line">
    /// The line without its delimiter: a slice of the chunk, or of the framer's buffer if the line began in an earlier
    /// chunk. Valid until the next call on the framer or on a reader of it. Empty when there is none.
    /// </param>
    /// <returns>
    /// True with a line, or with a piece of one. False when no further line ends in the chunk: the framer then has all
    /// of it, and wants the next chunk or <see cref="LineFramer.Complete"/>.
    /// </returns>
    /// <exception cref="LineTooLongException">The line is too long, under <see cref="OversizedLine.Throw"/> (R4, R5).</exception>
    /// <exception cref="InvalidOperationException">A newer reader was begun on the framer.</exception>
    public bool TryRead(out ReadOnlySpan<byte> line) => _lines.TryRead(_chunk, out line);

    /// <summary>The reader itself, so that <c>foreach</c> reads every line of the chunk.</summary>
    /// <returns>A copy; breaking out leaves <see cref="Unread"/> right on both.</returns>
    public readonly LineReader GetEnumerator() => this;

    /// <summary>Reads the next line into <see cref="Current"/>, as <see cref="TryRead"/> does.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="LineTooLongException">The line is too long, under <see cref="OversizedLine.Throw"/> (R4, R5).</exception>
    /// <exception cref="InvalidOperationException">A newer reader was begun on the framer.</exception>
    public bool MoveNext() => TryRead(out _current);

    /// <summary>
    /// Reads the next line as <see cref="TryRead"/> does, but says nothing of a line that is too long: that is for the
    /// caller to ask. For the harness, to which that is an answer like others and an exception a thousand times dearer.
    /// </summary>
    internal bool TryReadUnlessFailed(out ReadOnlySpan<byte> line) => _lines.TryReadUnlessFailed(_chunk, out line);
}
