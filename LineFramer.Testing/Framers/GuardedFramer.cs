using System.Buffers;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

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
        [MethodImpl(MethodImplOptions.NoInlining)]
        get
        {
            try
            {
                return framer.Checkpoint;
            }
            catch (Exception thrown) when (thrown is not PropertyViolatedException)
            {
                Throw(thrown);
                throw;
            }
        }
    }

    /// <summary>The same factory, its framers guarded.</summary>
    public static FramerFactory Around(FramerFactory factory) => [MethodImpl(MethodImplOptions.NoInlining)] (options) =>
    {
        try
        {
            return new GuardedFramer(factory(options));
        }
        catch (Exception thrown)
        {
            ContractViolation.R3Limit($"the framer cannot be made with {options}: {Describe(thrown)}", thrown);
            throw;
        }
    };

    /// <summary>The exception's type and message, and where in the framer it was thrown.</summary>
    public static string Describe(Exception thrown)
    {
        string[] frames = $"{new StackTrace(thrown, fNeedFileInfo: true)}".Split('\n', StringSplitOptions.TrimEntries);
        IEnumerable<string> own = frames.TakeWhile(
            frame => !frame.Contains(typeof(GuardedFramer).Namespace + ".", StringComparison.Ordinal))
            .Take(6);
        return string.Join("\n    ", own.Prepend($"{thrown.GetType().FullName}: {MessageOf(thrown)}"));
    }

    // The message of a framer's own exception may be code that throws.
    private static string MessageOf(Exception thrown)
    {
        try
        {
            return thrown.Message;
        }
        catch (Exception)
        {
            return "(its message cannot be read)";
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool TryRead(ref ReadOnlySpan<byte> chunk, EventLog log)
    {
        try
        {
            return framer.TryRead(ref chunk, log);
        }
        catch (Exception thrown) when (thrown is not PropertyViolatedException)
        {
            Throw(thrown);
            throw;
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int ReadChunk(ReadOnlySpan<byte> chunk, EventLog log)
    {
        try
        {
            return framer.ReadChunk(chunk, log);
        }
        catch (Exception thrown) when (thrown is not PropertyViolatedException)
        {
            Throw(thrown);
            throw;
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool TryReadRest(EventLog log)
    {
        try
        {
            return framer.TryReadRest(log);
        }
        catch (Exception thrown) when (thrown is not PropertyViolatedException)
        {
            Throw(thrown);
            throw;
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool TryReadFinal(ref ReadOnlySpan<byte> chunk, EventLog log)
    {
        try
        {
            return framer.TryReadFinal(ref chunk, log);
        }
        catch (Exception thrown) when (thrown is not PropertyViolatedException)
        {
            Throw(thrown);
            throw;
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool TryResume(LineCheckpoint checkpoint)
    {
        try
        {
            return framer.TryResume(checkpoint);
        }
        catch (Exception thrown) when (thrown is not PropertyViolatedException)
        {
            Throw(thrown);
            throw;
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool? TryWrite(IBufferWriter<byte> output, ReadOnlySpan<byte> content)
    {
        try
        {
            return framer.TryWrite(output, content);
        }
        catch (Exception thrown) when (thrown is not PropertyViolatedException)
        {
            Throw(thrown);
            throw;
        }
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Throw(Exception thrown) => ContractViolation.R13AnyByte($"the framer threw {Describe(thrown)}", thrown);
}
