using System.Runtime.CompilerServices;

namespace LineFraming;

/// <summary>
/// How far the lines of one chunk are read, without the chunk itself: <see cref="LineReader"/> keeps it beside the bytes,
/// and the pipe adapter from one awaited line to the next, where no span may be kept.
/// </summary>
internal struct ChunkLines
{
    private LineFramer? _framer;
    private long _start;
    private long _version;

    // A copy that lags behind searches again, but reads no line twice: what was taken is for the framer to say.
    private LineEnds _ends;

    /// <summary>The framer, of which this is the newest reader.</summary>
    /// <exception cref="InvalidOperationException">A newer reader was begun on the framer.</exception>
    public readonly LineFramer Framer
    {
        get
        {
            if (!IsNewest)
            {
                throw new InvalidOperationException(
                    "This reader is not the newest of a framer: Read, Complete or Reset was called after it was made. "
                    + "Finish with a reader, or take its Unread, before the next call.");
            }

            return _framer!;
        }
    }

    /// <summary>Whether no newer reader was begun on the framer.</summary>
    public readonly bool IsNewest => _framer is not null && _framer.ReaderVersion == _version;

    /// <summary>How many bytes of the chunk were taken.</summary>
    /// <exception cref="InvalidOperationException">A newer reader was begun on the framer.</exception>
    public readonly int Taken => TakenBy(Framer);

    /// <summary>Where in the chunk the line just read begins; before 0 if it began in an earlier one.</summary>
    /// <param name="framer">The framer.</param>
    public readonly int LineStart(LineFramer framer) => (int)(framer.LineOffset - _start);

    /// <summary>The delimiter that ended the line just read, or null, as <see cref="LineReader.Delimiter"/> is empty.</summary>
    /// <param name="chunk">The chunk, the same each time.</param>
    /// <exception cref="InvalidOperationException">A newer reader was begun on the framer.</exception>
    public readonly byte[]? EndingOf(ReadOnlySpan<byte> chunk) => Framer.EndingOf(chunk, Taken);

    /// <summary>Begins a chunk. Whatever was in here is gone, be it uninitialized.</summary>
    /// <param name="framer">The framer.</param>
    /// <param name="version">Which of the framer's readers this is.</param>
    public void Begin(LineFramer framer, long version)
    {
        _framer = framer;
        _start = framer.BytesConsumed;
        _version = version;
        _ends.Begin();
    }

    /// <summary>Reads the next line, as <see cref="LineReader.TryRead"/> does.</summary>
    /// <param name="chunk">The chunk, the same each time.</param>
    /// <param name="line">The line.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRead(ReadOnlySpan<byte> chunk, out ReadOnlySpan<byte> line)
    {
        if (TryTakeNext(chunk, out line))
        {
            return true;
        }

        // Into a variable of its own: one whose address is given away stays in memory, on the short way too.
        bool isRead = TryReadAnyLine(chunk, out ReadOnlySpan<byte> any) || ThrowIfFailed();
        line = any;
        return isRead;
    }

    /// <summary>Reads the next line, as <see cref="LineReader.TryReadUnlessFailed"/> does.</summary>
    /// <param name="chunk">The chunk, the same each time.</param>
    /// <param name="line">The line.</param>
    public bool TryReadUnlessFailed(ReadOnlySpan<byte> chunk, out ReadOnlySpan<byte> line) =>
        TryTakeNext(chunk, out line) || TryReadAnyLine(chunk, out line);

    /// <summary>
    /// The short way, which most lines go. Whatever it is not made for goes the other, <see cref="TryRead"/>: a reader
    /// that must be refused, and one that was never begun, included.
    /// </summary>
    /// <param name="chunk">The chunk, the same each time.</param>
    /// <param name="line">The line, a slice of the chunk.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTakeNext(ReadOnlySpan<byte> chunk, out ReadOnlySpan<byte> line)
    {
        // Only one that was begun knows ends.
        if (_ends.IsAnyKnown)
        {
            LineFramer framer = _framer!;
            if (framer.BetweenLinesOf == _version)
            {
                int end = _ends.Next;
                int index = TakenBy(framer);
                if (framer.IsShort(index, end))
                {
                    _ends.Drop();
                    line = framer.TakeShort(chunk, _start, index, end);
                    return true;
                }
            }
        }

        line = default;
        return false;
    }

    /// <summary>
    /// The short way without the chunk, for whoever cannot keep a span and would have to make one for every line; not where
    /// the framer <see cref="LineFramer.MustLook"/>.
    /// </summary>
    /// <param name="index">Where in the chunk the line begins.</param>
    /// <param name="length">The length of the line, in bytes.</param>
    /// <param name="consumed">How much of the stream is taken with it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTakePlain(out int index, out int length, out long consumed)
    {
        if (_ends.IsAnyKnown)
        {
            LineFramer framer = _framer!;
            if (framer.BetweenLinesOf == _version)
            {
                int end = _ends.Next;
                index = TakenBy(framer);
                if (framer.IsShort(index, end))
                {
                    _ends.Drop();
                    length = framer.PlainLength(index, end);
                    consumed = _start + end;
                    framer.TakePlain(_start + index, consumed);
                    return true;
                }
            }
        }

        index = 0;
        length = 0;
        consumed = 0;
        return false;
    }

    // Not inlined, nor are the longest of what it calls: the loop that calls this for most of its lines in vain would have
    // no registers left.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryReadAnyLine(ReadOnlySpan<byte> chunk, out ReadOnlySpan<byte> line)
    {
        LineFramer framer = Framer;
        if (TakenBy(framer) == 0)
        {
            if (chunk.Length == 1 && framer.TryHoldByte(chunk[0]))
            {
                line = default;
                return false;
            }

            if (framer.BytesBuffered > 0 && framer.TryTakeHeld(chunk, ref _ends, out line))
            {
                return true;
            }
        }

        if (framer.BetweenLinesOf == _version || (_ends.IsAnyKnown && framer.TrySkipTail(chunk, TakenBy(framer), ref _ends)))
        {
            _ = framer.EndingOf(chunk, TakenBy(framer));
            if (framer.TryLookAhead(chunk, TakenBy(framer), ref _ends, out line))
            {
                return true;
            }

            if (framer.TryHoldRest(chunk, TakenBy(framer), in _ends))
            {
                framer.EndChunk(chunk.Length);
                return false;
            }
        }

        if (framer.TryRead(chunk, TakenBy(framer), ref _ends, out line))
        {
            _ends.DropTo(TakenBy(framer));
            return true;
        }

        framer.EndChunk(chunk.Length);
        return false;
    }

    // Behind TryReadAnyLine, which has refused what is to be refused.
    private readonly bool ThrowIfFailed()
    {
        _framer!.ThrowIfFailed();
        return false;
    }

    private readonly int TakenBy(LineFramer framer) => (int)(framer.BytesConsumed - _start);
}
