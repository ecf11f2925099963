using System.Runtime.CompilerServices;

namespace LineFraming;

/// <summary>
/// What a framer knows from one chunk to the next, and <see cref="TryRead"/>: the loop in which every byte of the stream is
/// consumed, but for those of the lines that <see cref="LineReaderState.TryTake"/>, the fast path, returns. Where a line ends
/// is for <see cref="DelimiterSet.FindEnd"/> to say; what becomes of its bytes is decided here, in one of five arms.
/// </summary>
internal sealed class LineState
{
    private readonly FramerSettings _settings;

    // The unfinished line's bytes from earlier chunks: "ab\r" after the chunk "xy\r\nab\r".
    private LineBuffer _buffer;

    // How much of a delimiter the consumed bytes of the line, or of the remainder, end with: one byte of CRLF after "ab\r".
    private int _matchState;

    private LinePosition _position;
    private StreamStop _stop;
    private LastLine _last;
    private ReadAhead _ahead;

    public LineState(FramerSettings settings)
    {
        _settings = settings;
        _last.Reset(0, isInside: false);
    }

    public ref readonly FramerSettings Settings => ref _settings;

    /// <summary>How much of the stream was consumed. Written by the fast path, by the arms of the loop and by <see cref="Reset"/>.</summary>
    public long BytesConsumed { get; private set; }

    public long BytesDiscarded { get; private set; }

    public long LinesRead { get; private set; }

    /// <summary>How many bytes were scanned for a delimiter (R11).</summary>
    public long BytesScanned { get; private set; }

    /// <summary>The unfinished line.</summary>
    public ref LineBuffer Buffer => ref _buffer;

    /// <summary>The line returned last.</summary>
    public ref readonly LastLine Last => ref _last;

    /// <summary>Whether and why the stream can go on no more.</summary>
    public ref readonly StreamStop Stop => ref _stop;

    /// <summary>The newest reader's number; older ones are rejected.</summary>
    public long ReaderVersion { get; private set; }

    /// <summary>
    /// The number of the reader that may take the fast path: it has just read a line, the next byte begins a line or a
    /// piece, and nothing is buffered. 0 in any other state.
    /// </summary>
    public long BoundaryVersion { get; private set; }

