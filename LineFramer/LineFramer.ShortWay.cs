using System.Runtime.CompilerServices;

namespace LineFraming;

/// <content>
/// Between two lines of one reader there is a shorter way than the loop of <see cref="TryRead"/>:
/// <see cref="TryLookAhead"/> finds the ends of several lines at once and <see cref="TryTakeNext"/> hands out what is
/// between them; whatever is not as plain as that is left to the loop.
/// </content>
public sealed partial class LineFramer
{
    /// <summary>
    /// The short way, for a line whose end is already known: all it takes is in the chunk, and it is neither too long
    /// nor cut. Whatever is otherwise is left to <see cref="TryLookAhead"/>, and nothing is taken.
    /// </summary>
    /// <param name="chunk">The reader's chunk.</param>
    /// <param name="start">Where the chunk begins, in bytes from the start of the stream.</param>
    /// <param name="ends">The line ends found ahead.</param>
    /// <param name="line">The line.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryTakeNext(ReadOnlySpan<byte> chunk, long start, scoped ref LineEnds ends, out ReadOnlySpan<byte> line)
    {
        long offset = BytesConsumed;
        int index = (int)(offset - start);
        if (ends.TryTake(index, _onlyLength, _notShort, out int end))
        {
            LineOffset = offset;
            BytesConsumed = start + end;
            LinesRead++;
            line = chunk.Slice(index, end - index - _onlyLength);
            return true;
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

        if (!ends.IsAnyKnown)
        {
            return false;
        }

        ReadOnlySpan<byte> bytes = chunk[index..ends.Next];
        byte[]? delimiter = _search.EndOf(bytes);
        if (delimiter is null || bytes.Length - delimiter.Length > MaxLineLength)
        {
            return false;
        }

        ends.Drop();
        LineOffset = BytesConsumed;
        BytesConsumed += bytes.Length;
        LinesRead++;
        if (LineEnding != delimiter)
        {
            // Seldom: to keep a reference is dearer than to see that it is kept already.
            LineEnding = delimiter;
        }

        _position = EndsWithCrOfAnyNewline(delimiter) ? Position.AfterCr : Position.Line;
        line = bytes[..^delimiter.Length];
        return true;
    }

    // Here, and not for every line, the array of a line that crossed a cut is given back: the first way ahead leads here.
    private void LookAhead(ReadOnlySpan<byte> chunk, int index, scoped ref LineEnds ends)
    {
        _held.ReleaseIfEmpty();
        int before = Math.Max(ends.Searched, index);
        int to = (int)Math.Min(chunk.Length, index + _mostHeld + 1L);
        ends.LookAhead(_search, chunk, index, to, further: BytesConsumed - LineOffset < LongLine);
        BytesSearched += ends.Searched - before;
    }
}
