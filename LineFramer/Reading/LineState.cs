using System.Runtime.CompilerServices;

namespace LineFraming;

/// <summary>
/// What a framer knows from one chunk to the next, and the loop in which every byte of the stream is consumed, but for
/// those of the lines that <see cref="LineReaderState.TryTake"/> returns, which is the fast path.
/// <para>
/// A line ends where <see cref="DelimiterSet.FindEnd"/> says; what becomes of its bytes is decided in
/// <see cref="TryRead"/>, which has one arm for each thing that can happen to them.
/// </para>
/// </summary>
internal sealed class LineState
{
    /// <summary>After a line of so many bytes, the next one is expected to be long too: a scan stops at its end.</summary>
    internal const int LongLine = 1024;

    private const int MaxReadAheadFactor = 4;

    private readonly DelimiterSet _delimiters;
    private readonly int _maxBuffered;

    // The unfinished line's bytes from earlier chunks: "ab\r" after the chunk "xy\r\nab\r".
    private LineBuffer _buffer;

    // How much of a delimiter the consumed bytes of the line, or of the remainder, end with: one byte of CRLF after "ab\r".
    private int _matchState;

    private LinePosition _position;
    private LineKind _lineKind;

    // Of the line returned last, if its kind is Whole; null if no delimiter ended it.
    private byte[]? _lineDelimiter;

    // Once failed, where the oversized line begins; once a line was returned that only the end of the stream decided, the end; else -1.
    private long _stoppedAt = -1;

    // The length of the chunk before if it was read to its end, and of this one once it is: read-ahead goes by them.
    private int _readBefore;
    private int _readToEnd;

    public LineState(LineDelimiter delimiter, int maxLineLength, OversizedLineHandling handling)
    {
        Delimiter = delimiter;
        MaxLineLength = maxLineLength;
        Handling = handling;
        _delimiters = delimiter.Set;
        _maxBuffered = maxLineLength + _delimiters.Longest - 1;
        PlainLength = _delimiters.PlainLength;
        NotPlain = PlainLength == 0 ? 0 : (uint)maxLineLength + 1;
        MustTrim = _delimiters.IsAnyNewline || _delimiters.OptionalByte >= 0;
    }

    public LineDelimiter Delimiter { get; }

    public int MaxLineLength { get; }

    public OversizedLineHandling Handling { get; }

    /// <summary>How much of the stream was consumed. Written by the fast path, by the arms of the loop and by <see cref="Reset"/>.</summary>
    public long BytesConsumed { get; private set; }

    public long BytesDiscarded { get; private set; }

    public long LinesRead { get; private set; }

    /// <summary>How many bytes were scanned for a delimiter (R11).</summary>
    public long BytesScanned { get; private set; }

    /// <summary>The unfinished line.</summary>
    public ref LineBuffer Buffer => ref _buffer;

    /// <summary>The newest reader's number; older ones are rejected.</summary>
    public long ReaderVersion { get; private set; }

    /// <summary>
    /// The number of the reader that may take the fast path: it has just read a line, the next byte begins a line or a
    /// piece, and nothing is buffered. 0 in any other state.
    /// </summary>
    public long BoundaryVersion { get; private set; }

    /// <summary>What every delimiter has, in bytes (<see cref="DelimiterSet.PlainLength"/>).</summary>
    public int PlainLength { get; }

    /// <summary>The fast path takes lines of fewer bytes than this: of the limit, or of none where it is closed.</summary>
    public uint NotPlain { get; }

    /// <summary>Whether the fast path must look at a line's bytes to tell which are content.</summary>
    public bool MustTrim { get; }

    /// <summary>Where the line returned last begins in the stream.</summary>
    public long LineOffset { get; private set; }

    public LineInfo LastLine => _lineKind is LineKind.None or LineKind.NoneButInside
        ? default
        : new(LineOffset, IsTruncated, IsPartial, _lineKind == LineKind.Unterminated);

