namespace LineFraming;

/// <summary>
/// Cuts a stream of bytes into lines, chunk by chunk, and gives the same lines however the stream was cut (R1).
/// <para>
/// Each chunk that arrives goes to <see cref="Read"/>, whose <see cref="LineReader"/> hands out the lines that end in
/// it: slices of the chunk, or, for a line that began in an earlier one, of the framer's buffer. Only the unfinished
/// line is kept from chunk to chunk, so stopping after any line leaves the rest of the chunk with the caller (R9).
/// At the end of the stream <see cref="Complete"/> gives what is left.
/// </para>
/// <para>
/// No I/O, no clock, no threads: an instance serves one stream and one thread at a time. There is nothing to dispose.
/// </para>
/// </summary>
/// <example>
/// <code>
/// var framer = new LineFramer(LineDelimiter.CrLf, maxLineLength: 8192);
/// // each chunk that arrives:
/// LineReader reader = framer.Read(chunk);
/// while (reader.TryRead(out ReadOnlySpan&lt;byte&gt; line))
///     Handle(line);
/// </code>
/// </example>
public sealed partial class LineFramer
{
    /// <summary>Behind a line of so many bytes, its delimiter included, another long one is to be expected: no more than its end is searched ahead.</summary>
    internal const int LongLine = 1024;

    private const int MostTimesRead = 4;

    private readonly DelimiterSearch _search;
    private readonly bool _isAnyNewline;
    private readonly OversizedLine _whenTooLong;
    private readonly int _mostHeld;

    // The length of the delimiters, if one can be told. Shorter lines than this go the short way; none where it cannot.
    private readonly int _plainLength;
    private readonly uint _notShort;

    // A chunk must be as long for its first line to go a short way too; where it cannot, no chunk is.
    private readonly int _leastAhead;

    // The CR of CR LF where LF alone ends a line too; -1 if there is no such byte.
    private readonly int _optionalByte;

    // The unfinished line's bytes from earlier chunks: "ab\r" after the chunk "xy\r\nab\r".
    private LineBuffer _held;

    // What those bytes (or the skipped ones) end with, for a delimiter that is cut: behind "ab\r", one byte of CR LF.
    private int _partial;

    private Position _position;

    private LineKind _lineKind;
    private byte[]? _lineEnding;

    // The length of the chunk before, if that was read to its end, and of this one, if it is.
    private int _readBefore;
    private int _readToEnd;

    /// <summary>Makes a framer at the start of a stream.</summary>
    /// <param name="delimiter">What ends a line.</param>
    /// <param name="maxLineLength">
    /// The most content bytes a line may have, delimiter excluded, inclusive (R3). 0 allows only empty lines. There is
    /// no "unlimited": it is also how much a hostile peer can make the framer hold (R10).
    /// </param>
    /// <param name="whenTooLong">What becomes of a line with more (R5).</param>
    /// <exception cref="ArgumentNullException"><paramref name="delimiter"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="maxLineLength"/> is negative, or 0 under <see cref="OversizedLine.Split"/>, or so large that
    /// such a line and its delimiter would not fit in an array; or <paramref name="whenTooLong"/> is none of the three.
    /// </exception>
    public LineFramer(LineDelimiter delimiter, int maxLineLength, OversizedLine whenTooLong = OversizedLine.Throw)
    {
        ArgumentNullException.ThrowIfNull(delimiter);
        if (whenTooLong is < OversizedLine.Throw or > OversizedLine.Split)
        {
            throw new ArgumentOutOfRangeException(
                nameof(whenTooLong), whenTooLong, "The policy must be Throw, Truncate or Split.");
        }

        int least = whenTooLong == OversizedLine.Split ? 1 : 0;
        int most = Array.MaxLength - delimiter.Search.LongestDelimiter;
        if (maxLineLength < least || maxLineLength > most)
        {
            throw new ArgumentOutOfRangeException(
                nameof(maxLineLength), maxLineLength, $"The limit must be from {least} to {most} bytes.");
        }

        Delimiter = delimiter;
        MaxLineLength = maxLineLength;
        _search = delimiter.Search;
        _isAnyNewline = delimiter.IsAnyNewline;
        _whenTooLong = whenTooLong;
        _plainLength = _search.PlainLength;
        _notShort = _plainLength == 0 ? 0 : (uint)maxLineLength + 1;
        _leastAhead = !_isAnyNewline && _plainLength == _search.LongestDelimiter ? _plainLength + ByteBlock.Size : int.MaxValue;
        _optionalByte = _search.OptionalByte;
        MustLook = _isAnyNewline || _optionalByte >= 0;
        _mostHeld = maxLineLength + _search.LongestDelimiter - 1;
    }

