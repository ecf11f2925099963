using System.Runtime.CompilerServices;

namespace LineFraming;

/// <content>
/// Between two lines of one reader there is a shorter way than the loop of <see cref="TryRead"/>:
/// <see cref="TryLookAhead"/> finds the ends of several lines at once, <see cref="TakeShort"/> hands out what is
/// between them, and <see cref="TryHoldRest"/> holds what is behind the last. <see cref="TryTakeHeld"/> leads there from
/// the chunk before, and <see cref="TrySkipTail"/> from a truncated line. Whatever is not as plain as that is left to
/// the loop; so is what comes byte by byte, but for <see cref="TryHoldByte"/>.
/// </content>
public sealed partial class LineFramer
{
    /// <summary>
    /// Whether a line may go the short way, between two lines of a reader: it is neither too long, nor cut, nor would it
    /// begin behind its end, as one of delimiters that overlap.
    /// </summary>
    /// <param name="index">Where in the reader's chunk the line begins.</param>
    /// <param name="end">The index behind its delimiter.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool IsShort(int index, int end) => (uint)PlainLength(index, end) < _notShort;

    /// <summary>Takes such a line.</summary>
    /// <param name="chunk">The reader's chunk.</param>
    /// <param name="start">Where the chunk begins, in bytes from the start of the stream.</param>
    /// <param name="index">Where in it the line begins.</param>
    /// <param name="end">The index behind the line's delimiter.</param>
    /// <returns>The line, a slice of the chunk.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ReadOnlySpan<byte> TakeShort(ReadOnlySpan<byte> chunk, long start, int index, int end)
    {
        int length = PlainLength(index, end);
        if (MustLook)
        {
            TrimToContent(chunk, end, ref index, ref length);
        }

        TakePlain(start + index, start + end);
        return chunk.Slice(index, length);
    }

    /// <summary>The length of such a line, in bytes, unless the framer <see cref="MustLook"/>.</summary>
    /// <param name="index">Where in the reader's chunk the line begins.</param>
    /// <param name="end">The index behind its delimiter.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int PlainLength(int index, int end) => end - index - _plainLength;

    /// <summary>Takes such a line.</summary>
    /// <param name="offset">Where it begins, in bytes from the start of the stream.</param>
    /// <param name="consumed">Where the next line begins.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void TakePlain(long offset, long consumed)
    {
        LineOffset = offset;
        BytesConsumed = consumed;
        LinesRead++;
        _lineKind = LineKind.Short;
    }

    /// <summary>Which delimiter ended the line just read, if one did; found only when someone asks.</summary>
    /// <param name="chunk">The newest reader's chunk.</param>
    /// <param name="taken">How much of it was taken.</param>
    internal byte[]? EndingOf(ReadOnlySpan<byte> chunk, int taken)
    {
        if (_lineKind != LineKind.Short)
        {
            return _lineEnding;
        }

        if (_search.Only is { } only)
        {
            return only;
        }

        _lineKind = LineKind.Whole;
        _lineEnding = _search.EndOf(chunk[(taken - (int)(BytesConsumed - LineOffset))..taken]);
        return _lineEnding;
    }

    // Of CR LF the CR is no content where LF alone would do, nor is the LF behind a CR that ended the line before.
    // No other line begins with LF where LF ends lines.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void TrimToContent(ReadOnlySpan<byte> chunk, int end, ref int index, ref int length)
    {
        if (_isAnyNewline)
        {
            int skipped = length > 0 && chunk[index] == '\n' ? 1 : 0;
            index += skipped;
            length -= skipped;
            _position = chunk[end - 1] == '\r' ? Position.AfterCr : Position.Line;
        }
        else if (length > 0 && chunk[index + length - 1] == _optionalByte)
        {
            length--;
        }
    }

    /// <summary>
    /// Between two lines of a reader, where no end is known or there are several delimiters: finds the ends of lines
    /// ahead, and takes the next line or what its policy leaves of one that is too long; or nothing but an LF behind a CR
    /// (R15).
    /// </summary>
    /// <param name="chunk">The reader's chunk.</param>
    /// <param name="index">How much of it was taken before.</param>
    /// <param name="ends">The line ends found ahead.</param>
    /// <param name="line">The line.</param>
    internal bool TryLookAhead(ReadOnlySpan<byte> chunk, int index, scoped ref LineEnds ends, out ReadOnlySpan<byte> line)
    {
        index = SkipLineFeedAfterCr(chunk, index);
        ends.DropTo(index);
        if (!ends.IsAnyKnown && ends.Searched < chunk.Length)
        {
            LookAhead(chunk, index, (int)Math.Min(chunk.Length, index + _mostHeld + 1L), ref ends);
        }

        ReadOnlySpan<byte> bytes = ends.IsAnyKnown ? chunk[index..ends.Next] : default;
        byte[]? delimiter = bytes.IsEmpty ? null : DelimiterOf(bytes);
        if (delimiter is null)
        {
            line = default;
            return false;
        }

        if (bytes.Length - delimiter.Length > MaxLineLength)
        {
            // What is left behind a piece goes the short way as a line would.
            BetweenLinesOf = _whenTooLong == OversizedLine.Split ? ReaderVersion : 0;
            return TryTakeOversized(chunk.Slice(index, (int)Math.Min(chunk.Length - index, _mostHeld + 1L)), out line);
        }

        ends.Drop();
        LineOffset = BytesConsumed;
        _lineKind = LineKind.Whole;
        BytesConsumed += bytes.Length;
        LinesRead++;
        if (_lineEnding != delimiter)
        {
            // Seldom: to keep a reference is dearer than to see that it is kept already.
            _lineEnding = delimiter;
        }

        _position = EndsWithCrOfAnyNewline(delimiter) ? Position.AfterCr : Position.Line;
        line = bytes[..^delimiter.Length];
        return true;
    }