    public bool IsTruncated => _lineKind == LineKind.Truncated;

    public bool IsPartial => _lineKind == LineKind.Piece;

    public bool IsFailed => _position == LinePosition.Failed;

    public bool IsEnded => _position == LinePosition.Ended;

    /// <summary>Where the oversized line begins, of a framer that failed.</summary>
    public long FailedAt => _stoppedAt;

    /// <summary>Where to go on after a restart, and in which state (R16).</summary>
    public LineCheckpoint Checkpoint => _position switch
    {
        LinePosition.Failed => new(_stoppedAt, LineCheckpointState.LineStart),
        LinePosition.Ended => new(BytesConsumed, LineCheckpointState.LineStart),
        LinePosition.Remainder => new(BytesConsumed - _delimiters.MatchLength(_matchState), LineCheckpointState.InsideRemainder),
        LinePosition.LineFeedOwed or LinePosition.RemainderLineFeedOwed => new(BytesConsumed, LineCheckpointState.LineFeedOwed),
        _ => new(BytesConsumed - _buffer.Count, IsInsideLine ? LineCheckpointState.InsideLine : LineCheckpointState.LineStart),
    };

    private bool IsInsideLine => _lineKind is LineKind.Piece or LineKind.NoneButInside;

    /// <summary>Goes to a checkpoint, of which the caller has checked that these settings can have it.</summary>
    public void Reset(LineCheckpoint checkpoint)
    {
        _buffer.Clear();
        _matchState = DelimiterAutomaton.Start;
        _position = checkpoint.State switch
        {
            LineCheckpointState.InsideRemainder => LinePosition.Remainder,
            LineCheckpointState.LineFeedOwed => LinePosition.LineFeedOwed,
            _ => LinePosition.Line,
        };
        _lineKind = checkpoint.State == LineCheckpointState.InsideLine ? LineKind.NoneButInside : LineKind.None;
        _stoppedAt = -1;
        _readToEnd = 0;
        LineOffset = 0;
        BytesConsumed = checkpoint.Offset;
        BytesDiscarded = 0;
        LinesRead = 0;
        _ = BeginReader();
    }

    /// <summary>Begins a chunk.</summary>
    /// <returns>The number of its reader.</returns>
    public long BeginChunk(int length, bool isFinal)
    {
        if (_position >= LinePosition.Failed || _stoppedAt >= 0)
        {
            ThrowIfUnreadable(length, isFinal);
        }

        return BeginReader();
    }

    /// <summary>Throws if an oversized line was met under Throw (R5).</summary>
    public void ThrowIfFailed()
    {
        if (IsFailed)
        {
            throw new LineTooLongException(_stoppedAt, MaxLineLength);
        }
    }

    /// <summary>Throws if nothing more can be read: the framer has failed, or the stream has ended.</summary>
    public void ThrowIfStopped()
    {
        ThrowIfFailed();
        if (_position == LinePosition.Ended)
        {
            throw new InvalidOperationException("The stream has ended, so no more of it can be read. Call Reset to begin a new one.");
        }
    }

    /// <summary>Consumes a line of the fast path.</summary>
    /// <param name="offset">Where it begins in the stream.</param>
    /// <param name="consumed">Where the next one begins.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void TakePlain(long offset, long consumed)
    {
        LineOffset = offset;
        BytesConsumed = consumed;
        LinesRead++;
        _lineKind = LineKind.Plain;
    }

    /// <summary>
    /// Takes off a line of the fast path what is not content: the CR of CRLF where LF alone is a delimiter too, and the LF
    /// after a CR that ended the line before. No other line begins with LF where LF is a delimiter.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void TrimIfNeeded(ReadOnlySpan<byte> chunk, ref int index, ref int length)
    {
        if (!MustTrim)
        {
            return;
        }

        if (_delimiters.IsAnyNewline)
        {
            int owed = length > 0 && chunk[index] == '\n' ? 1 : 0;
            index += owed;
            length -= owed;
            LineOffset += owed;
            _position = chunk[index + length] == '\r' ? LinePosition.LineFeedOwed : LinePosition.Line;
        }
        else if (length > 0 && chunk[index + length - 1] == _delimiters.OptionalByte)
        {
            length--;
        }
    }