    // Where in a line the next byte falls. Only AnyNewline knows the two positions behind a CR.
    private enum Position
    {
        Line,
        AfterCr,
        Tail,
        AfterTailCr,
        Failed,
    }

    // What was read last. Only of a whole line is _lineEnding known; of one that went the short way it is found when asked for.
    private enum LineKind : byte
    {
        Whole,
        Short,
        Truncated,
        Piece,
    }

    /// <summary>What ends a line.</summary>
    public LineDelimiter Delimiter { get; }

    /// <summary>The most content bytes a line may have, delimiter excluded, inclusive (R3).</summary>
    public int MaxLineLength { get; }

    /// <summary>
    /// How many bytes of an unfinished line are held: at most <see cref="MaxLineLength"/> plus the longest delimiter,
    /// less one; 0 at a line boundary (R10).
    /// </summary>
    public int BytesBuffered => _held.Count;

    /// <summary>
    /// How many bytes of the stream were taken: those of every line that was read, with its delimiter, of what was
    /// skipped and of what is held. Less <see cref="BytesBuffered"/> it is where the next line, or the next piece of
    /// one, begins.
    /// </summary>
    public long BytesConsumed { get; private set; }

    /// <summary>
    /// How many bytes were skipped under <see cref="OversizedLine.Truncate"/>: of every line that was too long, what
    /// is behind its first <see cref="MaxLineLength"/> bytes, its delimiter included, as far as it has come (R5).
    /// </summary>
    public long BytesSkipped { get; private set; }

    /// <summary>How many lines were read. A truncated line is one, and so is a line in pieces, at its last piece.</summary>
    public long LinesRead { get; private set; }

    /// <summary>How many bytes were looked at in search of a delimiter (R11).</summary>
    internal long BytesSearched { get; private set; }

    /// <summary>Whether the bytes of a line must be looked at to tell which are content, though its end is known.</summary>
    internal bool MustLook { get; }

    /// <summary>The unfinished line and how often its bytes were copied (R10, R11).</summary>
    internal ref LineBuffer Held => ref _held;

    /// <summary>Whether the stream was ended; what is left may still be to be read (R7).</summary>
    internal bool IsCompleted { get; private set; }

    /// <summary>Whether a line was too long under Throw, so that nothing more can be read (R5).</summary>
    internal bool IsFailed => _position == Position.Failed;

    /// <summary>The offset of the line that was too long, if one was.</summary>
    internal long TooLongAt { get; private set; }

    /// <summary>Which reader is the newest: the others are refused.</summary>
    internal long ReaderVersion { get; private set; }

    /// <summary>
    /// The version of the reader that has just read a whole line, or a piece whose line ends in the chunk, so that the next
    /// byte begins a line or a piece and nothing is held; 0 in any other state. This is when <see cref="TakeShort"/> may be called.
    /// </summary>
    internal long BetweenLinesOf { get; private set; }

    internal long LineOffset { get; private set; }

    internal bool LineIsTruncated => _lineKind == LineKind.Truncated;

    /// <summary>Whether Split has given out a piece of a line whose last piece is still to come: "ab" of "abc" with limit 2.</summary>
    internal bool LineContinues => _lineKind == LineKind.Piece;

