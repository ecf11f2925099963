using System.Runtime.CompilerServices;

namespace LineFraming.Testing;

/// <summary>
/// A framer that returns only lines, and cannot be paused: a reader that fetches its bytes itself, or a decoder that calls
/// back. It is run over a whole stream, and each line is stamped with the number of bytes that had arrived.
/// </summary>
internal abstract class WholeRunFramer : IFramer
{
    /// <summary>The framer as one that is run over a whole stream; null if it is fed chunk by chunk.</summary>
    public static WholeRunFramer? Of(IFramer framer) => framer as WholeRunFramer ?? (framer as GuardedFramer)?.WholeRun;

    /// <summary>Whether it asked for bytes on another thread than the one it was run on.</summary>
    public bool UsesOtherThreads { get; protected set; }

    /// <summary>
    /// Runs a new reader or decoder over a stream and logs its events. The end can come together with the last bytes, and the
    /// reader can be read once more after an error that is final.
    /// </summary>
    /// <exception cref="PropertyViolatedException">It threw, or did not end when it should, or ended when it should not.</exception>
    public abstract void ReadAll(CaseView input, EventLog log, bool endsWithLastChunk = false, bool readsOnAfterFailure = false);

    /// <inheritdoc/>
    public bool TryRead(ref ReadOnlySpan<byte> chunk, EventLog log) => throw new NotSupportedException("It is run over a whole stream.");

    /// <inheritdoc/>
    public bool TryReadRest(EventLog log) => throw new NotSupportedException("It is run over a whole stream.");

    /// <summary>What an exception of the framer means: an error that it declares, which is reported, or a violation.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    protected static void Report(Exception thrown, LineLocator lines, FramerCapabilities offered, EventLog log)
    {
        if (offered.IsOversized?.Invoke(thrown) == true)
        {
            lines.ReportOversized(log);
        }
        else if (offered.IsUnterminated?.Invoke(thrown) == true)
        {
            lines.ReportUnterminated(log);
        }
        else
        {
            ContractViolation.R13AnyByte($"the framer threw {GuardedFramer.Describe(thrown)}", thrown);
        }
    }

    /// <summary>Every line stands for at least a byte, so more lines than bytes mean that it never ends.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    protected static void ThrowIfEndless(EventLog log, int bytes)
    {
        if (log.Count > bytes + 1)
        {
            ContractViolation.R8Conservation(
                $"{log.Count} events from {bytes} bytes, the last one {log.Describe(log.Count - 1)}: it does not end");
        }
    }
}
