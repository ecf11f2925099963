using System.IO.Pipelines;

namespace LineFraming.Server;

/// <summary>
/// One connection's life over a pair of pipes, whatever is behind them: the conversation, then a close that lets the
/// peer receive the last answer. A peer that takes longer than it may is ended like any other; only one that does not
/// read is cut off, for it would not read an end either.
/// </summary>
/// <param name="limits">How much time the peer has.</param>
internal abstract class Session(SessionLimits limits)
{
    /// <summary>Holds the conversation to its end and closes. To be called once.</summary>
    /// <param name="transport">
    /// The pipes; both are completed at the end. Completing the output must send what was flushed and then the end.
    /// </param>
    /// <param name="stop">Ends the session once what was received by then is answered.</param>
    /// <returns>Why it ended. After <see cref="SessionEnd.WriteDeadline"/> the connection is to be reset.</returns>
    /// <exception cref="Exception">Whatever the transport failed with; the pipes are completed with it.</exception>
    public async Task<SessionEnd> RunAsync(IDuplexPipe transport, CancellationToken stop)
    {
        try
        {
            // One registration a session: a token given to every read would be registered with at every read.
            using CancellationTokenRegistration stopping = stop.UnsafeRegister(
                static input => ((PipeReader)input!).CancelPendingRead(), transport.Input);
            SessionEnd end;
            using (SessionWatch watch = new(transport, limits))
            {
                end = await ConverseAsync(transport, watch, stop);
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

    /// <summary>Reads and answers until the session is over, and flushes the last answer.</summary>
    /// <param name="transport">The pipes; neither is to be completed.</param>
    /// <param name="watch">To be told of every wait for the peer; when its time is over, the session is.</param>
    /// <param name="stop">When it is cancelled, so is the pending read.</param>
    /// <returns>Why nothing further is to be answered.</returns>
    protected abstract Task<SessionEnd> ConverseAsync(IDuplexPipe transport, SessionWatch watch, CancellationToken stop);

    private static async Task CutOffAsync(IDuplexPipe transport, Exception reason)
    {
        await transport.Output.CompleteAsync(reason);
        await transport.Input.CompleteAsync(reason);
    }
}
