using System.Buffers;

namespace LineFraming.Testing;

/// <summary>A framer whose exceptions count against it: data never throws (R13).</summary>
/// <param name="framer">The framer.</param>
internal sealed class GuardedFramer(IFramer framer) : IFramer
{
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
                throw Broken(thrown);
            }
        }
    }

    /// <summary>The same factory, its framers guarded.</summary>
    public static FramerFactory Around(FramerFactory factory) => options => new GuardedFramer(factory(options));

    /// <inheritdoc/>
    public bool TryRead(ref ReadOnlySpan<byte> chunk, EventLog log)
    {
        try
        {
            return framer.TryRead(ref chunk, log);
        }
        catch (Exception thrown)
        {
            throw Broken(thrown);
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
            throw Broken(thrown);
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
            throw Broken(thrown);
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
            throw Broken(thrown);
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
            throw Broken(thrown);
        }
    }

    private static PropertyViolatedException Broken(Exception thrown) => new("R13", $"the framer threw: {thrown.Message}");
}