    /// <summary>
    /// The first line of a chunk, where it began in an earlier one and its delimiter did not: finds the ends of lines ahead,
    /// and takes it. Whatever is otherwise is left to <see cref="TryRead"/>, and nothing is taken.
    /// </summary>
    /// <param name="chunk">The newest reader's chunk, of which nothing was read.</param>
    /// <param name="ends">The line ends found ahead.</param>
    /// <param name="line">The line.</param>
    internal bool TryTakeHeld(ReadOnlySpan<byte> chunk, scoped ref LineEnds ends, out ReadOnlySpan<byte> line)
    {
        line = default;
        int held = _held.Count;

        // Ends are known already where pieces came out of what is held: the search for their end went ahead.
        if (_partial != DelimiterAutomaton.Start || chunk.Length < _leastAhead || ends.IsAnyKnown || Ahead(chunk, 0) == 0)
        {
            return false;
        }

        // In fewer bytes no delimiter ends that begins in the chunk.
        ends.SearchedTo(_plainLength - 1);
        BytesSearched += _plainLength - 1;
        LookAhead(chunk, 0, (int)Math.Min(chunk.Length, _mostHeld + 1L - held), ref ends);
        if (!ends.IsAnyKnown || held + ends.Next - _plainLength > MaxLineLength)
        {
            return false;
        }

        int end = ends.Next;
        ends.Drop();
        Describe(LineKind.Whole, DelimiterOf(chunk[..end]));
        line = TakeContent(held + end - _plainLength, chunk);
        BytesConsumed += end;
        BetweenLinesOf = ReaderVersion;
        return true;
    }

    /// <summary>
    /// Behind a truncated line, if all of it is in the chunk, and its end known: skips what is left of it, and is between
    /// two lines again. Whatever is otherwise is left to <see cref="TryRead"/>, and nothing is taken.
    /// </summary>
    /// <param name="chunk">The newest reader's chunk.</param>
    /// <param name="index">How much of it was taken before.</param>
    /// <param name="ends">The line ends found ahead.</param>
    internal bool TrySkipTail(ReadOnlySpan<byte> chunk, int index, scoped ref LineEnds ends)
    {
        ends.DropTo(index);
        int lineStart = (int)(LineOffset - (BytesConsumed - index));
        if (!ends.IsAnyKnown || _position != Position.Tail || lineStart < 0)
        {
            return false;
        }

        byte[]? delimiter = DelimiterOf(chunk[lineStart..ends.Next]);
        if (delimiter is null)
        {
            return false;
        }

        SkipTail(ends.Next - index, delimiter);
        BetweenLinesOf = ReaderVersion;
        return true;
    }

    /// <summary>
    /// Between two lines of a reader, where no more of them ends in the chunk: holds what is left of it, if that is not
    /// too long. Whatever is otherwise is left to <see cref="TryRead"/>, and nothing is taken.
    /// </summary>
    /// <param name="chunk">The reader's chunk.</param>
    /// <param name="index">How much of it was taken before.</param>
    /// <param name="ends">The line ends found ahead.</param>
    internal bool TryHoldRest(ReadOnlySpan<byte> chunk, int index, scoped in LineEnds ends)
    {
        int length = chunk.Length - index;
        if (ends.IsAnyKnown || ends.Searched < chunk.Length || length == 0 || length > MaxLineLength)
        {
            return false;
        }

        BetweenLinesOf = 0;
        ReadOnlySpan<byte> rest = chunk[index..];
        Hold(rest, _search.Advance(DelimiterAutomaton.Start, rest));
        return true;
    }

    /// <summary>
    /// What comes byte by byte is mostly this: one within a line, which is held and ends nothing, nor can it begin a
    /// delimiter. Whatever is otherwise is left to <see cref="TryRead"/>, and nothing is taken.
    /// </summary>
    /// <param name="b">The newest reader's chunk, of which nothing was read.</param>
    internal bool TryHoldByte(byte b)
    {
        // What has to be skipped is no matter: where something is held, that is behind.
        if (_partial != DelimiterAutomaton.Start || _search.MayBegin(b) || _held.Count >= MaxLineLength || !_held.TryAppend(b))
        {
            return false;
        }

        BytesSearched++;
        BytesConsumed++;
        return true;
    }

    // Of bytes behind which LineEnds knows an end: unless the delimiter began before them, there is nothing to find out.
    private byte[]? DelimiterOf(ReadOnlySpan<byte> bytes) => _search.Only is { } only
        ? (bytes.Length >= only.Length ? only : null)
        : _search.EndOf(bytes);

    // Here, and not for every line, a large array of a line that crossed a cut is given back: the first way ahead leads here.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void LookAhead(ReadOnlySpan<byte> chunk, int index, int to, scoped ref LineEnds ends)
    {
        _held.ReleaseIfEmpty(isSoonNeeded: true);
        int before = Math.Max(ends.Searched, index);
        ends.LookAhead(_search, chunk, index, to, Ahead(chunk, index));
        BytesSearched += ends.Searched - before;
    }

    // How far to search for more than the next end: no further than four times what was read of the chunk and, if that
    // was read to its end, of the one before. Whoever reads a few lines and comes again with the rest stays linear.
    private int Ahead(ReadOnlySpan<byte> chunk, int index) =>
        BytesConsumed - LineOffset >= LongLine ? 0 : (int)Math.Min(MostTimesRead * (index + (long)_readBefore), chunk.Length);
}