    /// <summary>Where to go on after a restart, and in which state (R16).</summary>
    public LineCheckpoint Checkpoint => (_stop, _position) switch
    {
        ({ IsFailed: true }, _) => new(_stop.FailedAt, LineCheckpointState.LineStart),
        ({ IsEnded: true }, _) => new(BytesConsumed, LineCheckpointState.LineStart),
        (_, LinePosition.Remainder) => new(BytesConsumed - _settings.Delimiters.Automaton.Depth(_matchState), LineCheckpointState.InsideRemainder),
        (_, LinePosition.Line) => new(BytesConsumed - _buffer.Count, _last.GoesOn ? LineCheckpointState.InsideLine : LineCheckpointState.LineStart),
        _ => new(BytesConsumed, LineCheckpointState.LineFeedOwed),
    };

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
        _stop.Clear();
        _last.Reset(checkpoint.Offset, checkpoint.State == LineCheckpointState.InsideLine);
        BytesConsumed = checkpoint.Offset;
        BytesDiscarded = 0;
        LinesRead = 0;
        BeginReader();
    }

    /// <summary>Begins a chunk, whose reader is then the newest.</summary>
    public void BeginChunk(int length, bool isFinal)
    {
        if (_stop.IsAny)
        {
            _stop.ThrowIfUnreadable(BytesConsumed, length, isFinal, _settings.MaxLineLength);
        }

        BeginReader();
    }

    /// <summary>Consumes a line of the fast path, given where it and the next one begin in the stream.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void TakePlain(long offset, long consumed)
    {
        _last.SetPlain(offset);
        BytesConsumed = consumed;
        LinesRead++;
    }

    /// <summary>
    /// Takes off a line of the fast path what is not content: the CR of CRLF where LF alone is a delimiter too, and the LF
    /// after a CR that ended the line before. No other line begins with LF where LF is a delimiter.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Trim(ReadOnlySpan<byte> chunk, ref int index, ref int length)
    {
        if (_settings.Delimiters.IsAnyNewline)
        {
            int owed = length > 0 && chunk[index] == '\n' ? 1 : 0;
            index += owed;
            length -= owed;
            _last.Offset += owed;
            _position = chunk[index + length] == '\r' ? LinePosition.LineFeedOwed : LinePosition.Line;
        }
        else if (length > 0 && chunk[index + length - 1] == _settings.Delimiters.OptionalByte)
        {
            length--;
        }
    }

    /// <summary>Which delimiter ended the line returned last; empty if none did, or the newest reader has not read a line.</summary>
    public ReadOnlySpan<byte> MatchedDelimiter(ReadOnlySpan<byte> chunk, int consumed)
    {
        if (_last.IsPlain)
        {
            LookUpDelimiter(chunk, consumed);
        }

        return _last.Delimiter >= 0 ? _settings.Delimiters.Delimiters[_last.Delimiter] : default;
    }

    /// <summary>
    /// Reads the next line, where the fast path cannot, given how much of the chunk was consumed. Without a line, all of it was
    /// consumed, or the framer has failed.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRead(ReadOnlySpan<byte> chunk, bool isFinal, int index, scoped ref LineEndQueue queue, out ReadOnlySpan<byte> line)
    {
        line = default;

        // Neither consumed nor scanned so far.
        if (chunk.Length == 1 && index + queue.Scanned == 0 && !isFinal && TryTakeByte(chunk[0]))
        {
            return false;
        }

        BeginLine(chunk, index);
        if (_stop.IsFinal)
        {
            return false;
        }

        while (index < chunk.Length || isFinal)
        {
            if (_position >= LinePosition.LineFeedOwed && index < chunk.Length)
            {
                // 1. An ending ends here: the LF after a CR, if there is one, be it in a later chunk.
                int owed = chunk[index] == '\n' ? 1 : 0;
                PathCounts.TookIf(owed > 0, LinePath.EndingEnds);
                BytesConsumed += owed;
                BytesDiscarded += _position == LinePosition.RemainderLineFeedOwed ? owed : 0;
                _position = LinePosition.Line;
                index += owed;
                continue;
            }

            int rest = chunk.Length - index;
            if (_position == LinePosition.Remainder)
            {
                // Bytes of a remainder are never returned, so none is buffered: the match state knows how they end.
                LineEnd remainder = FindEnd(chunk, index, chunk.Length, ref queue);
                BytesConsumed += remainder.Index - index;
                BytesDiscarded += remainder.Index - index;
                index = remainder.Index;
                if (!remainder.IsFound)
                {
                    // 2. The remainder goes on, as "cd" does.
                    PathCounts.Took(LinePath.RemainderGoesOn);
                    _matchState = remainder.MatchState;
                    break;
                }

                // 1. The remainder ends here, as "ef\r\n" does.
                PathCounts.Took(LinePath.RemainderEnds);
                _matchState = DelimiterAutomaton.Start;
                _position = PositionAfter(remainder.Delimiter, LinePosition.RemainderLineFeedOwed);
                queue.DropThrough(index);
                continue;
            }

            // A line of more bytes than this is oversized whatever they are, so a scan goes no further.
            int window = (int)Math.Min(rest, _settings.MaxBuffered + 1L - _buffer.Count);
            LineEnd end = FindEnd(chunk, index, index + window, ref queue);
            int length = _buffer.Count + end.Index - index - _settings.Delimiters.LengthOf(end.Delimiter);
            bool isLast = isFinal && !end.IsFound && window == rest;
            if (length <= _settings.MaxLineLength && (end.IsFound || isLast))
            {
                // 3. A line that fits: "ab\r\n"; or "ab", if the stream ends there.
                return TakeLine(chunk[index..end.Index], length, end, out line);
            }

            bool isProved = end.IsFound || window < rest || length - _settings.Delimiters.Automaton.Depth(end.MatchState) > _settings.MaxLineLength;
            if (!isProved && !isFinal)
            {
                // 4. Nothing proves the line oversized yet, as "ab\r" with the limit 2: its bytes are buffered.
                PathCounts.Took(LinePath.Buffered);
                _buffer.Append(chunk[index..], _settings.MaxBuffered);
                _matchState = end.MatchState;
                BytesConsumed += rest;
                break;
            }

            // 5. The line is oversized: "abc" with the limit 2; or "ab\r", if the stream ends there.
            return TakeOversized(chunk[index..], isProved, out line);
        }

        EndChunk(chunk.Length, isFinal);
        return false;
    }

    // 4, for a byte that comes alone and can be part of no delimiter: through the loop it takes twice as long.
    private bool TryTakeByte(byte b)
    {
        bool isTaken = _matchState == DelimiterAutomaton.Start
            && _buffer.Count < _settings.MaxLineLength
            && !_settings.Delimiters.MayBegin(b)
            && _buffer.TryAppend(b);
        PathCounts.Scanned(1);
        if (isTaken)
        {
            PathCounts.Took(LinePath.ByteBuffered);
            BoundaryVersion = 0;
            BytesScanned++;
            BytesConsumed++;
            _ahead.EndChunk(1);
        }

        return isTaken;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TakeLine(ReadOnlySpan<byte> bytes, int length, LineEnd end, out ReadOnlySpan<byte> line)
    {
        // Nothing is left at the end; but a line of which pieces were returned is not complete without its last one.
        if (!end.IsFound && length == 0 && !_last.GoesOn)
        {
            EndChunk(0, isFinal: true);
            line = default;
            return false;
        }

        PathCounts.Took(LinePath.LineFits);
        PathCounts.TookIf(_buffer.Count > 0, LinePath.LineOfEarlierChunk);
        LinesRead++;
        _last.Set(BytesConsumed - _buffer.Count, end.IsFound ? LineKind.Whole : LineKind.Unterminated, end.IsFound ? end.Delimiter : DelimiterSet.None);
        line = _buffer.Take(length, bytes, _settings.MaxBuffered);
        _buffer.Clear();
        _matchState = DelimiterAutomaton.Start;
        BytesConsumed += bytes.Length;
        if (end.IsFound)
        {
            _position = PositionAfter(end.Delimiter, LinePosition.LineFeedOwed);

            // With a large buffer the next line takes the loop, which releases it.
            BoundaryVersion = _buffer.IsLarge ? 0 : ReaderVersion;
        }
        else
        {
            _stop.DecideEnd(BytesConsumed);
        }

        return true;
    }

    private bool TakeOversized(ReadOnlySpan<byte> rest, bool isProved, out ReadOnlySpan<byte> line)
    {
        PathCounts.Took(LinePath.Oversized);
        if (_settings.Handling == OversizedLineHandling.Split)
        {
            line = TakePiece(rest, isProved);
            return true;
        }

        // What only the end of the stream proves oversized is all there is.
        LineEnd proof = isProved
            ? _settings.Delimiters.FindProof(_matchState, rest, _buffer.Count, _settings.MaxLineLength)
            : LineEnd.None(rest.Length, DelimiterAutomaton.Start);
        if (_settings.Handling == OversizedLineHandling.Throw)
        {
            line = default;
            _stop.Fail(BytesConsumed - _buffer.Count);
            BytesConsumed += proof.Index;
            _buffer.Clear();
            _buffer.ReleaseIfEmpty();
            return false;
        }

        LinesRead++;
        _last.Set(BytesConsumed - _buffer.Count, LineKind.Truncated, DelimiterSet.None);
        BytesDiscarded += _buffer.Count + proof.Index - _settings.MaxLineLength;
        line = _buffer.Take(_settings.MaxLineLength, rest, _settings.MaxBuffered);
        _buffer.Clear();
        BytesConsumed += proof.Index;
        _matchState = proof.IsFound ? DelimiterAutomaton.Start : proof.MatchState;
        _position = proof.IsFound ? LinePosition.Line : LinePosition.Remainder;
        if (!isProved)
        {
            _stop.DecideEnd(BytesConsumed);
        }

        return true;
    }

    // The bytes that proved that more follows are consumed with the next piece: they stay buffered, or unread.
    private ReadOnlySpan<byte> TakePiece(ReadOnlySpan<byte> rest, bool isProved)
    {
        int taken = Math.Max(_settings.MaxLineLength - _buffer.Count, 0);
        _last.Set(BytesConsumed - _buffer.Count, LineKind.Piece, DelimiterSet.None);
        ReadOnlySpan<byte> piece = _buffer.Take(_settings.MaxLineLength, rest, _settings.MaxBuffered);
        _matchState = _settings.Delimiters.Automaton.Shorten(_matchState, _buffer.Count);
        BytesConsumed += taken;
        BoundaryVersion = _buffer.Count == 0 && !_buffer.IsLarge ? ReaderVersion : 0;
        if (!isProved)
        {
            _stop.DecideEnd(BytesConsumed + rest.Length - taken);
        }

        return piece;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private LineEnd FindEnd(ReadOnlySpan<byte> chunk, int index, int to, scoped ref LineEndQueue queue) =>
        _matchState == DelimiterAutomaton.Start && _settings.Delimiters.TryFindQueued(chunk, index, to, in queue, out LineEnd end)
            ? end
            : Scan(chunk, index, to, ref queue);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private LineEnd Scan(ReadOnlySpan<byte> chunk, int index, int to, scoped ref LineEndQueue queue)
    {
        int ahead = _ahead.Limit(index, chunk.Length, BytesConsumed - _last.Offset);
        int scanned = Math.Max(queue.Scanned, index);
        LineEnd end = _settings.Delimiters.FindEnd(chunk, index, to, ahead, ref queue, _matchState);
        BytesScanned += Math.Max(queue.Scanned - scanned, 0);
        return end;
    }

    private void BeginLine(ReadOnlySpan<byte> chunk, int index)
    {
        // The line returned last is about to lose its place in the chunk.
        if (_last.IsPlain)
        {
            LookUpDelimiter(chunk, index);
        }

        BoundaryVersion = 0;
        _buffer.ReleaseIfEmpty(keepSmall: true);
    }

    private void EndChunk(int length, bool isFinal)
    {
        _buffer.ReleaseIfEmpty();
        _ahead.EndChunk(length);
        if (isFinal)
        {
            _stop.End();
        }
    }

    private void LookUpDelimiter(ReadOnlySpan<byte> chunk, int consumed) =>
        _last.SetDelimiter(_settings.Delimiters.DelimiterAtEndOf(chunk[(consumed - (int)(BytesConsumed - _last.Offset))..consumed]));

    private LinePosition PositionAfter(int delimiter, LinePosition afterCr) =>
        _settings.Delimiters.IsAnyNewline && delimiter == 0 ? afterCr : LinePosition.Line;

    // An older reader may know ends ahead: it must not take the fast path any more.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void BeginReader()
    {
        BoundaryVersion = 0;
        ReaderVersion++;
        _last.BeginReader();
        _ahead.BeginChunk();
        _buffer.ReleaseIfEmpty();
    }
}
