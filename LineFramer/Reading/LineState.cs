using System.Runtime.CompilerServices;

namespace LineFraming;

/// <summary>
/// What a framer knows from one chunk to the next, and <see cref="TryRead"/>: the loop that consumes every byte of the stream
/// except the lines that <see cref="LineReaderState.TryConsumeFast"/>, the fast path, returns. <see cref="DelimiterSet.FindEnd"/>
/// finds where a line ends; the loop decides what becomes of its bytes, in one of five arms. 1: an LF that belongs to a CR is
/// consumed, or a remainder ends. 2: a remainder goes on. 3: a line fits. 4: an unfinished line is buffered. 5: a line is
/// oversized.
/// </summary>
/// <remarks>
/// Codegen notes. The loop, what returns a line and the look into the queue are inlined into one method that a fresh process compiles
/// once (<see cref="LineReaderState.TryReadInLoop"/>). The scan is not, and neither are the arms that few lines take: with them the
/// loop would have no registers left.
/// </remarks>
internal sealed class LineState
{
    private readonly FramerSettings _settings;

    // The unfinished line's bytes from earlier chunks: "ab\r" after the chunk "xy\r\nab\r".
    private LineBuffer _buffer;

    // The consumed bytes of the line, or of the remainder, may end with the beginning of a delimiter. The match state says with
    // how much of it: with one byte of CRLF after "ab\r".
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

    /// <summary>
    /// How much of the stream was consumed. Written by the fast path, by the arms of the loop and by <see cref="Reset"/>.
    /// </summary>
    public long BytesConsumed { get; private set; }

    public long BytesDiscarded { get; private set; }

    public long LinesRead { get; private set; }

    /// <summary>How many bytes were scanned for a delimiter (R11).</summary>
    public long BytesScanned { get; private set; }

    /// <summary>The unfinished line.</summary>
    public ref LineBuffer Buffer => ref _buffer;

    /// <summary>The line returned last.</summary>
    public ref readonly LastLine Last => ref _last;

    /// <summary>Why the stream cannot go on, if it cannot.</summary>
    public ref readonly StreamStop Stop => ref _stop;

    /// <summary>The newest reader's number; older ones are rejected.</summary>
    public long ReaderVersion { get; private set; }

    /// <summary>
    /// The number of the reader that may take the fast path: it has just read a line, the next byte begins a line or a
    /// piece, and nothing is buffered. 0 in any other state.
    /// </summary>
    public long FastPathVersion { get; private set; }

    /// <summary>
    /// Where to go on after a restart, and in which state (R16): at the first byte that is still needed. So the buffered bytes
    /// of a line are read again, and those at the end of a remainder that may begin its delimiter.
    /// </summary>
    public LineCheckpoint Checkpoint => (_stop, _position) switch
    {
        ({ IsFailed: true }, _) => new(_stop.FailedAt, LineCheckpointState.LineStart),
        ({ IsEnded: true }, _) => new(BytesConsumed, LineCheckpointState.LineStart),
        (_, LinePosition.Remainder) =>
            new(BytesConsumed - _settings.Delimiters.Automaton.Depth(_matchState), LineCheckpointState.InsideRemainder),
        (_, LinePosition.Line) =>
            new(BytesConsumed - _buffer.Count, _last.GoesOn ? LineCheckpointState.InsideLine : LineCheckpointState.LineStart),
        _ => new(BytesConsumed, LineCheckpointState.LineFeedOwed),
    };

    /// <summary>Goes to a checkpoint. The caller has checked that its state is possible with these settings.</summary>
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

    /// <summary>Begins a chunk. Its reader becomes the newest.</summary>
    public void BeginChunk(int length, bool isFinal)
    {
        if (_stop.IsAny)
        {
            _stop.ThrowIfUnreadable(BytesConsumed, length, isFinal, _settings.MaxLineLength);
        }

        BeginReader();
    }

    /// <summary>
    /// Records a line that the fast path returns. It begins at <paramref name="offset"/>, and the stream is consumed up to
    /// <paramref name="consumed"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void ConsumeFast(long offset, long consumed)
    {
        _last.SetFromFastPath(offset);
        BytesConsumed = consumed;
        LinesRead++;
    }

    /// <summary>
    /// Removes from a line of the fast path what is not content: the CR of CRLF where LF alone is a delimiter too; with any
    /// newline, an LF at the start. LF is a delimiter then, so such an LF belongs to the CR that ended the line before.
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

