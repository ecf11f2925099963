using System.Runtime.CompilerServices;

namespace LineFraming.Testing;

/// <summary>
/// A decoder that is fed whole chunks and calls the second argument of <paramref name="open"/> with every line.
/// </summary>
internal sealed class DecoderFramer(FramerOptions options, Func<FramerOptions, Action<byte[]>, LineDecoder> open) : WholeRunFramer
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public override void ReadAll(CaseView input, EventLog log, bool endsWithLastChunk = false, bool readsOnAfterFailure = false)
    {
        byte[] stream = input.Stream.ToArray();
        LineLocator lines = new(stream, options);
        int fed = 0;
        bool isEnd = false;
        LineDecoder decoder = Open([MethodImpl(MethodImplOptions.NoInlining)] (line) =>
        {
            lines.Report(line, log);
            log.StampLast(fed, fed + (isEnd ? 1 : 0));
            ThrowIfEndless(log, stream.Length);
        });
        ChunkSizeCycle sizes = new(input.ChunkSizes);
        while (fed < stream.Length && !log.HasFailed)
        {
            int start = fed;
            fed += Math.Min(sizes.Next(), stream.Length - start);
            isEnd = endsWithLastChunk && fed == stream.Length;
            Feed(stream.AsSpan(start, fed - start));
        }

        if (!log.HasFailed && input.IsEnded && !isEnd)
        {
            isEnd = true;
            Feed(default);
        }

        if (log.HasFailed && readsOnAfterFailure)
        {
            Feed(stream);
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        void Feed(ReadOnlySpan<byte> chunk)
        {
            try
            {
                decoder(chunk, isEnd);
            }
            catch (Exception thrown) when (thrown is not PropertyViolatedException)
            {
                Report(thrown, lines, options.Offered, log);
                log.StampLast(fed, fed + (isEnd ? 1 : 0));
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private LineDecoder Open(Action<byte[]> report)
    {
        try
        {
            return open(options, report);
        }
        catch (Exception thrown)
        {
            ContractViolation.R3Limit($"the decoder cannot be made with {options}: {GuardedFramer.Describe(thrown)}", thrown);
            throw;
        }
    }
}
