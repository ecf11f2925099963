using System.Runtime.CompilerServices;

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
public sealed class LineFramer
{
    // Behind a line of so many bytes another long one is to be expected, and its end is found faster on its own.
    private const int LongLine = 512;

    private readonly DelimiterSearch _search;
    private readonly bool _isAnyNewline;
    private readonly OversizedLine _whenTooLong;
    private readonly int _mostHeld;

    // The length of the delimiter, if there is only one; else 0.
    private readonly int _onlyLength;

    // The unfinished line's bytes from earlier chunks: "ab\r" after the chunk "xy\r\nab\r".
    private LineBuffer _held;

    // What those bytes (or the skipped ones) end with, for a delimiter that is cut: behind "ab\r", one byte of CR LF.
    private int _partial;

    private Position _position;

    // Set by Throw for good: the offset of the line that was too long.
    private long _tooLongAt;

    // Split has given out a piece of the line and its last piece is still to come: after "ab" of "abc" with limit 2.
    private bool _continues;

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
        _onlyLength = _search.Only?.Length ?? 0;
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

    /// <summary>The unfinished line and how often its bytes were copied (R10, R11).</summary>
    internal ref LineBuffer Held => ref _held;

    /// <summary>Whether the stream was ended; what is left may still be to be read (R7).</summary>
    internal bool IsCompleted { get; private set; }

    /// <summary>Which reader is the newest: the others are refused.</summary>
    internal long ReaderVersion { get; private set; }

    /// <summary>
    /// The version of the reader that has just read a whole line, so that the next byte begins one and nothing is held;
    /// 0 in any other state. This is when <see cref="TryTakeNext"/> may be asked.
    /// </summary>
    internal long BetweenLinesOf { get; private set; }

    internal long LineOffset { get; private set; }

    internal byte[]? LineEnding { get; private set; }

    internal bool LineIsTruncated { get; private set; }

    internal bool LineContinues { get; private set; }

    /// <summary>Begins to read the next chunk of the stream. Empty chunks are fine.</summary>
    /// <param name="chunk">
    /// The bytes that follow those consumed so far. After a reader was left before its end, its
    /// <see cref="LineReader.Unread"/> comes first. The chunk must stay as it is while its reader is used; the framer
    /// keeps no reference to it.
    /// </param>
    /// <returns>A reader of the lines that end in the chunk. Any earlier reader of this framer is refused from now on.</returns>
    /// <exception cref="InvalidOperationException">The stream was completed; <see cref="Reset"/> begins a new one (R7).</exception>
    /// <exception cref="LineTooLongException">An earlier line was too long, under <see cref="OversizedLine.Throw"/> (R5).</exception>
    public LineReader Read(ReadOnlySpan<byte> chunk)
    {
        ThrowIfUnusable();
        return new LineReader(this, chunk, ++ReaderVersion);
    }

