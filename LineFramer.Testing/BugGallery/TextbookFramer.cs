namespace LineFraming.Testing;

/// <summary>
/// A correct framer of the usual kind: a buffer that grows, a search that resumes a delimiter's length before the new bytes,
/// and a limit. It shares no code with the library's. Its steps are virtual, as its decisions are, so that each member of the
/// gallery gets exactly one of them wrong, and nothing else can make it fail.
/// </summary>
internal class TextbookFramer(FramerOptions options) : TextbookDecisions(options), IFramer
{
    private readonly TextbookBuffer _buffer = new();
    private int _searchedInLine;

    // What the discarded bytes end with, as the beginning of a delimiter, so that none of them need be kept.
    private ReadOnlyMemory<byte> _partial;
    private bool _isAfterRemainder;

    // Whether a piece of the line was reported, as "ab" of "abc" with the limit 2.
    private bool _isInsideLine;
    private bool _isEnded;

    /// <inheritdoc/>
    public FramerCounts? Counts => new FramerCounts(Buffered.Length, _buffer.Capacity, Searched, _buffer.Copied + CopiedAgain, Skipped);

    /// <inheritdoc/>
    public virtual LineCheckpoint? Checkpoint =>
        HasFailed || _isEnded ? new LineCheckpoint(LineOffset, LineCheckpointState.LineStart)
        : IsInRemainder ? new LineCheckpoint(LineOffset - Partial, LineCheckpointState.InsideRemainder)
        : IsAfterCr ? new LineCheckpoint(LineOffset, LineCheckpointState.LineFeedOwed)
        : new LineCheckpoint(LineOffset, _isInsideLine ? LineCheckpointState.InsideLine : LineCheckpointState.LineStart);

    /// <summary>The unfinished line's bytes from earlier chunks.</summary>
    protected ReadOnlySpan<byte> Buffered => _buffer.Buffered;

    /// <summary>Where in the stream the unfinished line, or what is left of it, begins.</summary>
    protected long LineOffset { get; set; }

    /// <summary>How many bytes of a delimiter the discarded bytes end with.</summary>
    protected int Partial => _partial.Length;

    /// <summary>Whether the rest of a truncated line is being discarded.</summary>
    protected bool IsInRemainder { get; set; }

    /// <summary>Whether a line just ended with a CR whose LF may follow (R15).</summary>
    protected bool IsAfterCr { get; set; }

    /// <summary>Whether a line was oversized under Throw.</summary>
    protected bool HasFailed { get; set; }

    /// <summary>Bytes looked at in search of a delimiter.</summary>
    protected long Searched { get; private set; }

    /// <summary>Bytes that a known-bad framer copies beyond those put into the buffer.</summary>
    protected long CopiedAgain { get; set; }

    /// <summary>How many bytes of oversized lines were discarded.</summary>
    protected long Skipped { get; set; }

    /// <inheritdoc/>
    public virtual bool TryResume(LineCheckpoint checkpoint)
    {
        LineOffset = checkpoint.Offset;
        IsInRemainder = checkpoint.State == LineCheckpointState.InsideRemainder;
        IsAfterCr = checkpoint.State == LineCheckpointState.LineFeedOwed;
        _isInsideLine = checkpoint.State == LineCheckpointState.InsideLine;
        return true;
    }

    /// <inheritdoc/>
    public virtual bool TryRead(ref ReadOnlySpan<byte> chunk, EventLog log)
    {
        if (HasFailed)
        {
            log.Oversized(LineOffset);
            return true;
        }

        int before = log.Count;
        while (log.Count == before)
        {
            DiscardRemainder(ref chunk, log);
            if (log.Count > before)
            {
                break;
            }

            SkipLineFeed(ref chunk);
            LineBytes line = new(Buffered, chunk);
            LineStop stop = IsInRemainder ? default : Search(line);
            if (!HasEvent(stop))
            {
                AddToBuffer(chunk);
                chunk = default;
                break;
            }

            if (stop.IsOversized)
            {
                ReturnOversized(line, stop, ref chunk, log);
            }
            else
            {
                ReturnLine(line, stop, ref chunk, log);
            }
        }

        return log.Count > before;
    }

    /// <inheritdoc/>
    public virtual bool TryReadRest(EventLog log)
    {
        if (HasFailed)
        {
            log.Oversized(LineOffset);
            return true;
        }

        if (IsInRemainder || Buffered.IsEmpty)
        {
            _isEnded = true;
            return false;
        }

        ReadOnlySpan<byte> none = default;
        LineBytes line = new(Buffered, none);
        if (Buffered.Length > Options.MaxLineLength)
        {
            // The bytes that could have begun a delimiter cannot begin one at the end.
            ReturnOversized(line, new LineStop(Buffered.Length, null, true), ref none, log);
            _partial = default;
        }
        else
        {
            log.Line(LineOffset, Buffered, default);
            LineOffset += Buffered.Length;
            _isInsideLine = false;
            Drop(Buffered.Length, ref none);
        }

        return true;
    }

    /// <inheritdoc/>
    public virtual bool TryReadFinal(ref ReadOnlySpan<byte> chunk, EventLog log) => TryRead(ref chunk, log) || TryReadRest(log);

