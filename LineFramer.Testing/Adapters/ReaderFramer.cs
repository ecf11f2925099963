using System.Runtime.CompilerServices;

namespace LineFraming.Testing;

/// <summary>
/// A line reader that fetches its bytes itself, from a stream or a pipe. What <paramref name="open"/> returns reads the next
/// line, or returns null at the end.
/// </summary>
internal sealed class ReaderFramer(FramerOptions options, Func<ScriptedBytes, FramerOptions, Func<byte[]?>> open) : WholeRunFramer
{
    private EventLog _log = new();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public override void ReadAll(CaseView input, EventLog log, bool endsWithLastChunk = false, bool readsOnAfterFailure = false)
    {
        _log = log;
        byte[] stream = input.Stream.ToArray();
        ScriptedBytes bytes = new(stream, input.ChunkSizes, input.IsEnded, endsWithLastChunk);
        LineLocator lines = new(stream, options);
        if (!TryOpen(bytes, lines, out Func<byte[]?>? readLine))
        {
            return;
        }

        bool goesOn = true;
        while (goesOn)
        {
            goesOn = Read(bytes, lines, readLine!) && !log.HasFailed;
            ThrowIfEndless(log, stream.Length);
        }

        UsesOtherThreads = bytes.IsReadElsewhere;

        if (log.HasFailed && readsOnAfterFailure)
        {
            Read(bytes, lines, readLine!);
        }
    }

    // A reader may already read in its constructor.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryOpen(ScriptedBytes bytes, LineLocator lines, out Func<byte[]?>? readLine)
    {
        readLine = null;
        try
        {
            readLine = open(bytes, options);
        }
        catch (Exception thrown) when (!bytes.IsStarved)
        {
            if (bytes.Arrived == 0)
            {
                ContractViolation.R3Limit($"the reader cannot be made with {options}: {GuardedFramer.Describe(thrown)}", thrown);
            }

            Report(thrown, lines, options.Offered, _log);
            Stamp(bytes);
        }
        catch (Exception) when (bytes.IsStarved)
        {
            return false;
        }

        return readLine is not null;
    }

    // Returns whether there may be more: it has neither ended nor is it waiting for bytes that do not come.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Read(ScriptedBytes bytes, LineLocator lines, Func<byte[]?> readLine)
    {
        byte[]? line;
        try
        {
            line = readLine();
        }
        catch (Exception) when (bytes.IsStarved)
        {
            return false;
        }
        catch (Exception thrown)
        {
            Report(thrown, lines, options.Offered, _log);
            Stamp(bytes);
            return true;
        }

        // One that fetches ahead is starved before it returns the last whole line. What comes without an end is what a reader makes
        // of the exception.
        if (bytes.IsStarved && (line is null || !lines.IsEnded(line)))
        {
            return false;
        }

        if (line is null)
        {
            if (!bytes.HasEnded)
            {
                ContractViolation.R7End(
                    $"the reader reports the end of the stream after {bytes.Arrived} bytes, but the stream has not ended");
            }

            return false;
        }

        lines.Report(line, _log);
        Stamp(bytes);
        return true;
    }

    private void Stamp(ScriptedBytes bytes) => _log.StampLast(bytes.Consumed, bytes.Arrived + (bytes.HasEnded ? 1 : 0));
}