    /// <summary>The delimiter that ended the line returned last; empty if none did, or if the newest reader has read no line.</summary>
    public ReadOnlySpan<byte> MatchedDelimiter(ReadOnlySpan<byte> chunk, int consumed)
    {
        if (_last.IsFromFastPath)
        {
            LookUpDelimiter(chunk, consumed);
        }

        return _last.Delimiter >= 0 ? _settings.Delimiters.Delimiters[_last.Delimiter] : default;
    }

    /// <summary>
    /// Reads the next line where the fast path cannot. The first <paramref name="index"/> bytes of the chunk were consumed. After
    /// false, the whole chunk is consumed, or the framer has failed.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRead(ReadOnlySpan<byte> chunk, bool isFinal, int index, scoped ref LineEndQueue queue, out ReadOnlySpan<byte> line)
    {
        line = default;

        // A chunk of one byte, which was neither consumed nor scanned so far.
        if (chunk.Length == 1 && index + queue.Scanned == 0 && !isFinal && TryBufferByte(chunk[0]))
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
                // 1, for an LF: a CR ended a line or a remainder. An LF right after it, even in a later chunk, is part of
                // the same ending.
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
                // Bytes of a remainder are never returned, so none is buffered: the match state is enough to find its end.
                LineEnd remainder = FindEnd(chunk, index, chunk.Length, ref queue);
                BytesConsumed += remainder.Index - index;
                BytesDiscarded += remainder.Index - index;
                index = remainder.Index;
                if (!remainder.IsFound)
                {
                    // 2. The remainder goes on: "cd" of "abcdef\r\n" with the limit 2, if the chunk ends after it.
                    PathCounts.Took(LinePath.RemainderGoesOn);
                    _matchState = remainder.MatchState;
                    break;
                }

                // 1, for a remainder: it ends in this chunk, as "ef\r\n" of that line.
                PathCounts.Took(LinePath.RemainderEnds);
                _matchState = DelimiterAutomaton.Start;
                _position = PositionAfter(remainder.Delimiter, LinePosition.RemainderLineFeedOwed);
                queue.DropThrough(index);
                continue;
            }

            int window = Window(rest);
            LineEnd end = FindEnd(chunk, index, index + window, ref queue);
            int length = _buffer.Count + end.Index - index - _settings.Delimiters.LengthOf(end.Delimiter);
            bool isLast = isFinal && !end.IsFound && window == rest;
            if (length <= _settings.MaxLineLength && (end.IsFound || isLast))
            {
                // 3. A line that fits: "ab\r\n"; or "ab", if the stream ends there.
                return ReturnLine(chunk[index..end.Index], length, end, out line);
            }

            bool isProved = end.IsFound || window < rest
                || length - _settings.Delimiters.Automaton.Depth(end.MatchState) > _settings.MaxLineLength;
            if (!isProved && !isFinal)
            {
                // 4. The line is unfinished and may still fit, as "ab\r" with the limit 2: its bytes are buffered.
                PathCounts.Took(LinePath.Buffered);
                _buffer.Append(chunk[index..], _settings.MaxBuffered);
                _matchState = end.MatchState;
                BytesConsumed += rest;
                break;
            }

