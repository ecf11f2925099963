using System.Runtime.CompilerServices;

namespace LineFraming.Testing;

/// <summary>Feeds a framer chunk by chunk, and checks that it follows the terms of <see cref="IFramer"/>.</summary>
internal ref struct Feeder
{
    private readonly IFramer _framer;
    private readonly EventLog _log;
    private long _seen;
    private long _events;

    /// <summary>Makes a feeder.</summary>
    public Feeder(IFramer framer, EventLog log) => (_framer, _log) = (framer, log);

    /// <summary>Makes ready to feed a framer whose errors may not be final.</summary>
    public Feeder(IFramer framer, EventLog log, FramerOptions options)
        : this(framer, log) => log.GoesOnAfterOversized = !options.Offered.ErrorsAreFinal;

    /// <summary>How many bytes of the stream the framer has consumed.</summary>
    public long Consumed { get; private set; }

    /// <summary>Feeds the whole stream in the chunks of <paramref name="input"/>, and ends it if the case says so.</summary>
    /// <exception cref="PropertyViolatedException">The framer broke the terms.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void FeedAll(CaseView input)
    {
        _log.GoesOnAfterOversized = !input.Options.Offered.ErrorsAreFinal;
        if (WholeRunFramer.Of(_framer) is { } wholeRun)
        {
            wholeRun.ReadAll(input, _log);
            return;
        }

        int start = 0;
        ChunkSizeCycle sizes = new(input.ChunkSizes);
        while (start < input.Stream.Length && !_log.HasFailed)
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

    /// <summary>Feeds the whole stream in the chunks of <paramref name="input"/>, and ends it together with its last chunk (R7).</summary>
    /// <exception cref="PropertyViolatedException">The framer broke the terms.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void FeedAllWithFinalChunk(CaseView input)
    {
        _log.GoesOnAfterOversized = !input.Options.Offered.ErrorsAreFinal;
        if (WholeRunFramer.Of(_framer) is { } wholeRun)
        {
            wholeRun.ReadAll(input, _log, endsWithLastChunk: true);
            return;
        }

        ReadOnlySpan<byte> rest = input.Stream;
        ChunkSizeCycle sizes = new(input.ChunkSizes);
        int length = Math.Min(sizes.Next(), rest.Length);
        while (length < rest.Length && !_log.HasFailed)
        {
            Feed(rest[..length]);
            rest = rest[length..];
            length = Math.Min(sizes.Next(), rest.Length);
        }

        FeedFinal(rest);
    }

    /// <summary>Feeds one chunk, until all of it is consumed or a line is oversized under Throw.</summary>
    /// <exception cref="PropertyViolatedException">The framer broke the terms.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Feed(ReadOnlySpan<byte> chunk)
    {
        if (_log.HasFailed)
        {
            return;
        }

        int before = _log.Count;
        _log.Fed = _seen = Consumed + chunk.Length;
        int consumed = _framer.ReadChunk(chunk, _log);
        if (consumed >= 0)
        {
            Consumed += consumed;
            _events += _log.Count - before;
            ThrowIfEndless();
            ThrowIfNotConsumed(chunk[consumed..]);
            return;
        }

        while (!_log.HasFailed && FeedToEvent(ref chunk))
        {
        }
    }

    /// <summary>
    /// Feeds one chunk up to the next event, and leaves in <paramref name="chunk"/> what the framer did not consume.
    /// </summary>
    /// <returns>Whether there was an event; without one all of the chunk was consumed.</returns>
    /// <exception cref="PropertyViolatedException">The framer broke the terms.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool FeedToEvent(ref ReadOnlySpan<byte> chunk)
    {
        int before = _log.Count;
        int length = chunk.Length;
        _log.Fed = _seen = Consumed + length;
        bool read = _framer.TryRead(ref chunk, _log);
        Consumed += length - chunk.Length;
        Check(read, before);
        if (!read)
        {
            ThrowIfNotConsumed(chunk);
        }

        return read;
    }

    /// <summary>Ends the stream and reads what is left.</summary>
    /// <exception cref="PropertyViolatedException">The framer broke the terms.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void FeedEnd()
    {
        bool read = !_log.HasFailed;
        _log.Fed = Consumed + 1;
        while (read)
        {
            int before = _log.Count;
            read = _framer.TryReadRest(_log);
            Check(read, before);
            read &= !_log.HasFailed;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FeedFinal(ReadOnlySpan<byte> chunk)
    {
        _log.Fed = _seen = Consumed + chunk.Length + 1;
        bool read = !_log.HasFailed;
        while (read)
        {
            int before = _log.Count;
            int length = chunk.Length;
            read = _framer.TryReadFinal(ref chunk, _log);
            Consumed += length - chunk.Length;
            Check(read, before);
            read &= !_log.HasFailed;
        }

        ThrowIfNotConsumed(chunk);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Check(bool read, int before)
    {
        int events = _log.Count - before;
        if (events != (read ? 1 : 0))
        {
            ContractViolation.R9HandOff($"one call gave {events} events and returned {read}");
        }

        if (read)
        {
            _log.StampLast(Consumed);
            _events++;
            ThrowIfEndless();
        }
    }

    // Every event stands for at least a byte of the stream, so more events than bytes mean that it never ends.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void ThrowIfEndless()
    {
        if (_events > _seen)
        {
            ContractViolation.R8Conservation(
                $"{_events} events from {_seen} bytes, the last one {_log.Describe(_log.Count - 1)}: it does not end");
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void ThrowIfNotConsumed(ReadOnlySpan<byte> rest)
    {
        if (!rest.IsEmpty && !_log.HasFailed)
        {
            ContractViolation.R9HandOff($"no further line, but {rest.Length} bytes of the chunk were not consumed");
        }
    }
}
