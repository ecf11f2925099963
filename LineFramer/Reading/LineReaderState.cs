using System.Runtime.CompilerServices;

namespace LineFraming;

/// <summary>
/// A reader of one chunk without the chunk itself: <see cref="LineReader"/> keeps it beside the bytes, and the pipe
/// enumerator across awaits, where no span may be kept. Only the <see cref="LineState"/> knows how much was read, so an
/// older copy reads no line twice; it only scans again.
/// </summary>
/// <remarks>
/// Codegen notes. The fast path is inlined into the caller's loop, and everything else is kept out of it, because that loop
/// would have no registers left. What it writes goes into locals whose address is not taken, or they would live in memory.
/// Conditions stand in nested statements: joined in one expression they cost 3 % more. What every process runs first is
/// optimized when it is first compiled (<c>AggressiveOptimization</c>), and the small methods are inlined there, so that the JIT
/// compiles fewer methods before the first chunk is read; once warm this costs 1 to 3 %. The methods of the fast path are not: the JIT
/// inlines no method that is, and a call for every line would cost more.
/// </remarks>
internal struct LineReaderState
{
    private LineState? _state;
    private long _start;
    private long _version;
    private bool _isFinal;

    // Copied from the framer's settings, so that the fast path need not load them through the framer.
    private bool _mustTrim;
    private int _fastDelimiterLength;

    private LineEndQueue _queue;

    /// <summary>What the framer knows.</summary>
    /// <exception cref="InvalidOperationException">A newer reader was begun on the framer.</exception>
    public readonly LineState State
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if (!IsNewest)
            {
                ThrowNotNewest();
            }

            return _state!;
        }
    }

    /// <summary>Whether no newer reader was begun on the framer.</summary>
    public readonly bool IsNewest => _state is not null && _state.ReaderVersion == _version;

    /// <summary>How many bytes of the chunk were consumed.</summary>
    /// <exception cref="InvalidOperationException">A newer reader was begun on the framer.</exception>
    public readonly int Consumed => ConsumedBy(State);

    /// <summary>Where in the chunk the line read last begins; negative if it began in an earlier one.</summary>
    public readonly int LineStart => (int)(_state!.Last.Offset - _start);

    /// <summary>Begins a chunk. What was in here, which may be uninitialized, is lost.</summary>
    public void Begin(LineState state, int length, bool isFinal)
    {
        state.BeginChunk(length, isFinal);
        _version = state.ReaderVersion;
        _state = state;
        _start = state.BytesConsumed;
        _isFinal = isFinal;
        _mustTrim = state.Settings.MustTrim;
        _fastDelimiterLength = state.Settings.FastDelimiterLength;
        _queue.Begin();
    }

    /// <summary>Reads the next line of the chunk. The chunk must be the same in every call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRead(ReadOnlySpan<byte> chunk, out ReadOnlySpan<byte> line)
    {
        if (TryReadFast(chunk, out line))
        {
            return true;
        }

        // Into a local of its own: one whose address is taken stays in memory, on the fast path too.
        bool isRead = TryReadInLoop(chunk, out ReadOnlySpan<byte> any) || ThrowIfFailed();
        line = any;
        return isRead;
    }

    /// <summary>Reads the next line as <see cref="LineReader.TryReadUnlessFailed"/> does.</summary>
    public bool TryReadUnlessFailed(ReadOnlySpan<byte> chunk, out ReadOnlySpan<byte> line) =>
        TryReadFast(chunk, out line) || TryReadInLoop(chunk, out line);

    /// <summary>
    /// The fast path, which most lines take: an end is queued, the framer is between two lines with nothing buffered, and the
    /// line fits. It begins at <paramref name="index"/> of the chunk. Where the framer <see cref="FramerSettings.MustTrim"/>, the
    /// caller trims the line afterwards.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryConsumeFast(out int index, out int length)
    {
        // Only a reader that was begun has an end.
        if (_queue.IsAny)
        {
            LineState state = _state!;
            if (state.FastPathVersion == _version)
            {
                int end = _queue.Next;
                index = ConsumedBy(state);
                length = end - index - _fastDelimiterLength;
                if ((uint)length < state.Settings.FastPathEnd)
                {
                    PathCounts.Took(LinePath.FastPath);
                    _queue.Drop();
                    state.ConsumeFast(_start + index, _start + end);
                    return true;
                }
            }
        }

        index = 0;
        length = 0;
        return false;
    }

    /// <summary>
    /// Reads the next line where the fast path cannot: in the loop of <see cref="LineState"/>; or on the fast path after all, if it
    /// lacked nothing but an end in the queue.
    /// </summary>
    /// <returns>Whether there is one. False also for an oversized line under Throw, which the caller must check for.</returns>
    /// <exception cref="InvalidOperationException">A newer reader was begun on the framer.</exception>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public bool TryReadInLoop(ReadOnlySpan<byte> chunk, out ReadOnlySpan<byte> line)
    {
        if (_state is { } between && between.FastPathVersion == _version && !_queue.IsAny
            && between.FillBetweenLines(chunk, ConsumedBy(between), ref _queue) && TryReadFast(chunk, out line))
        {
            return true;
        }

        LineState state = State;
        if (state.TryRead(chunk, _isFinal, ConsumedBy(state), ref _queue, out line))
        {
            _queue.DropThrough(ConsumedBy(state));
            return true;
        }

        return false;
    }

    // After TryReadInLoop, which has rejected an older reader.
    private readonly bool ThrowIfFailed()
    {
        _state!.Stop.ThrowIfFailed(_state.Settings.MaxLineLength);
        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryReadFast(ReadOnlySpan<byte> chunk, out ReadOnlySpan<byte> line)
    {
        if (TryConsumeFast(out int index, out int length))
        {
            if (_mustTrim)
            {
                _state!.Trim(chunk, ref index, ref length);
            }

            line = chunk.Slice(index, length);
            return true;
        }

        line = default;
        return false;
    }

    // Not inlined, so that its callers are short.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowNotNewest() => throw new InvalidOperationException(
        "This reader is not the newest of its framer: Read or Reset was called after it was made. Finish with a "
        + "reader, or keep its UnreadSpan, before the next call.");

    private readonly int ConsumedBy(LineState state) => (int)(state.BytesConsumed - _start);
}