    /// <summary>Begins to read the next chunk of the stream. Empty chunks are fine.</summary>
    /// <param name="chunk">
    /// The bytes that follow those consumed so far. After a reader was left before its end, its
    /// <see cref="LineReader.Unread"/> comes first. The chunk must stay as it is while its reader is used; the framer
    /// keeps no reference to it.
    /// </param>
    /// <returns>A reader of the lines that end in the chunk. Any earlier reader of this framer is refused from now on.</returns>
    /// <exception cref="InvalidOperationException">The stream was completed; <see cref="Reset"/> begins a new one (R7).</exception>
    /// <exception cref="LineTooLongException">An earlier line was too long, under <see cref="OversizedLine.Throw"/> (R5).</exception>
    public LineReader Read(ReadOnlySpan<byte> chunk) => new(this, chunk, BeginChunk());

    /// <summary>
    /// Ends the stream (R7). The reader gives the bytes behind the last delimiter, if there are any, as one line
    /// without a delimiter; under <see cref="OversizedLine.Split"/> perhaps in pieces. A partial delimiter at the end
    /// is content, so a line of <see cref="MaxLineLength"/> bytes and a lone CR is too long.
    /// </summary>
    /// <returns>A reader of what is left. Any earlier reader of this framer is refused from now on.</returns>
    /// <exception cref="InvalidOperationException">The stream was completed before.</exception>
    /// <exception cref="LineTooLongException">An earlier line was too long, under <see cref="OversizedLine.Throw"/> (R5).</exception>
    public LineReader Complete() => new(this, default, BeginRest());

    /// <summary>
    /// Begins a new stream: drops what is held, sets every count to 0, and takes a completed or failed framer back
    /// into use. Any earlier reader of this framer is refused from now on.
    /// </summary>
    public void Reset()
    {
        _held.Drop();
        _held.ReleaseIfEmpty();
        _partial = DelimiterAutomaton.Start;
        _position = Position.Line;
        IsCompleted = false;
        BytesConsumed = 0;
        BytesSkipped = 0;
        LinesRead = 0;
        LineOffset = 0;
        _lineKind = LineKind.Whole;
        _ = BeginReader();
    }

    /// <summary>Goes on reading what is left of a completed stream.</summary>
    internal LineReader ReadRest() => new(this, default, BeginReader());

    /// <summary>What <see cref="Read"/> does but for the reader.</summary>
    /// <returns>The version of the reader to be.</returns>
    internal long BeginChunk()
    {
        ThrowIfUnusable();
        return BeginReader();
    }

    /// <summary>What <see cref="Complete"/> does but for the reader.</summary>
    /// <returns>The version of the reader to be.</returns>
    internal long BeginRest()
    {
        ThrowIfUnusable();
        IsCompleted = true;
        _partial = DelimiterAutomaton.Start;
        return BeginReader();
    }

    /// <summary>To be called when the newest reader has read its chunk to the end.</summary>
    internal void EndChunk(int length) => _readToEnd = length;

    /// <summary>Says that a line was too long, if one was (R5).</summary>
    internal void ThrowIfFailed()
    {
        if (IsFailed)
        {
            throw new LineTooLongException(TooLongAt, MaxLineLength);
        }
    }

    // The old reader, which may know line ends ahead, must not go its short way any more.
    private long BeginReader()
    {
        BetweenLinesOf = 0;
        _lineEnding = null;
        _lineKind = _lineKind == LineKind.Short ? LineKind.Whole : _lineKind;
        _readBefore = _readToEnd;
        _readToEnd = 0;
        return ++ReaderVersion;
    }

    private void ThrowIfUnusable()
    {
        ThrowIfFailed();
        if (IsCompleted)
        {
            throw new InvalidOperationException(
                "The stream was completed, so no more of it can be read. Call Reset to begin a new one.");
        }
    }
}