            // 5. The line is oversized: "abc" with the limit 2; or "ab\r", if the stream ends there.
            return ReturnOversized(chunk[index..], isProved, out line);
        }

        EndChunk(chunk.Length, isFinal);
        return false;
    }

    /// <summary>
    /// Fills an empty queue between two lines, so that the fast path returns the next one. The loop would find its end too, but lines
    /// of 1,000 bytes in the cache would take a fifth longer. If no line ends in what was scanned, the loop goes on from there. Where an
    /// LF is owed, the loop consumes it first, because a scan byte by byte would take it for an end.
    /// </summary>
    /// <returns>Whether an end was found.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool FillBetweenLines(ReadOnlySpan<byte> chunk, int index, scoped ref LineEndQueue queue)
    {
        int to = index + Window(chunk.Length - index);
        if (_position == LinePosition.Line && queue.Scanned < to && _settings.Delimiters.Scanner is { } scanner)
        {
            int scanned = Math.Max(queue.Scanned, index);
            scanner.Fill(chunk, index, to, ScanLimit(index, chunk.Length), ref queue);
            BytesScanned += queue.Scanned - scanned;
            return queue.IsAny;
        }

        return false;
    }

    // Arm 4 for a chunk of one byte that no delimiter begins with: the loop would take twice as long.
    private bool TryBufferByte(byte b)
    {
        bool isBuffered = _matchState == DelimiterAutomaton.Start
            && _buffer.Count < _settings.MaxLineLength
            && !_settings.Delimiters.MayBegin(b)
            && _buffer.TryAppend(b);
        PathCounts.Scanned(1);
        if (isBuffered)
        {
            PathCounts.Took(LinePath.ByteBuffered);
            FastPathVersion = 0;
            BytesScanned++;
            BytesConsumed++;
            _ahead.EndChunk(1);
        }

        return isBuffered;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool ReturnLine(ReadOnlySpan<byte> bytes, int length, LineEnd end, out ReadOnlySpan<byte> line)
    {
        // If nothing is left at the end of the stream, there is no line. But after pieces of a line its last piece is due, even
        // if it is empty.
        if (!end.IsFound && length == 0 && !_last.GoesOn)
        {
            EndChunk(0, isFinal: true);
            line = default;
            return false;
        }

        PathCounts.Took(LinePath.LineFits);
        PathCounts.TookIf(_buffer.Count > 0, LinePath.LineOfEarlierChunk);
        LinesRead++;
        _last.Set(
            BytesConsumed - _buffer.Count,
            end.IsFound ? LineKind.Whole : LineKind.Unterminated,
            end.IsFound ? end.Delimiter : DelimiterSet.None);
        line = _buffer.Consume(length, bytes, _settings.MaxBuffered);
        _buffer.Clear();
        _matchState = DelimiterAutomaton.Start;
        BytesConsumed += bytes.Length;
        if (end.IsFound)
        {
            _position = PositionAfter(end.Delimiter, LinePosition.LineFeedOwed);

            // The next line is not left to the fast path if the buffer is large, because the loop releases it.
            FastPathVersion = _buffer.IsLarge ? 0 : ReaderVersion;
        }
        else
        {
            _stop.DecideEnd(BytesConsumed);
        }

        return true;
    }

    private bool ReturnOversized(ReadOnlySpan<byte> rest, bool isProved, out ReadOnlySpan<byte> line)
    {
        PathCounts.Took(LinePath.Oversized);
        if (_settings.Handling == OversizedLineHandling.Split)
        {
            line = ReturnPiece(rest, isProved);
            return true;
        }

        // A line that only the end of the stream proves oversized has no byte that proves it: it is all that is left.
        LineEnd proof = isProved
            ? _settings.Delimiters.Automaton.FindProof(_matchState, rest, _buffer.Count, _settings.MaxLineLength)
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
        line = _buffer.Consume(_settings.MaxLineLength, rest, _settings.MaxBuffered);
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

    // The bytes after the piece, which proved that the line goes on, belong to the next piece: they stay buffered or unread.
    private ReadOnlySpan<byte> ReturnPiece(ReadOnlySpan<byte> rest, bool isProved)
    {
        int consumed = Math.Max(_settings.MaxLineLength - _buffer.Count, 0);
        _last.Set(BytesConsumed - _buffer.Count, LineKind.Piece, DelimiterSet.None);
        ReadOnlySpan<byte> piece = _buffer.Consume(_settings.MaxLineLength, rest, _settings.MaxBuffered);
        _matchState = _settings.Delimiters.Automaton.Shorten(_matchState, _buffer.Count);
        BytesConsumed += consumed;
        FastPathVersion = _buffer.Count == 0 && !_buffer.IsLarge ? ReaderVersion : 0;
        if (!isProved)
        {
            _stop.DecideEnd(BytesConsumed + rest.Length - consumed);
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
        int scanned = Math.Max(queue.Scanned, index);
        LineEnd end = _settings.Delimiters.FindEnd(chunk, index, to, ScanLimit(index, chunk.Length), ref queue, _matchState);
        BytesScanned += Math.Max(queue.Scanned - scanned, 0);
        return end;
    }

    // How far a scan for the end of the line goes in the rest of the chunk: a line of limit + longest delimiter bytes without an
    // end is oversized, whatever they are.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Window(int rest) => (int)Math.Min(rest, _settings.MaxBuffered + 1L - _buffer.Count);

    private int ScanLimit(int index, int length) => _ahead.Limit(index, length, BytesConsumed - _last.Offset);

    private void BeginLine(ReadOnlySpan<byte> chunk, int index)
    {
        // After this, the place of the line returned last is no longer known, so its delimiter is looked up now.
        if (_last.IsFromFastPath)
        {
            LookUpDelimiter(chunk, index);
        }

        FastPathVersion = 0;
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

    // An older reader may have ends in its queue: from here on it must not take the fast path.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void BeginReader()
    {
        FastPathVersion = 0;
        ReaderVersion++;
        _last.BeginReader();
        _ahead.BeginChunk();
        _buffer.ReleaseIfEmpty();
    }
}