    /// <summary>
    /// Ends the stream (R7). The reader gives the bytes behind the last delimiter, if there are any, as one line
    /// without a delimiter; under <see cref="OversizedLine.Split"/> perhaps in pieces. A partial delimiter at the end
    /// is content, so a line of <see cref="MaxLineLength"/> bytes and a lone CR is too long.
    /// </summary>
    /// <returns>A reader of what is left. Any earlier reader of this framer is refused from now on.</returns>
    /// <exception cref="InvalidOperationException">The stream was completed before.</exception>
    /// <exception cref="LineTooLongException">An earlier line was too long, under <see cref="OversizedLine.Throw"/> (R5).</exception>
    public LineReader Complete()
    {
        ThrowIfUnusable();
        IsCompleted = true;
        _partial = DelimiterAutomaton.Start;
        return ReadRest();
    }

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
        _continues = false;
        BytesConsumed = 0;
        BytesSkipped = 0;
        LinesRead = 0;
        LineOffset = 0;
        LineEnding = null;
        LineIsTruncated = false;
        LineContinues = false;
        BetweenLinesOf = 0;
        ReaderVersion++;
    }

    /// <summary>Goes on reading what is left of a completed stream.</summary>
    internal LineReader ReadRest() => new(this, default, ++ReaderVersion);

    /// <summary>
    /// One step of <see cref="LineReader"/>: the next line out of <paramref name="chunk"/> from
    /// <paramref name="index"/> on, or all of that taken and no line.
    /// </summary>
    /// <param name="chunk">The reader's chunk.</param>
    /// <param name="index">How much of it was taken before.</param>
    /// <param name="ends">The line ends that were found in the chunk before, so that nothing is searched twice (R11).</param>
    /// <param name="line">The line.</param>
    internal bool TryRead(ReadOnlySpan<byte> chunk, int index, scoped ref LineEnds ends, out ReadOnlySpan<byte> line)
    {
        line = default;
        BetweenLinesOf = 0;
        _held.ReleaseIfEmpty();
        ThrowIfFailed();
        index = SkipTail(chunk, index, ref ends);
        index = SkipLineFeedAfterCr(chunk, index);

        // Beyond this many bytes a line is too long whatever they are, so no search looks further than it must.
        int window = (int)Math.Min(chunk.Length - index, _mostHeld + 1L - _held.Count);
        ReadOnlySpan<byte> candidates = chunk.Slice(index, window);
        int end = FindEnd(chunk, index, index + window, ref ends, out byte[]? delimiter);
        if (delimiter is not null && _held.Count + end - index - delimiter.Length <= MaxLineLength)
        {
            line = TakeLine(chunk[index..end], delimiter);
            BetweenLinesOf = ReaderVersion;
            return true;
        }

        if (delimiter is null && window == chunk.Length - index)
        {
            int partial = _search.Advance(_partial, candidates);
            if (_held.Count + window - _search.PartialLength(partial) <= MaxLineLength)
            {
                Hold(candidates, partial);
                return IsCompleted && TryTakeRest(out line);
            }
        }

        line = TakeOversized(candidates);
        return true;
    }

    /// <summary>
    /// The short way, for a line whose end is already known: all it takes is in the chunk, and it is neither too long
    /// nor cut. Whatever is otherwise is left to <see cref="TryLookAhead"/>, and nothing is taken.
    /// </summary>
    /// <param name="chunk">The reader's chunk.</param>
    /// <param name="index">How much of it was taken before.</param>
    /// <param name="ends">The line ends found ahead.</param>
    /// <param name="line">The line.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryTakeNext(ReadOnlySpan<byte> chunk, int index, scoped ref LineEnds ends, out ReadOnlySpan<byte> line)
    {
        if (ends.IsAnyKnown && _onlyLength > 0)
        {
            // A line that would begin behind its end is one of delimiters that overlap: as uint it is beyond any limit.
            int end = ends.Next;
            int length = end - index - _onlyLength;
            if ((uint)length <= (uint)MaxLineLength)
            {
                ends.Drop();
                LineOffset = BytesConsumed;
                BytesConsumed += end - index;
                LinesRead++;
                line = chunk.Slice(index, length);
                return true;
            }
        }

        line = default;
        return false;
    }

    /// <summary>
    /// Between two lines of a reader, where no end is known or there are several delimiters: finds the ends of lines
    /// ahead, and takes the next line if that is all there is to it; or nothing but an LF behind a CR (R15).
    /// </summary>
    /// <param name="chunk">The reader's chunk.</param>
    /// <param name="index">How much of it was taken before.</param>
    /// <param name="ends">The line ends found ahead.</param>
    /// <param name="line">The line.</param>
    internal bool TryLookAhead(ReadOnlySpan<byte> chunk, int index, scoped ref LineEnds ends, out ReadOnlySpan<byte> line)
    {
        line = default;
        index = SkipLineFeedAfterCr(chunk, index);
        ends.DropTo(index);
        if (!ends.IsAnyKnown)
        {
            LookAhead(chunk, index, ref ends);
        }

        byte[]? delimiter = ends.IsAnyKnown ? _search.EndOf(chunk[index..ends.Next]) : null;
        if (delimiter is null || ends.Next - index - delimiter.Length > MaxLineLength)
        {
            return false;
        }

        line = TakeLine(chunk[index..ends.Next], delimiter);
        ends.Drop();
        return true;
    }

    // Here, and not for every line, the array of a line that crossed a cut is given back: the first way ahead leads here.
    private void LookAhead(ReadOnlySpan<byte> chunk, int index, scoped ref LineEnds ends)
    {
        _held.ReleaseIfEmpty();
        if (BytesConsumed - LineOffset >= LongLine)
        {
            return;
        }

        int before = Math.Max(ends.Searched, index);
        ends.LookAhead(_search, chunk, index, (int)Math.Min(chunk.Length, index + _mostHeld + 1L));
        BytesSearched += ends.Searched - before;
    }

    // The rest of a truncated line. Bytes that cannot come out any more need not be held: _partial remembers their end.
    private int SkipTail(ReadOnlySpan<byte> chunk, int index, scoped ref LineEnds ends)
    {
        if (_position != Position.Tail)
        {
            return index;
        }

        int end = FindEnd(chunk, index, chunk.Length, ref ends, out byte[]? delimiter);
        int skipped = (delimiter is null ? chunk.Length : end) - index;
        _partial = delimiter is null ? _search.Advance(_partial, chunk[index..]) : DelimiterAutomaton.Start;
        _position = delimiter is null ? Position.Tail
            : EndsWithCrOfAnyNewline(delimiter) ? Position.AfterTailCr
            : Position.Line;
        BytesSkipped += skipped;
        BytesConsumed += skipped;
        return index + skipped;
    }

    private int SkipLineFeedAfterCr(ReadOnlySpan<byte> chunk, int index)
    {
        if (_position is not (Position.AfterCr or Position.AfterTailCr) || index == chunk.Length)
        {
            return index;
        }

        if (chunk[index] == '\n')
        {
            index++;
            BytesConsumed++;
            BytesSkipped += _position == Position.AfterTailCr ? 1 : 0;
        }

        _position = Position.Line;
        return index;
    }

    private ReadOnlySpan<byte> TakeLine(ReadOnlySpan<byte> bytes, byte[] delimiter)
    {
        int length = _held.Count + bytes.Length - delimiter.Length;
        Describe(delimiter, isTruncated: false, continues: false);
        ReadOnlySpan<byte> line = TakeContent(length, bytes);
        _held.Drop();
        _partial = DelimiterAutomaton.Start;
        _position = EndsWithCrOfAnyNewline(delimiter) ? Position.AfterCr : Position.Line;
        BytesConsumed += bytes.Length;
        return line;
    }

    private ReadOnlySpan<byte> TakeOversized(ReadOnlySpan<byte> candidates)
    {
        int held = _held.Count;
        if (_whenTooLong == OversizedLine.Split)
        {
            return TakePiece(candidates);
        }

        int proof = _search.FindProof(ref _partial, candidates, held, MaxLineLength, out byte[]? delimiter);
        if (_whenTooLong == OversizedLine.Throw)
        {
            throw Fail(proof);
        }

        Describe(null, isTruncated: true, continues: false);
        ReadOnlySpan<byte> line = TakeContent(MaxLineLength, candidates);
        _held.Drop();
        BytesSkipped += held + proof - MaxLineLength;
        BytesConsumed += proof;
        _position = Position.Tail;
        if (delimiter is not null)
        {
            _partial = DelimiterAutomaton.Start;
            _position = Position.Line;
        }

        return line;
    }

    // Takes no more of the chunk than the piece: what proved that more follows is still the caller's, or still held.
    private ReadOnlySpan<byte> TakePiece(ReadOnlySpan<byte> candidates)
    {
        int taken = Math.Max(MaxLineLength - _held.Count, 0);
        Describe(null, isTruncated: false, continues: true);
        ReadOnlySpan<byte> piece = TakeContent(MaxLineLength, candidates);
        _partial = IsCompleted ? DelimiterAutomaton.Start : _search.Advance(DelimiterAutomaton.Start, _held.Held);
        BytesConsumed += taken;
        return piece;
    }

    private bool TryTakeRest(out ReadOnlySpan<byte> line)
    {
        line = default;
        if (_held.Count == 0 && !_continues)
        {
            return false;
        }

        Describe(null, isTruncated: false, continues: false);
        line = _held.Take(_held.Count);
        return true;
    }

    // The next `length` bytes of the line: all in the chunk, all held, or partly held and then copied together.
    private ReadOnlySpan<byte> TakeContent(int length, ReadOnlySpan<byte> bytes)
    {
        if (_held.Count == 0)
        {
            return bytes[..length];
        }

        if (length > _held.Count)
        {
            _held.Append(bytes[..(length - _held.Count)], _mostHeld);
        }

        return _held.Take(length);
    }

    private void Hold(ReadOnlySpan<byte> bytes, int partial)
    {
        _held.Append(bytes, _mostHeld);
        _partial = partial;
        BytesConsumed += bytes.Length;
    }

    private int FindEnd(ReadOnlySpan<byte> chunk, int index, int to, scoped ref LineEnds ends, out byte[]? delimiter)
    {
        int before = Math.Max(ends.Searched, index);
        int end = _search.FindEnd(chunk, index, to, ref ends, _partial, out delimiter);
        BytesSearched += Math.Max(ends.Searched - before, 0);
        return end;
    }

    private bool EndsWithCrOfAnyNewline(byte[] delimiter) => _isAnyNewline && delimiter[0] == '\r';

    // To be called before the line's bytes are taken: its offset follows from what was consumed before.
    private void Describe(byte[]? delimiter, bool isTruncated, bool continues)
    {
        LineOffset = BytesConsumed - _held.Count;
        LineEnding = delimiter;
        LineIsTruncated = isTruncated;
        LineContinues = continues;
        LinesRead += continues ? 0 : 1;
        _continues = continues;
    }

    private LineTooLongException Fail(int proof)
    {
        _tooLongAt = BytesConsumed - _held.Count;
        BytesConsumed += proof;
        _held.Drop();
        _held.ReleaseIfEmpty();
        _position = Position.Failed;
        return new LineTooLongException(_tooLongAt, MaxLineLength);
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

    private void ThrowIfFailed()
    {
        if (_position == Position.Failed)
        {
            throw new LineTooLongException(_tooLongAt, MaxLineLength);
        }
    }
}
