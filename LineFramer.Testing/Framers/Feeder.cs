namespace LineFraming.Testing;

/// <summary>Feeds a framer chunk by chunk and watches that it keeps to the door's terms, whatever it frames.</summary>
/// <param name="framer">The framer, at the start of its stream.</param>
/// <param name="log">Gets its events.</param>
internal ref struct Feeder(IFramer framer, EventLog log)
{
    private long _seen;
    private long _events;

    /// <summary>How many bytes of the stream the framer has consumed.</summary>
    public long Consumed { get; private set; }

    /// <summary>Feeds the whole stream in the chunks of <paramref name="input"/>, and ends it if the case says so.</summary>
    /// <param name="input">The case.</param>
    /// <exception cref="PropertyViolatedException">The framer broke the terms.</exception>
    public void FeedAll(CaseView input)
    {
        int start = 0;
        ChunkSizeCycle sizes = new(input.ChunkSizes);
        while (start < input.Stream.Length && !log.HasFailed)
        {
            int length = Math.Min(sizes.Next(), input.Stream.Length - start);
            Feed(input.Stream.Slice(start, length));
            start += length;
        }

        if (input.IsEnded)
        {
            FeedEnd();
        }
    }

    /// <summary>Feeds one chunk, until all of it is consumed or a line is too long under Throw.</summary>
    /// <param name="chunk">What follows in the stream.</param>
    /// <exception cref="PropertyViolatedException">The framer broke the terms.</exception>
    public void Feed(ReadOnlySpan<byte> chunk)
    {
        if (log.HasFailed)
        {
            return;
        }

        int before = log.Count;
        log.Fed = _seen = Consumed + chunk.Length;
        int consumed = framer.ReadChunk(chunk, log);
        if (consumed >= 0)
        {
            Consumed += consumed;
            _events += log.Count - before;
            ThrowIfEndless();
            ThrowIfNotTaken(chunk[consumed..]);
            return;
        }

        while (!log.HasFailed && FeedToEvent(ref chunk))
        {
        }
    }

    /// <summary>Feeds one chunk up to the next event.</summary>
    /// <param name="chunk">What follows in the stream; on return what the framer left of it.</param>
    /// <returns>Whether there was an event; without one all of the chunk was consumed.</returns>
    /// <exception cref="PropertyViolatedException">The framer broke the terms.</exception>
    public bool FeedToEvent(ref ReadOnlySpan<byte> chunk)
    {
        int before = log.Count;
        int length = chunk.Length;
        log.Fed = _seen = Consumed + length;
        bool read = framer.TryRead(ref chunk, log);
        Consumed += length - chunk.Length;
        Check(read, before);
        if (!read)
        {
            ThrowIfNotTaken(chunk);
        }

        return read;
    }

    /// <summary>Ends the stream and reads what is left.</summary>
    /// <exception cref="PropertyViolatedException">The framer broke the terms.</exception>
    public void FeedEnd()
    {
        bool read = !log.HasFailed;
        log.Fed = Consumed + 1;
        while (read)
        {
            int before = log.Count;
            read = framer.TryReadRest(log);
            Check(read, before);
            read &= !log.HasFailed;
        }
    }

    private void Check(bool read, int before)
    {
        int events = log.Count - before;
        if (events != (read ? 1 : 0))
        {
            throw new PropertyViolatedException("R9", $"one call gave {events} events and returned {read}");
        }

        if (read)
        {
            log.StampLast(Consumed);
            _events++;
            ThrowIfEndless();
        }
    }

    // Every event stands for at least a byte of the stream, so more events than bytes mean that it never ends.
    private readonly void ThrowIfEndless()
    {
        if (_events > _seen)
        {
            throw new PropertyViolatedException("R1", $"{_events} events from {_seen} bytes, the last one {log.Describe(log.Count - 1)}: it does not end");
        }
    }

    private readonly void ThrowIfNotTaken(ReadOnlySpan<byte> rest)
    {
        if (!rest.IsEmpty && !log.HasFailed)
        {
            throw new PropertyViolatedException("R9", $"no further line, but {rest.Length} bytes of the chunk were not consumed");
        }
    }
}