    /// <summary>Which delimiter ended the line returned last; null if none did, or the newest reader has not read a line.</summary>
    /// <param name="chunk">The newest reader's chunk.</param>
    /// <param name="consumed">How much of it was consumed.</param>
    public byte[]? MatchedDelimiter(ReadOnlySpan<byte> chunk, int consumed)
    {
        if (_lineKind == LineKind.Plain)
        {
            LookUpDelimiter(chunk, consumed);
        }

        return _lineDelimiter;
    }

    private void LookUpDelimiter(ReadOnlySpan<byte> chunk, int consumed)
    {
        _lineKind = LineKind.Whole;
        _lineDelimiter = _delimiters.DelimiterAtEndOf(chunk[(consumed - (int)(BytesConsumed - LineOffset))..consumed]);
    }

    /// <summary>Reads the next line, where the fast path cannot.</summary>
    /// <param name="chunk">The newest reader's chunk.</param>
    /// <param name="isFinal">Whether the stream ends with it (R7).</param>
    /// <param name="index">How much of it was consumed.</param>
    /// <param name="queue">The ends found ahead.</param>
    /// <param name="line">The line.</param>
    /// <returns>Whether there is one. Without one, all of the chunk was consumed, or the framer <see cref="IsFailed"/>.</returns>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public bool TryRead(ReadOnlySpan<byte> chunk, bool isFinal, int index, scoped ref LineEndQueue queue, out ReadOnlySpan<byte> line)
    {
        line = default;
        BeginLine(chunk, index);
        if (_position >= LinePosition.Failed)
        {
            return false;
        }

        while (index < chunk.Length || isFinal)
        {
            if (_position >= LinePosition.LineFeedOwed && index < chunk.Length)
            {
                // 1. An ending ends here: the LF after a CR, if there is one, be it in a later chunk.
                index += TakeLineFeed(chunk[index]);
                continue;
            }

            // A line of more bytes than this is oversized whatever they are, so a scan goes no further.
            bool isRemainder = _position == LinePosition.Remainder;
            int rest = chunk.Length - index;
            int window = isRemainder ? rest : (int)Math.Min(rest, _maxBuffered + 1L - _buffer.Count);
            int matchState = _matchState;
            int end = FindEnd(chunk, index, index + window, ref queue, ref matchState, out byte[]? delimiter);
            if (isRemainder)
            {
                // 1. The remainder ends here, as "ef\r\n". 2. Or it goes on, as "cd" does.
                TakeRemainder(end - index, matchState, delimiter);
                index = end;
                if (delimiter is not null)
                {
                    continue;
                }

                break;
            }

            int length = _buffer.Count + end - index - (delimiter?.Length ?? 0);
            bool isLast = isFinal && delimiter is null && window == rest;
            if (length <= MaxLineLength && (delimiter is not null || isLast))
            {
                // 3. A line that fits: "ab\r\n"; or "ab", if the stream ends there.
                return TakeLine(chunk[index..end], length, delimiter, out line);
            }

            bool isProved = delimiter is not null || window < rest || length - _delimiters.MatchLength(matchState) > MaxLineLength;
            if (!isProved && !isFinal)
            {
                // 4. Nothing proves the line oversized yet, as "ab\r" with the limit 2: its bytes are buffered.
                TakeIntoBuffer(chunk[index..], matchState);
                break;
            }

            // 5. The line is oversized: "abc" with the limit 2; or "ab\r", if the stream ends there.
            return TakeOversized(chunk[index..], isProved, out line);
        }

        EndChunk(chunk.Length, isFinal);
        return false;
    }

