using System.Runtime.CompilerServices;

namespace LineFraming;

/// <content>
/// The framing itself. <see cref="TryRead"/> is the one loop: skip what is left of a long line, find the end of this
/// one, and take it, hold it, or say that it is too long.
/// </content>
public sealed partial class LineFramer
{
    /// <summary>
    /// One step of <see cref="LineReader"/>: the next line out of <paramref name="chunk"/> from
    /// <paramref name="index"/> on, or all of that taken and no line.
    /// </summary>
    /// <param name="chunk">The reader's chunk.</param>
    /// <param name="index">How much of it was taken before.</param>
    /// <param name="ends">The line ends that were found in the chunk before, so that nothing is searched twice (R11).</param>
    /// <param name="line">The line.</param>
    /// <returns>False without a line: all of the chunk is taken, or <see cref="IsFailed"/>.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal bool TryRead(ReadOnlySpan<byte> chunk, int index, scoped ref LineEnds ends, out ReadOnlySpan<byte> line)
    {
        line = default;
        BetweenLinesOf = 0;
        _held.ReleaseIfEmpty(isSoonNeeded: index < chunk.Length);
        if (IsFailed)
        {
            return false;
        }

        // Most chunks are left like this. Of what is held nothing can come out without more: it fits, or may be a delimiter.
        if (index == chunk.Length && !IsCompleted)
        {
            return false;
        }

        index = SkipTail(chunk, index, ref ends);
        index = SkipLineFeedAfterCr(chunk, index);

        // Beyond this many bytes a line is too long whatever they are, so no search looks further than it must.
        int window = (int)Math.Min(chunk.Length - index, _mostHeld + 1L - _held.Count);
        ReadOnlySpan<byte> candidates = chunk.Slice(index, window);
        int partial = _partial;
        int end = FindEnd(chunk, index, index + window, ref ends, ref partial, out byte[]? delimiter);
        if (delimiter is not null && _held.Count + end - index - delimiter.Length <= MaxLineLength)
        {
            line = TakeLine(chunk[index..end], delimiter);
            BetweenLinesOf = ReaderVersion;
            return true;
        }

        if (delimiter is null
            && window == chunk.Length - index
            && _held.Count + window - _search.PartialLength(partial) <= MaxLineLength)
        {
            Hold(candidates, partial);
            return IsCompleted && TryTakeRest(out line);
        }

        return TryTakeOversized(candidates, out line);
    }

    // The rest of a truncated line. Bytes that cannot come out any more need not be held: _partial remembers their end.
    private int SkipTail(ReadOnlySpan<byte> chunk, int index, scoped ref LineEnds ends)
    {
        if (_position != Position.Tail)
        {
            return index;
        }

        int end = FindEnd(chunk, index, chunk.Length, ref ends, ref _partial, out byte[]? delimiter);
        int skipped = (delimiter is null ? chunk.Length : end) - index;
        SkipTail(skipped, delimiter);
        return index + skipped;
    }

    private void SkipTail(int skipped, byte[]? delimiter)
    {
        if (delimiter is not null)
        {
            _partial = DelimiterAutomaton.Start;
            _position = EndsWithCrOfAnyNewline(delimiter) ? Position.AfterTailCr : Position.Line;
        }

        BytesSkipped += skipped;
        BytesConsumed += skipped;
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
        Describe(LineKind.Whole, delimiter);
        ReadOnlySpan<byte> line = TakeContent(length, bytes);
        _held.Drop();
        _partial = DelimiterAutomaton.Start;
        _position = EndsWithCrOfAnyNewline(delimiter) ? Position.AfterCr : Position.Line;
        BytesConsumed += bytes.Length;
        return line;
    }

    private bool TryTakeOversized(ReadOnlySpan<byte> candidates, out ReadOnlySpan<byte> line)
    {
        int held = _held.Count;
        if (_whenTooLong == OversizedLine.Split)
        {
            line = TakePiece(candidates);
            return true;
        }

        int proof = _search.FindProof(ref _partial, candidates, held, MaxLineLength, out byte[]? delimiter);
        if (_whenTooLong == OversizedLine.Throw)
        {
            Fail(proof);
            line = default;
            return false;
        }

        Describe(LineKind.Truncated);
        line = TakeContent(MaxLineLength, candidates);
        _held.Drop();
        BytesSkipped += held + proof - MaxLineLength;
        BytesConsumed += proof;
        _position = Position.Tail;
        if (delimiter is not null)
        {
            _partial = DelimiterAutomaton.Start;
            _position = Position.Line;
        }

        return true;
    }

    // Takes no more of the chunk than the piece: what proved that more follows is still the caller's, or still held.
    private ReadOnlySpan<byte> TakePiece(ReadOnlySpan<byte> candidates)
    {
        int taken = Math.Max(MaxLineLength - _held.Count, 0);
        Describe(LineKind.Piece);
        ReadOnlySpan<byte> piece = TakeContent(MaxLineLength, candidates);
        _partial = IsCompleted || _held.Count == 0 ? DelimiterAutomaton.Start : _search.Advance(DelimiterAutomaton.Start, _held.Held);
        BytesConsumed += taken;
        return piece;
    }

    private bool TryTakeRest(out ReadOnlySpan<byte> line)
    {
        line = default;
        if (_held.Count == 0 && !LineContinues)
        {
            return false;
        }

        Describe(LineKind.Whole);
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

    private int FindEnd(
        ReadOnlySpan<byte> chunk, int index, int to, scoped ref LineEnds ends, ref int partial, out byte[]? delimiter)
    {
        int before = Math.Max(ends.Searched, index);
        int end = _search.FindEnd(chunk, index, to, Ahead(chunk, index), ref ends, ref partial, out delimiter);
        BytesSearched += Math.Max(ends.Searched - before, 0);
        return end;
    }

    private bool EndsWithCrOfAnyNewline(byte[] delimiter) => _isAnyNewline && delimiter[0] == '\r';

    // To be called before the line's bytes are taken: its offset follows from what was consumed before.
    private void Describe(LineKind kind, byte[]? delimiter = null)
    {
        LineOffset = BytesConsumed - _held.Count;
        _lineEnding = delimiter;
        _lineKind = kind;
        LinesRead += kind == LineKind.Piece ? 0 : 1;
    }

    // For good. Whoever asked for a line is told by ThrowIfFailed.
    private void Fail(int proof)
    {
        TooLongAt = BytesConsumed - _held.Count;
        BytesConsumed += proof;
        _held.Drop();
        _held.ReleaseIfEmpty();
        _position = Position.Failed;
    }
}
