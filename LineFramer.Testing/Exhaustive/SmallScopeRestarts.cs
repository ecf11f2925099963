using System.Runtime.CompilerServices;

namespace LineFraming.Testing;

/// <summary>
/// Restarts a framer at every position of a short stream (R16): after every number of bytes, fed in one chunk and byte by
/// byte, and after every event. Each time a new framer, made from the two numbers, reads the rest in one chunk and byte by
/// byte, ended. A framer that cannot resume is not asked.
/// </summary>
internal sealed class SmallScopeRestarts(FramerFactory factory, FramerOptions options)
{
    private static readonly int[] OneChunk = [];
    private static readonly int[] ByteByByte = [1];

    // Reused, because making them takes longer than a short stream.
    private readonly EventLog _before = new();
    private readonly EventLog _after = new();

    // The restarts that were tried with this stream: the same two numbers after the same events lead to the same events.
    private readonly HashSet<(LineCheckpoint Stored, int Reported)> _tried = [];

    private bool? _canResume;
    private byte[] _stream = [];
    private EventLog _open = new();
    private EventLog _ended = new();
    private int[] _chunkSizes = OneChunk;

    /// <summary>How many restarts were tried.</summary>
    public long Count { get; private set; }

    /// <summary>
    /// Tries every restart of one stream. <paramref name="open"/> has the events of an uninterrupted run,
    /// <paramref name="ended"/> also those that the end of the stream adds.
    /// </summary>
    /// <returns>What went wrong, and the case; null if nothing did.</returns>
    public (FramerCase Case, string Failure)? Try(byte[] stream, EventLog open, EventLog ended)
    {
        (_stream, _open, _ended, _chunkSizes) = (stream, open, ended, OneChunk);
        _tried.Clear();
        try
        {
            _canResume ??= options.Offered.CanResume && factory(options).Checkpoint is not null;
            if (_canResume == false)
            {
                return null;
            }

            StopAnywhere(OneChunk);
            StopAnywhere(ByteByByte);
            for (int stop = 0; stop < stream.Length; stop++)
            {
                StopAfter(stop);
            }

            return null;
        }
        catch (Exception thrown)
        {
            return (new FramerCase(options, [.. stream], _chunkSizes, true), PropertyRun.Describe(thrown));
        }
    }

    // After every event, after every chunk, and at the end.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void StopAnywhere(int[] chunkSizes)
    {
        IFramer framer = factory(options);
        EventLog log = _before;
        log.Clear();
        Feeder feeder = new(framer, log, options);
        ChunkSizeCycle sizes = new(chunkSizes);
        int start = 0;
        while (start < _stream.Length && !log.HasFailed)
        {
            int length = Math.Min(sizes.Next(), _stream.Length - start);
            ReadOnlySpan<byte> chunk = _stream.AsSpan(start, length);
            while (!log.HasFailed && feeder.FeedToEvent(ref chunk))
            {
                Restart(framer, log);
            }

            Restart(framer, log);
            start += length;
        }

        while (log.Count < _ended.Count && framer.TryReadRest(log))
        {
            Restart(framer, log);
        }

        if (!log.HasFailed)
        {
            framer.TryReadRest(log);
        }

        Restart(framer, log);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void StopAfter(int stop)
    {
        IFramer framer = factory(options);
        EventLog log = _before;
        log.Clear();
        new Feeder(framer, log, options).Feed(_stream.AsSpan(0, stop));
        Restart(framer, log);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Restart(IFramer framer, EventLog log)
    {
        LineCheckpoint stored = ResumeProperty.Store(framer, log, _stream.Length);

        // An oversized line under Throw is reported again, since the checkpoint is where it begins.
        int reported = log.Count - (log.HasFailed ? 1 : 0);
        if (_tried.Add((stored, reported)))
        {
            Resume(stored, reported, OneChunk);
            Resume(stored, reported, ByteByByte);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Resume(LineCheckpoint stored, int reported, int[] chunkSizes)
    {
        Count++;
        _chunkSizes = chunkSizes;
        _after.Clear();
        Feeder feeder = new(ResumeProperty.Begin(factory, options, stored), _after);
        feeder.FeedAll(new CaseView(options, _stream.AsSpan((int)stored.Offset), chunkSizes, isEnded: false));
        int due = Math.Max(_open.Count - reported, 0);
        if (_after.Count != due)
        {
            ContractViolation.R16Resume(
                $"restarted {Where()}: {_after.Count} events before the end, expected {due}; expected:\n{_ended}actual:\n{_after}");
        }

        feeder.FeedEnd();
        ResumeProperty.ThrowIfNotTheRest(_ended, reported, _after, Where);

        string Where() => $"at byte {stored.Offset} in the state {stored.State}, after {reported} events";
    }
}
