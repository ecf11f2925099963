using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace LineFraming.Server;

/// <summary>
/// One connection's session, over any pair of pipes. It gives each line to a <see cref="LineProtocol"/>, which answers it or
/// ends the session. Then it closes the connection in such a way that the peer receives the last answer.
/// <para>
/// The answers to all lines of a read are flushed together, and nothing more is read until the transport has taken them: so no
/// answers pile up for a peer that does not read. Many short lines in one read are answered in portions, so at most
/// <see cref="MaxUnflushed"/> bytes plus one answer wait to be flushed. When a peer misses a deadline, the session ends as
/// usual; only a peer that does not read its answers is cut off, because it would not read the end of the stream either.
/// Nothing is allocated per line or per read once the pipes are warm. <paramref name="framer"/> is new and has the policy
/// Throw; <paramref name="isReady"/> says whether the connection can be read, or written, at once, and is null where that
/// cannot be known.
/// </para>
/// </summary>
internal sealed class LineSession(
    LineProtocol protocol, LineFramer framer, SessionLimits limits, ServerMetrics metrics, Func<SelectMode, bool>? isReady = null)
{
    /// <summary>
    /// Once this many bytes of answers are written, they are flushed before the next line is answered. With one more answer of
    /// the usual length they still fit into one write of <see cref="HalfCloseTransport"/>.
    /// </summary>
    public const int MaxUnflushed = 48 * 1024;

    // How many bytes are still read after a stop: without a maximum, a peer that never pauses would be answered until its
    // connection is cut off.
    private const long MaxReadAtStop = 1 << 20;

    private readonly Turn _turn = new(limits);

    /// <summary>
    /// Runs the session to its end and closes the connection. It may be called once. The pipes are completed at the end;
    /// completing the output must send what was flushed and then the end of the stream. When <paramref name="stop"/> is
    /// cancelled, the session ends once what was received by then is answered.
    /// </summary>
    /// <returns>Why it ended. After <see cref="SessionEnd.WriteDeadline"/> the caller must reset the connection.</returns>
    /// <exception cref="Exception">The exception of the transport; the pipes are completed with it.</exception>
    public async Task<SessionEnd> RunAsync(IDuplexPipe transport, CancellationToken stop)
    {
        try
        {
            SessionEnd end;
            using (SessionTimeouts timeouts = new(transport, limits, isReady))
            {
                // One registration for the whole session: passing the token to every read would register at every read.
                using CancellationTokenRegistration stopping = stop.UnsafeRegister(
                    static input => ((PipeReader)input!).CancelPendingRead(), transport.Input);
                end = await ConverseAsync(transport, timeouts, stop);
            }

            if (end == SessionEnd.WriteDeadline)
            {
                await CutOffAsync(transport, new TimeoutException("The peer did not read its answers in time."));
            }
            else
            {
                await LingeringClose.RunAsync(transport, limits, stop);
            }

            return end;
        }
        catch (Exception e)
        {
            await CutOffAsync(transport, e);
            throw;
        }
    }

    private async Task<SessionEnd> ConverseAsync(IDuplexPipe transport, SessionTimeouts timeouts, CancellationToken stop)
    {
        PipeReader input = transport.Input;
        PipeWriter output = transport.Output;
        bool hasReceived = false;
        long readAtStop = 0;
        SessionEnd? end = null;
        while (end is null)
        {
            bool isStopping = stop.IsCancellationRequested;
            ValueTask<ReadResult> reading = input.ReadAsync(CancellationToken.None);
            bool wasAtOnce = reading.IsCompleted;

            // After a stop only lines that have already arrived are answered. But a connection that has just begun is given a
            // moment, because its first bytes may still be under way.
            bool isLast = isStopping && !wasAtOnce && (hasReceived || timeouts.IsOld) && !timeouts.HasArrived;
            if (isLast)
            {
                input.CancelPendingRead();
            }

            ReadResult read = await timeouts.Watch(reading, isFirstAtStop: isStopping && !hasReceived);
            timeouts.WaitIsOver(hasArrived: !read.Buffer.IsEmpty || read.IsCompleted);
            hasReceived |= !read.Buffer.IsEmpty;
            end = Answer(read.Buffer, output, out long consumed);
            bool isAll = consumed == read.Buffer.Length;
            input.AdvanceTo(read.Buffer.GetPosition(consumed));
            timeouts.LineIs(framer.LinesRead, framer.BytesBuffered > 0);
            end ??= read.IsCompleted && isAll ? SessionEnd.Finished : null;
            readAtStop += isStopping ? consumed : 0;
            end ??= (isLast && read.IsCanceled && isAll) || readAtStop >= MaxReadAtStop ? SessionEnd.Stopped : null;

            metrics.Sent(output.UnflushedBytes);
            FlushResult flushed = await FlushAsync(output, timeouts);
            end = timeouts.Expired ?? end ?? (flushed.IsCompleted ? SessionEnd.Lost : null);
            await _turn.NextAsync(wasAtOnce);
        }

        return end.Value;
    }

    // In the usual case the system accepts the bytes at once, and nothing is allocated or awaited here.
    private ValueTask<FlushResult> FlushAsync(PipeWriter output, SessionTimeouts timeouts)
    {
        ValueTask<FlushResult> flushing = output.FlushAsync(CancellationToken.None);
        return flushing.IsCompleted ? flushing : WaitForPeerAsync(flushing, timeouts);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<FlushResult> WaitForPeerAsync(ValueTask<FlushResult> flushing, SessionTimeouts timeouts)
    {
        metrics.PeerIsToRead();
        try
        {
            return await timeouts.Watch(flushing);
        }
        finally
        {
            timeouts.WaitIsOver();
            metrics.PeerHasRead();
        }
    }

    // Returns why the session ends; null while it goes on.
    private SessionEnd? Answer(in ReadOnlySequence<byte> input, PipeWriter output, out long consumed)
    {
        if (protocol is EchoProtocol)
        {
            return Echo(input, output, out consumed);
        }

        long bytesBefore = framer.BytesConsumed;
        long linesBefore = framer.LinesRead;
        SessionEnd? end = null;
        bool isAnswering = false;
        try
        {
            foreach (ReadOnlyMemory<byte> segment in input)
            {
                LineReader reader = framer.Read(segment.Span);
                while (end is null && output.UnflushedBytes < MaxUnflushed && reader.TryRead(out ReadOnlySpan<byte> line))
                {
                    metrics.LineIs(line.Length);
                    isAnswering = true;
                    end = protocol.Answer(line, output) ? null : SessionEnd.Finished;
                    isAnswering = false;
                }

                if (end is not null || output.UnflushedBytes >= MaxUnflushed)
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
            AnswerOversized(output);
            end = SessionEnd.Oversized;
        }

        consumed = framer.BytesConsumed - bytesBefore;
        metrics.Received(consumed, framer.LinesRead - linesBefore);
        return end;
    }

    // The protocol echo returns the bytes of one read as they are, so nothing is framed.
    private SessionEnd? Echo(in ReadOnlySequence<byte> input, PipeWriter output, out long consumed)
    {
        foreach (ReadOnlyMemory<byte> segment in input)
        {
            protocol.Answer(segment.Span, output);
        }

        consumed = input.Length;
        metrics.Received(consumed, lines: 0);
        return input.IsEmpty ? null : SessionEnd.Finished;
    }

    private void AnswerOversized(PipeWriter output)
    {
        try
        {
            protocol.AnswerOversized(output);
        }
        catch (Exception e)
        {
            throw new ProtocolFailedException(e);
        }
    }

    // Completing the output with an exception drops what was not flushed, so this does not wait for the peer.
    private static async Task CutOffAsync(IDuplexPipe transport, Exception reason)
    {
        await transport.Output.CompleteAsync(reason);
        await transport.Input.CompleteAsync(reason);
    }
}

/// <summary>
/// A session's turn on its thread. A session whose peer sends faster than it is answered never waits, so without turns it would
/// keep the other sessions of that thread (<see cref="SocketThreads"/>) from running.
/// </summary>
internal sealed class Turn(SessionLimits limits)
{
    private int _readsAtOnce;

    /// <summary>
    /// To be awaited between two reads, where a pause loses nothing. While the turn lasts, the task is completed already. At its end
    /// the session continues on another thread, so that this one can run other sessions.
    /// </summary>
    public Task NextAsync(bool wasAtOnce)
    {
        _readsAtOnce = wasAtOnce ? _readsAtOnce + 1 : 0;
        if (_readsAtOnce < limits.ReadsATurn)
        {
            return Task.CompletedTask;
        }

        _readsAtOnce = 0;
        TaskCompletionSource next = new();
        limits.Elsewhere.Schedule(static next => ((TaskCompletionSource)next!).SetResult(), next);
        return next.Task;
    }
}
