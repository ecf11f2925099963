namespace LineFraming.Fuzz;

/// <summary>The property that a framer can be restarted anywhere, from two stored numbers.</summary>
public static class ResumeLaw
{
    // A restart costs a whole run, so of a long stream only so many positions are tried, evenly spread.
    private const int MaxRestarts = 32;

    /// <summary>
    /// R16: stopped after any number of bytes or after any event, and gone on with by a new framer from the checkpoint, the
    /// events that follow are those that not stopping gives. A framer that cannot resume is not asked.
    /// </summary>
    /// <param name="factory">Makes the framer.</param>
    /// <param name="input">The case.</param>
    /// <exception cref="LawBrokenException">Others follow.</exception>
    public static void ResumingIsExact(FramerFactory factory, FramerCase input)
    {
        if (factory(input.Options).Checkpoint is null)
        {
            return;
        }

        EventLog all = new();
        new Feeder(factory(input.Options), all).FeedAll(input.View);
        int stride = (input.Stream.Length / MaxRestarts) + 1;
        for (int stop = 0; stop <= input.Stream.Length; stop += stride)
        {
            RestartAfterBytes(factory, input, all, stop);
        }

        stride = (all.Count / MaxRestarts) + 1;
        for (int stop = 0; stop < all.Count && !all.IsTooLong(stop); stop += stride)
        {
            RestartAfterEvent(factory, input, all, stop);
        }
    }

    /// <summary>The same for one number of bytes, in chunks as the case has them, given the events of the uninterrupted run.</summary>
    internal static void RestartAfterBytes(FramerFactory factory, FramerCase input, EventLog all, int stop)
    {
        IFramer framer = factory(input.Options);
        EventLog before = new();
        new Feeder(framer, before).FeedAll((input with { Stream = input.Stream[..stop], IsEnded = false }).View);

        // An oversized line under Throw is reported again, since the checkpoint is where it begins.
        int reported = before.Count - (before.HasFailed ? 1 : 0);
        Resume(factory, input, all, reported, framer.Checkpoint!.Value, $"after {stop} bytes");
    }

    private static void RestartAfterEvent(FramerFactory factory, FramerCase input, EventLog all, int stop)
    {
        IFramer framer = factory(input.Options);
        EventLog log = new();
        Feeder feeder = new(framer, log);
        ChunkSizes sizes = new(input.Cuts);
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

        Resume(factory, input, all, stop + 1, framer.Checkpoint!.Value, $"after event {stop}");
    }

    // Only the two numbers reach the new framer.
    private static void Resume(
        FramerFactory factory, FramerCase input, EventLog all, int reported, LineCheckpoint stored, string where)
    {
        IFramer framer = factory(input.Options);
        framer.TryResume(new LineCheckpoint(stored.Offset, stored.State));
        EventLog after = new();
        byte[] rest = input.Stream[(int)stored.Offset..];
        new Feeder(framer, after).FeedAll((input with { Stream = rest }).View);
        for (int i = 0; i < Math.Max(after.Count, all.Count - reported); i++)
        {
            if (reported + i >= all.Count || i >= after.Count || !all.SameEvent(reported + i, after, i))
            {
                throw new LawBrokenException(
                    "R16",
                    $"restarted {where}, at byte {stored.Offset} in the state {stored.State}: expected {all.Describe(reported + i)}, got {after.Describe(i)}");
            }
        }
    }
}
