using System.Runtime.CompilerServices;

namespace LineFraming;

/// <summary>
/// Reads the lines of one chunk. It comes from <see cref="LineFramer.Read"/> and may be left at any time: the framer has then
/// consumed nothing after the line returned last, and <see cref="UnreadSpan"/> is the rest of the chunk (R9). Once
/// <see cref="TryRead"/> returns false, the whole chunk was consumed.
/// <para>
/// How far was read is known to the framer, so copies of a reader agree. Once a newer reader was begun on the framer, every
/// property of this one but <see cref="Current"/> throws, and so do <see cref="TryRead"/> and <see cref="MoveNext"/>.
/// </para>
/// </summary>
public ref struct LineReader
{
    private readonly ReadOnlySpan<byte> _chunk;
    private LineReaderState _lines;
    private ReadOnlySpan<byte> _current;

    internal LineReader(LineState state, ReadOnlySpan<byte> chunk, bool isFinalBlock)
    {
        // The queue of ends in the state is left uninitialized: to clear it would take longer than to read a short chunk.
        Unsafe.SkipInit(out _lines);
        _chunk = chunk;
        _lines.Begin(state, chunk.Length, isFinalBlock);
    }

    /// <summary>The line read last, for <c>foreach</c>; valid as long as what <see cref="TryRead"/> returns.</summary>
    public readonly ReadOnlySpan<byte> Current => _current;

    /// <summary>
    /// What was not consumed of the chunk: all that follows the line read last; empty once there are no more lines (R9). After
    /// a truncated line it is what follows the byte that proved the line oversized (R4). After a piece
    /// (<see cref="IsPartial"/>) it is what follows the piece, less the bytes that are buffered because they came in earlier
    /// chunks: the next piece begins at <see cref="LineFramer.BytesConsumed"/> less <see cref="LineFramer.BytesBuffered"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">A newer reader was begun on the framer.</exception>
    public readonly ReadOnlySpan<byte> UnreadSpan => _chunk[_lines.Consumed..];

    /// <summary>
    /// Where the line read last, or the piece of one, begins: in bytes from the start of the stream (R8). Before the framer's
    /// first line, where the framer began.
    /// </summary>
    /// <exception cref="InvalidOperationException">A newer reader was begun on the framer.</exception>
    public readonly long Offset => _lines.State.Last.Offset;

    /// <summary>
    /// The delimiter that ended the line read last; the bytes stay valid. Empty before this reader's first line; for an
    /// unterminated line; for a piece that more follows (<see cref="IsPartial"/>); and for a truncated line, whose delimiter
    /// may still be to come. For <see cref="LineDelimiter.AnyNewline"/> it is CR or LF, and CR where CRLF ended the line (R15).
    /// </summary>
    /// <exception cref="InvalidOperationException">A newer reader was begun on the framer.</exception>
    public readonly ReadOnlySpan<byte> MatchedDelimiter => _lines.State.MatchedDelimiter(_chunk, _lines.Consumed);

    /// <summary>
    /// Whether the line read last is the beginning of an oversized one, under <see cref="OversizedLineHandling.Truncate"/> (R5).
    /// </summary>
    /// <exception cref="InvalidOperationException">A newer reader was begun on the framer.</exception>
    public readonly bool IsTruncated => _lines.State.Last.IsTruncated;

    /// <summary>Whether more of the line read last follows, under <see cref="OversizedLineHandling.Split"/> (R5).</summary>
    /// <exception cref="InvalidOperationException">A newer reader was begun on the framer.</exception>
    public readonly bool IsPartial => _lines.State.Last.IsPartial;

    /// <summary>Reads the next line.</summary>
    /// <param name="line">
    /// The line without its delimiter: a slice of the chunk, or of the framer's buffer if the line began in an earlier chunk.
    /// Valid until the next call on the framer or on a reader of it. Empty if there is none.
    /// </param>
    /// <returns>
    /// True with a line, or with a piece of one. False if no further line ends in the chunk: all of it was consumed, and the
    /// framer wants the next chunk; or, after a final block, the stream has ended.
    /// </returns>
    /// <exception cref="LineTooLongException">The line is oversized, under <see cref="OversizedLineHandling.Throw"/> (R4, R5).</exception>
    /// <exception cref="InvalidOperationException">A newer reader was begun on the framer.</exception>
    public bool TryRead(out ReadOnlySpan<byte> line) => _lines.TryRead(_chunk, out line);

    /// <summary>The reader itself, so that <c>foreach</c> reads every line of the chunk.</summary>
    /// <returns>A copy. After leaving the loop, this reader says what the copy read.</returns>
    public readonly LineReader GetEnumerator() => this;

    /// <summary>Reads the next line into <see cref="Current"/>, as <see cref="TryRead"/> does.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="LineTooLongException">The line is oversized, under <see cref="OversizedLineHandling.Throw"/> (R4, R5).</exception>
    /// <exception cref="InvalidOperationException">A newer reader was begun on the framer.</exception>
    public bool MoveNext() => TryRead(out _current);

    /// <summary>
    /// The same as <see cref="TryRead"/>, but an oversized line under Throw is no exception: the caller asks the framer. For the
    /// fuzz targets, where an exception would cost a thousand times as much as the line.
    /// </summary>
    internal bool TryReadUnlessFailed(out ReadOnlySpan<byte> line) => _lines.TryReadUnlessFailed(_chunk, out line);
}
