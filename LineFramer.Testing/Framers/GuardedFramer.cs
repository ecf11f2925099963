using System.Buffers;

namespace LineFraming.Testing;

/// <summary>A framer whose exceptions count against it: data never throws (R13).</summary>
internal sealed class GuardedFramer(IFramer framer) : IFramer
{
    /// <summary>The framer, if it can only be read over a whole stream.</summary>
    public WholeRunFramer? WholeRun => framer as WholeRunFramer;

    /// <inheritdoc/>
    public FramerCounts? Counts => framer.Counts;

    /// <inheritdoc/>
    public LineCheckpoint? Checkpoint
    {
        get
        {
            try
            {
                return framer.Checkpoint;
            }
            catch (Exception thrown)
            {
                throw Violation(thrown);
            }
        }
    }

    /// <summary>The same factory, its framers guarded.</summary>
    public static FramerFactory Around(FramerFactory factory) => options =>
    {
        try
        {
            return new GuardedFramer(factory(options));
        }
        catch (Exception thrown)
        {
            throw new PropertyViolatedException("R3", $"the framer cannot be made with {options}: {Describe(thrown)}", thrown);
        }
    };

    /// <summary>The exception's type and message, and where in the framer it was thrown.</summary>
    public static string Describe(Exception thrown)
    {
        string[] frames = (thrown.StackTrace ?? "").Split('\n', StringSplitOptions.TrimEntries);
        IEnumerable<string> own = frames.TakeWhile(frame => !frame.Contains(typeof(GuardedFramer).Namespace + ".", StringComparison.Ordinal)).Take(6);
        return string.Join("\n    ", own.Prepend($"{thrown.GetType().FullName}: {thrown.Message}"));
    }

    /// <inheritdoc/>
    public bool TryRead(ref ReadOnlySpan<byte> chunk, EventLog log)
    {
        try
        {
            return framer.TryRead(ref chunk, log);
        }
        catch (Exception thrown)
        {
            throw Violation(thrown);
        }
    }

    /// <inheritdoc/>
    public int ReadChunk(ReadOnlySpan<byte> chunk, EventLog log)
    {
        try
        {
            return framer.ReadChunk(chunk, log);
        }
        catch (Exception thrown)
        {
            throw Violation(thrown);
        }
    }

    /// <inheritdoc/>
    public bool TryReadRest(EventLog log)
    {
        try
        {
            return framer.TryReadRest(log);
        }
        catch (Exception thrown)
        {
            throw Violation(thrown);
        }
    }

    /// <inheritdoc/>
    public bool TryReadFinal(ref ReadOnlySpan<byte> chunk, EventLog log)
    {
        try
        {
            return framer.TryReadFinal(ref chunk, log);
        }
        catch (Exception thrown)
        {
            throw Violation(thrown);
        }
    }

    /// <inheritdoc/>
    public bool TryResume(LineCheckpoint checkpoint)
    {
        try
        {
            return framer.TryResume(checkpoint);
        }
        catch (Exception thrown)
        {
            throw Violation(thrown);
        }
    }

    /// <inheritdoc/>
    public bool? TryWrite(IBufferWriter<byte> output, ReadOnlySpan<byte> content)
    {
        try
        {
            return framer.TryWrite(output, content);
        }
        catch (Exception thrown)
        {
            throw Violation(thrown);
        }
    }

    private static PropertyViolatedException Violation(Exception thrown) =>
        thrown as PropertyViolatedException ?? new("R13", $"the framer threw {Describe(thrown)}", thrown);
}
