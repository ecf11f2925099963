using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace LineFraming.Server;

/// <summary>
/// A conversation in lines: each goes to a <see cref="LineProtocol"/>, which answers it or ends the session.
/// <para>
/// Answers are flushed once for all the lines of a read, and nothing more is read before the transport took them: a
/// peer that does not read is not buffered for. Many short lines in one read are answered in portions, so what waits to
/// be flushed stays under <see cref="MostUnflushed"/> plus one answer. Nothing is allocated per line or per read once
/// the pipes are warm.
/// </para>
/// </summary>
/// <param name="protocol">What is answered.</param>
/// <param name="framer">The framer of this session, new, with policy <see cref="OversizedLineHandling.Throw"/>.</param>
/// <param name="limits">How much time the peer has.</param>
/// <param name="metrics">Where lines and bytes are counted.</param>
internal sealed class ChatSession(LineProtocol protocol, LineFramer framer, SessionLimits limits, ServerMetrics metrics)
    : Session(limits)
{
    /// <summary>
    /// With this many bytes of answers written, no further line is answered before they are flushed. With an answer of
    /// the usual length on top they are still one write of <see cref="HalfCloseTransport"/>.
    /// </summary>
    public const int MostUnflushed = 48 * 1024;

    // A peer that never pauses would otherwise be answered for as long as a stop may take, and then be cut off.
    private const long MostReadAtStop = 1 << 20;

    private readonly Turn _turn = new(limits);

    /// <inheritdoc/>
    protected override async Task<SessionEnd> ConverseAsync(IDuplexPipe transport, SessionWatch watch, CancellationToken stop)
    {
        PipeReader input = transport.Input;
        PipeWriter output = transport.Output;
        long readAtStop = 0;
        SessionEnd? end = null;
        while (end is null)
        {
            bool isStopping = stop.IsCancellationRequested;
            ValueTask<ReadResult> reading = input.ReadAsync(CancellationToken.None);
            if (isStopping && !reading.IsCompleted)
            {
                // What is there at once was received, and nothing else.
                input.CancelPendingRead();
            }

            bool wasAtOnce = reading.IsCompleted;
            ReadResult read = await watch.Watch(reading);
            watch.WaitIsOver();
            end = AnswerLines(read.Buffer, output, out long taken);
            bool isAll = taken == read.Buffer.Length;
            input.AdvanceTo(read.Buffer.GetPosition(taken));
            watch.LineIs(framer.LinesRead, framer.BytesBuffered > 0);
            end ??= read.IsCompleted && isAll ? SessionEnd.Finished : null;
            readAtStop += isStopping ? taken : 0;
            end ??= isStopping && ((read.IsCanceled && isAll) || readAtStop >= MostReadAtStop) ? SessionEnd.Stopped : null;

            metrics.Sent(output.UnflushedBytes);
            FlushResult flushed = await FlushAsync(output, watch);
            end = watch.Expired ?? end ?? (flushed.IsCompleted ? SessionEnd.Lost : null);
            await _turn.NextAsync(wasAtOnce);
        }

        return end.Value;
    }

    // Nothing of its own to allocate or to await in the usual case, that the system takes the bytes at once.
    private ValueTask<FlushResult> FlushAsync(PipeWriter output, SessionWatch watch)
    {
        ValueTask<FlushResult> flushing = output.FlushAsync(CancellationToken.None);
        return flushing.IsCompleted ? flushing : WaitForPeerAsync(flushing, watch);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<FlushResult> WaitForPeerAsync(ValueTask<FlushResult> flushing, SessionWatch watch)
    {
        metrics.PeerIsToRead();
        try
        {
            return await watch.Watch(flushing);
        }
        finally
        {
            watch.WaitIsOver();
            metrics.PeerHasRead();
        }
    }

    // Null while the session goes on.
    private SessionEnd? AnswerLines(in ReadOnlySequence<byte> input, PipeWriter output, out long taken)
    {
        long bytesBefore = framer.BytesConsumed;
        long linesBefore = framer.LinesRead;
        SessionEnd? end = null;
        bool isAnswering = false;
        try
        {
            foreach (ReadOnlyMemory<byte> segment in input)
            {
                LineReader reader = framer.Read(segment.Span);
                while (end is null && output.UnflushedBytes < MostUnflushed && reader.TryRead(out ReadOnlySpan<byte> line))
                {
                    metrics.LineIs(line.Length);
                    isAnswering = true;
                    end = protocol.Answer(line, output) ? null : SessionEnd.Finished;
                    isAnswering = false;
                }

                if (end is not null || output.UnflushedBytes >= MostUnflushed)
                {
                    break;
                }
            }
        }
        catch (Exception e) when (isAnswering)
        {
            throw new ProtocolFailedException(e);
        }
        catch (LineTooLongException)
        {
            AnswerTooLong(output);
            end = SessionEnd.TooLong;
        }

        taken = framer.BytesConsumed - bytesBefore;
        metrics.Received(taken, framer.LinesRead - linesBefore);
        return end;
    }

    private void AnswerTooLong(PipeWriter output)
    {
        try
        {
            protocol.AnswerTooLong(output);
        }
        catch (Exception e)
        {
            throw new ProtocolFailedException(e);
        }
    }
}