    /// <summary>Reports a line and consumes its bytes.</summary>
    protected virtual void ReturnLine(LineBytes line, LineStop stop, ref ReadOnlySpan<byte> chunk, EventLog log)
    {
        byte[] delimiter = stop.Delimiter!;
        int content = stop.End - delimiter.Length;
        if (IsReported(content))
        {
            log.Line(LineOffset, Gather(content, chunk), delimiter);
        }

        EndLine(delimiter, isRemainder: false);
        CountLine(content, DelimiterLength(delimiter));
        Drop(content + DelimiterLength(delimiter), ref chunk);
    }

    /// <summary>Moves the offset after a line.</summary>
    protected virtual void CountLine(int content, int delimiter) => LineOffset += content + delimiter;

    /// <summary>Handles an oversized line by its policy (R5).</summary>
    protected virtual void ReturnOversized(LineBytes line, LineStop stop, ref ReadOnlySpan<byte> chunk, EventLog log)
    {
        // Only a known-bad framer finds fewer bytes than the limit oversized.
        int limit = Math.Min(Options.MaxLineLength, stop.End);
        switch (Options.OversizedLineHandling)
        {
            case OversizedLineHandling.Split:
                log.Piece(LineOffset, Gather(limit, chunk));
                LineOffset += limit;
                _isInsideLine = true;
                Drop(limit, ref chunk);
                break;

            case OversizedLineHandling.Truncate:
                log.Truncated(LineOffset, Gather(limit, chunk));
                LineOffset += limit;
                CountSkipped(stop.End - limit, stop.Delimiter?.Length ?? 0);
                _partial = line.LongestPartial(Options.Delimiter, stop.End);
                IsInRemainder = true;
                Drop(stop.End, ref chunk);
                if (stop.Delimiter is not null)
                {
                    EndLine(stop.Delimiter, isRemainder: true);
                }

                break;

            default:
                log.Oversized(LineOffset);
                HasFailed = true;
                Drop(stop.End, ref chunk);
                break;
        }
    }

    /// <summary>Discards the remainder of a truncated line, including its delimiter.</summary>
    protected virtual void DiscardRemainder(ref ReadOnlySpan<byte> chunk, EventLog log)
    {
        if (!IsInRemainder)
        {
            return;
        }

        LineBytes line = new(_partial.Span, chunk);
        int end = line.Buffered;
        byte[]? delimiter = null;
        while (end < line.Length && delimiter is null)
        {
            delimiter = line.LongestDelimiter(Options.Delimiter, ++end, 0);
            Searched++;
        }

        int skipped = DiscardedOfRemainder(end - line.Buffered, delimiter, chunk.Length);
        CountSkipped(skipped, Math.Min(delimiter?.Length ?? 0, skipped));
        _partial = line.LongestPartial(Options.Delimiter, end);
        chunk = chunk[skipped..];
        if (delimiter is not null)
        {
            EndLine(delimiter, isRemainder: true);
        }
    }

    /// <summary>Counts what is thrown away; the last <paramref name="delimiter"/> bytes of it are the delimiter's.</summary>
    protected virtual void CountSkipped(int count, int delimiter)
    {
        Skipped += count;
        LineOffset += count;
    }

    /// <summary>Skips the LF of a CR that ended a line (R15).</summary>
    protected virtual void SkipLineFeed(ref ReadOnlySpan<byte> chunk)
    {
        if (!IsAfterCr || chunk.IsEmpty)
        {
            return;
        }

        if (chunk[0] == '\n')
        {
            Skipped += _isAfterRemainder ? 1 : 0;
            LineOffset++;
            chunk = chunk[1..];
        }

        IsAfterCr = false;
    }

    /// <summary>Buffers the rest of a chunk in which no line ends.</summary>
    protected virtual void AddToBuffer(ReadOnlySpan<byte> chunk)
    {
        _buffer.Add(chunk);
        _searchedInLine = Buffered.Length;
    }

    /// <summary>The same, in a new array with all that is buffered.</summary>
    protected void AddToNewBuffer(ReadOnlySpan<byte> chunk)
    {
        _buffer.AddToNew(chunk);
        _searchedInLine = Buffered.Length;
    }

    /// <summary>Removes the first bytes of the line, first the buffered ones, then those of the chunk.</summary>
    protected void Drop(int count, ref ReadOnlySpan<byte> chunk)
    {
        chunk = chunk[Math.Max(count - Buffered.Length, 0)..];
        _buffer.Drop(count);
        _searchedInLine = 0;
    }

    /// <summary>The first bytes of the line in one piece, copied together only if some are buffered and some are not.</summary>
    protected ReadOnlySpan<byte> Gather(int count, ReadOnlySpan<byte> chunk) =>
        Buffered.IsEmpty ? chunk[..count] : _buffer.Join(count, chunk);

    private LineStop Search(LineBytes line)
    {
        int from = _searchedInLine == line.Length ? line.Length : ResumeSearch(line, _searchedInLine);
        for (int end = from + 1; end <= line.Length; end++)
        {
            Searched++;
            byte[]? delimiter = DelimiterAt(line, end, from);
            LineStop stop = new(end, delimiter, IsOversized(line, end, delimiter));
            if (stop.IsEvent)
            {
                return stop;
            }
        }

        return new LineStop(line.Length, null, false);
    }

    private void EndLine(byte[] delimiter, bool isRemainder)
    {
        IsAfterCr = Options.Delimiter.IsAnyNewline && delimiter is [(byte)'\r'];
        IsInRemainder = false;
        _isInsideLine = false;
        _isAfterRemainder = isRemainder;
    }
}
