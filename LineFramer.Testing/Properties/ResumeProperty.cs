using System.Runtime.CompilerServices;

namespace LineFraming.Testing;

/// <summary>The property that a framer can be restarted anywhere, from two stored numbers.</summary>
internal static class ResumeProperty
{
    // Where offsets outgrow a number of 31, 32 and 62 bits.
    private static readonly long[] FarOffsets = [1L << 31, 1L << 32, 1L << 62];

    // A restart costs a whole run, so of a long stream only so many positions are tried, evenly spread; the bytes decide which, so
    // over many streams no position is left out.
    private const int MaxRestarts = 32;

    /// <summary>
    /// R16: a framer is stopped after any number of bytes or after any event, and a new one continues from the checkpoint. The
    /// events that follow are those of an uninterrupted run, also far from the start of the stream. A framer that cannot resume
    /// is not asked.
    /// </summary>
    /// <exception cref="PropertyViolatedException">Others follow.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void ResumingIsExact(FramerFactory factory, FramerCase input)
    {
        IFramer framer = factory(input.Options);
        if (framer.Checkpoint is null)
        {
            return;
        }

        EventLog all = new();
        new Feeder(framer, all).FeedAll(input.View);
        ThrowIfNotTheEnd(framer, input, all);
        int stride = (input.Stream.Length / MaxRestarts) + 1;
        int begin = input.Stream.Sum(each => each);
        for (int stop = begin % stride; stop <= input.Stream.Length; stop += stride)
        {
            RestartAfterBytes(factory, input, all, stop);
        }

        stride = (all.Count / MaxRestarts) + 1;
        for (int stop = begin % stride; stop < all.Count && !all.IsOversized(stop); stop += stride)
        {
            RestartAfterEvent(factory, input, all, stop);
        }

        foreach (long far in FarOffsets)
        {
            BeginFar(factory, input, all, far - (input.Stream.Length / 2));
        }
    }

    /// <summary>Reads a framer's checkpoint and checks what can be seen of it at once.</summary>
    /// <returns>The checkpoint.</returns>
    /// <exception cref="PropertyViolatedException">
    /// It is beyond the stream, or it does not say whether a piece was the last event.
    /// </exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static LineCheckpoint Store(IFramer framer, EventLog log, int length)
    {
        LineCheckpoint stored = framer.Checkpoint!.Value;
        if (stored.Offset > length)
        {
            ContractViolation.R16Resume($"the checkpoint is at byte {stored.Offset} of a stream of {length} bytes");
        }

        bool isInside = log.Count > 0 && log.IsPiece(log.Count - 1);
        if (isInside != (stored.State == LineCheckpointState.InsideLine))
        {
            string last = log.Count == 0 ? "no event" : log.Describe(log.Count - 1);
            ContractViolation.R16Resume($"after {last} the checkpoint's state is {stored.State}");
        }

        return stored;
    }

    /// <summary>Makes a new framer that continues from a checkpoint; only the two numbers reach it.</summary>
    /// <returns>The framer.</returns>
    /// <exception cref="PropertyViolatedException">It does not resume, or to another checkpoint.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static IFramer Begin(FramerFactory factory, FramerOptions options, LineCheckpoint stored)
    {
        IFramer framer = factory(options);
        if (!framer.TryResume(new LineCheckpoint(stored.Offset, stored.State)))
        {
            ContractViolation.R16Resume("the framer has a checkpoint and cannot resume");
        }

        if (framer.Checkpoint is not { } own || own != stored)
        {
            ContractViolation.R16Resume($"restarted from {stored}, and before any byte the checkpoint is {framer.Checkpoint}");
        }

        return framer;
    }

    /// <summary>
    /// Compares what came after a restart with what was due: the events of the uninterrupted run but for the
    /// <paramref name="reported"/> that came before.
    /// </summary>
    /// <exception cref="PropertyViolatedException">Others came.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void ThrowIfNotTheRest(EventLog all, int reported, EventLog after, Func<string> where)
    {
        for (int i = 0; i < Math.Max(after.Count, all.Count - reported); i++)
        {
            if (reported + i >= all.Count || i >= after.Count || !all.SameEvent(reported + i, after, i))
            {
                ContractViolation.R16Resume($"restarted {where()}: expected {all.Describe(reported + i)}, got {after.Describe(i)}");
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowIfNotTheEnd(IFramer framer, FramerCase input, EventLog all)
    {
        LineCheckpoint end = new(input.Stream.Length, LineCheckpointState.LineStart);
        if (input.IsEnded && !all.HasFailed && framer.Checkpoint != end)
        {
            ContractViolation.R16Resume($"the stream has ended, and the checkpoint is {framer.Checkpoint}, not {end}");
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void BeginFar(FramerFactory factory, FramerCase input, EventLog all, long start)
    {
        IFramer framer = Begin(factory, input.Options, new LineCheckpoint(start, LineCheckpointState.LineStart));
        EventLog log = new();
        new Feeder(framer, log).FeedAll(input.View);
        for (int i = 0; i < Math.Max(all.Count, log.Count); i++)
        {
            if (i >= all.Count || i >= log.Count || !all.SameEvent(i, log, i, start))
            {
                ContractViolation.R16Resume(
                    $"begun at byte {start}: expected {all.Describe(i)}, that far from there, got {log.Describe(i)}");
            }
        }

        if (input.IsEnded && !all.HasFailed && framer.Checkpoint?.Offset != start + input.Stream.Length)
        {
            ContractViolation.R16Resume(
                $"begun at byte {start}, the stream has ended after {input.Stream.Length} bytes, and the checkpoint is "
                + $"{framer.Checkpoint}");
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RestartAfterBytes(FramerFactory factory, FramerCase input, EventLog all, int stop)
    {
        IFramer framer = factory(input.Options);
        EventLog before = new();
        new Feeder(framer, before).FeedAll((input with { Stream = input.Stream[..stop], IsEnded = false }).View);

        // An oversized line under Throw is reported again, since the checkpoint is where it begins.
        int reported = before.Count - (before.HasFailed ? 1 : 0);
        Resume(factory, input, all, reported, Store(framer, before, stop), $"after {stop} bytes");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RestartAfterEvent(FramerFactory factory, FramerCase input, EventLog all, int stop)
    {
        IFramer framer = factory(input.Options);
        EventLog log = new();
        Feeder feeder = new(framer, log, input.Options);
        ChunkSizeCycle sizes = new(input.ChunkSizes);
        ReadOnlySpan<byte> rest = input.Stream;
        while (log.Count <= stop && !rest.IsEmpty)
        {
            int length = Math.Min(sizes.Next(), rest.Length);
            ReadOnlySpan<byte> chunk = rest[..length];
            while (log.Count <= stop && feeder.FeedToEvent(ref chunk))
            {
            }

            rest = rest[(length - chunk.Length)..];
        }

        while (log.Count <= stop && framer.TryReadRest(log))
        {
        }

        Resume(factory, input, all, stop + 1, Store(framer, log, input.Stream.Length), $"after event {stop}");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Resume(
        FramerFactory factory, FramerCase input, EventLog all, int reported, LineCheckpoint stored, string where)
    {
        EventLog after = new();
        byte[] rest = input.Stream[(int)stored.Offset..];
        new Feeder(Begin(factory, input.Options, stored), after).FeedAll((input with { Stream = rest }).View);
        ThrowIfNotTheRest(all, reported, after, () => $"{where}, at byte {stored.Offset} in the state {stored.State}");
    }
}
