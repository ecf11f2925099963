using System.Runtime.CompilerServices;

namespace LineFraming;

/// <summary>
/// Why and where a stream cannot go on: an oversized line under Throw (R5), or the end of the stream. After a line that only the
/// end decided (R7) it can go on only with the unread rest.
/// </summary>
internal struct StreamStop
{
    private Reason _reason;

    // Where the oversized line begins, or where the stream ends.
    private long _offset;

    private enum Reason : byte
    {
        None,

        /// <summary>A line was returned that only the end of the stream decided: nothing but the unread rest may follow.</summary>
        EndDecided,

        Ended,

        Failed,
    }

    /// <summary>Whether a chunk must be checked before it is read.</summary>
    public readonly bool IsAny => _reason != Reason.None;

    /// <summary>Whether a line was returned that only the end decided, so that the unread rest must come as one final block.</summary>
    public readonly bool IsEndDecided => _reason == Reason.EndDecided;

    /// <summary>Whether no line can be read any more.</summary>
    public readonly bool IsFinal => _reason >= Reason.Ended;

    public readonly bool IsEnded => _reason == Reason.Ended;

    public readonly bool IsFailed => _reason == Reason.Failed;

    /// <summary>Where the oversized line begins.</summary>
    public readonly long FailedAt => _offset;

    public void Clear() => _reason = Reason.None;

    /// <summary>The line that begins at an offset is oversized, under Throw.</summary>
    public void Fail(long offset) => (_reason, _offset) = (Reason.Failed, offset);

    /// <summary>A line was returned that only the end of the stream, at an offset, decided.</summary>
    public void DecideEnd(long offset) => (_reason, _offset) = (Reason.EndDecided, offset);

    public void End() => _reason = Reason.Ended;

    public readonly void ThrowIfFailed(int maxLineLength)
    {
        if (IsFailed)
        {
            throw new LineTooLongException(_offset, maxLineLength);
        }
    }

    /// <summary>Throws if no line can be read any more.</summary>
    public readonly void ThrowIfFinal(int maxLineLength)
    {
        ThrowIfFailed(maxLineLength);
        if (IsEnded)
        {
            throw new InvalidOperationException("The stream has ended, so no more of it can be read. Call Reset to begin a new one.");
        }
    }

    /// <summary>Throws if the given chunk cannot be read.</summary>
    /// <remarks>Not inlined: every new reader would clear the room for the message.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public readonly void ThrowIfUnreadable(long consumed, int length, bool isFinal, int maxLineLength)
    {
        ThrowIfFinal(maxLineLength);
        if (_reason == Reason.EndDecided && (!isFinal || consumed + length != _offset))
        {
            throw new InvalidOperationException(
                $"A line was returned that only the end of the stream decided, at byte {_offset}. What may be read now is a final "
                + $"block of {_offset - consumed} bytes, the unread rest; this one has {length} bytes "
                + $"and is {(isFinal ? "" : "not ")}final. Call Reset to begin a new stream.");
        }
    }
}
