using System.IO.Pipelines;

namespace LineFraming.Server;

/// <summary>
/// One connection's life over a pair of pipes, whatever is behind them: the conversation, then a close that lets the
/// peer receive the last answer.
/// </summary>
/// <param name="closing">How the connection is closed.</param>
internal abstract class Session(LingeringClose closing)
{
    /// <summary>Holds the conversation to its end and closes. To be called once.</summary>
    /// <param name="transport">
    /// The pipes; both are completed at the end. Completing the output must send what was flushed and then the end.
    /// </param>
    /// <param name="stop">Ends the session once what was received by then is answered; the peer is not lingered for.</param>
    /// <returns>A task that ends with the session.</returns>
    /// <exception cref="Exception">Whatever the transport failed with; the pipes are completed with it.</exception>
    public async Task RunAsync(IDuplexPipe transport, CancellationToken stop)
    {
        try
        {
            // One registration a session: a token given to every read would be registered with at every read.
            using CancellationTokenRegistration stopping = stop.UnsafeRegister(
                static input => ((PipeReader)input!).CancelPendingRead(), transport.Input);
            await ConverseAsync(transport, stop);
            await closing.RunAsync(transport, stop);
        }
        catch (Exception e)
        {
            await transport.Output.CompleteAsync(e);
            await transport.Input.CompleteAsync(e);
            throw;
        }
    }

    /// <summary>Reads and answers until the session is over, and flushes the last answer.</summary>
    /// <param name="transport">The pipes; neither is to be completed.</param>
    /// <param name="stop">When it is cancelled, so is the pending read.</param>
    /// <returns>A task that ends when nothing further is to be answered.</returns>
    protected abstract Task ConverseAsync(IDuplexPipe transport, CancellationToken stop);
}