    private void BeginLine(ReadOnlySpan<byte> chunk, int index)
    {
        // The line returned last is about to lose its place in the chunk.
        if (_lineKind == LineKind.Plain)
        {
            LookUpDelimiter(chunk, index);
        }

        BoundaryVersion = 0;
        _buffer.ReleaseIfEmpty(keepSmall: true);
    }

    private void EndChunk(int length, bool isFinal)
    {
        _buffer.ReleaseIfEmpty();
        _readToEnd = length;
        if (isFinal)
        {
            _position = LinePosition.Ended;
        }
    }

    // A scan goes to the next end, and beyond it up to four times as far as was read of this chunk and, if that was read to
    // its end, of the one before; after a long line it goes no further than the next end. So a caller who reads a few lines
    // of a chunk and comes again with the rest stays linear (R11).
    private int FindEnd(
        ReadOnlySpan<byte> chunk, int index, int to, scoped ref LineEndQueue queue, ref int matchState, out byte[]? delimiter)
    {
        int ahead = BytesConsumed - LineOffset >= LongLine
            ? 0
            : (int)Math.Min(MaxReadAheadFactor * (index + (long)_readBefore), chunk.Length);
        int scanned = Math.Max(queue.Scanned, index);
        int end = _delimiters.FindEnd(chunk, index, to, ahead, ref queue, ref matchState, out delimiter);
        BytesScanned += Math.Max(queue.Scanned - scanned, 0);
        return end;
    }

    private int TakeLineFeed(byte next)
    {
        int length = next == '\n' ? 1 : 0;
        BytesConsumed += length;
        BytesDiscarded += _position == LinePosition.RemainderLineFeedOwed ? length : 0;
        _position = LinePosition.Line;
        return length;
    }

    // Bytes of a remainder are never returned, so none is buffered: the match state knows how they end.
    private void TakeRemainder(int length, int matchState, byte[]? delimiter)
    {
        BytesConsumed += length;
        BytesDiscarded += length;
        _matchState = delimiter is null ? matchState : DelimiterAutomaton.Start;
        if (delimiter is not null)
        {
            _position = IsCrOfAnyNewline(delimiter) ? LinePosition.RemainderLineFeedOwed : LinePosition.Line;
        }
    }

    private bool TakeLine(ReadOnlySpan<byte> bytes, int length, byte[]? delimiter, out ReadOnlySpan<byte> line)
    {
        // What follows the last delimiter, if anything does, and the last piece of a line whose other pieces were returned.
        if (delimiter is null && length == 0 && !IsInsideLine)
        {
            EndChunk(0, isFinal: true);
            line = default;
            return false;
        }

        Describe(delimiter is null ? LineKind.Unterminated : LineKind.Whole, delimiter);
        line = TakeContent(length, bytes);
        _buffer.Clear();
        _matchState = DelimiterAutomaton.Start;
        BytesConsumed += bytes.Length;
        if (delimiter is null)
        {
            _stoppedAt = BytesConsumed;
        }
        else
        {
            _position = IsCrOfAnyNewline(delimiter) ? LinePosition.LineFeedOwed : LinePosition.Line;

            // With a large buffer the next line takes the loop, which releases it.
            BoundaryVersion = _buffer.IsLarge ? 0 : ReaderVersion;
        }

        return true;
    }

    private void TakeIntoBuffer(ReadOnlySpan<byte> bytes, int matchState)
    {
        _buffer.Append(bytes, _maxBuffered);
        _matchState = matchState;
        BytesConsumed += bytes.Length;
    }

    private bool TakeOversized(ReadOnlySpan<byte> rest, bool isProved, out ReadOnlySpan<byte> line)
    {
        if (Handling == OversizedLineHandling.Split)
        {
            line = TakePiece(rest, isProved);
            return true;
        }

        // Nothing follows what only the end of the stream proves oversized.
        byte[]? delimiter = null;
        int matchState = _matchState;
        int proof = isProved
            ? _delimiters.FindProof(ref matchState, rest, _buffer.Count, MaxLineLength, out delimiter)
            : rest.Length;
        if (Handling == OversizedLineHandling.Throw)
        {
            line = default;
            Fail(proof);
            return false;
        }

        Describe(LineKind.Truncated, null);
        int length = _buffer.Count + proof;
        line = TakeContent(MaxLineLength, rest);
        _buffer.Clear();
        BytesConsumed += proof;
        BytesDiscarded += length - MaxLineLength;
        _matchState = delimiter is null && isProved ? matchState : DelimiterAutomaton.Start;
        _position = delimiter is null ? LinePosition.Remainder : LinePosition.Line;
        _stoppedAt = isProved ? -1 : BytesConsumed;
        return true;
    }

    // The bytes that proved that more follows are consumed with the next piece: they stay buffered, or unread.
    private ReadOnlySpan<byte> TakePiece(ReadOnlySpan<byte> rest, bool isProved)
    {
        int taken = Math.Max(MaxLineLength - _buffer.Count, 0);
        Describe(LineKind.Piece, null);
        ReadOnlySpan<byte> piece = TakeContent(MaxLineLength, rest);
        _matchState = _delimiters.Advance(DelimiterAutomaton.Start, _buffer.Bytes);
        BytesConsumed += taken;
        BoundaryVersion = _buffer.Count == 0 ? ReaderVersion : 0;
        if (!isProved)
        {
            _stoppedAt = BytesConsumed + rest.Length - taken;
        }

        return piece;
    }

    private void Fail(int proof)
    {
        _stoppedAt = BytesConsumed - _buffer.Count;
        BytesConsumed += proof;
        _buffer.Clear();
        _buffer.ReleaseIfEmpty();
        _position = LinePosition.Failed;
    }

    // The next bytes of the line: all in the chunk, all buffered, or put together in the buffer.
    private ReadOnlySpan<byte> TakeContent(int length, ReadOnlySpan<byte> bytes)
    {
        if (_buffer.Count == 0)
        {
            return bytes[..length];
        }

        if (length > _buffer.Count)
        {
            _buffer.Append(bytes[..(length - _buffer.Count)], _maxBuffered);
        }

        return _buffer.Take(length);
    }

    // Before the line's bytes are consumed, since its offset follows from what was consumed before.
    private void Describe(LineKind kind, byte[]? delimiter)
    {
        LineOffset = BytesConsumed - _buffer.Count;
        LinesRead += kind == LineKind.Piece ? 0 : 1;
        _lineKind = kind;
        _lineDelimiter = delimiter;
    }

    private bool IsCrOfAnyNewline(byte[] delimiter) => _delimiters.IsAnyNewline && delimiter[0] == '\r';

    // An older reader may know ends ahead: it must not take the fast path any more.
    private long BeginReader()
    {
        BoundaryVersion = 0;
        _lineDelimiter = null;
        _lineKind = _lineKind == LineKind.Plain ? LineKind.Whole : _lineKind;
        _buffer.ReleaseIfEmpty();
        _readBefore = _readToEnd;
        _readToEnd = 0;
        return ++ReaderVersion;
    }

    private void ThrowIfUnreadable(int length, bool isFinal)
    {
        ThrowIfStopped();
        if (!isFinal || BytesConsumed + length != _stoppedAt)
        {
            throw new InvalidOperationException(
                $"A line was returned that only the end of the stream decided, at byte {_stoppedAt}. What may be read now is a final "
                + $"block of {_stoppedAt - BytesConsumed} bytes, the unread rest; this one has {length} bytes and is {(isFinal ? "" : "not ")}final. "
                + "Call Reset to begin a new stream.");
        }
    }
}
