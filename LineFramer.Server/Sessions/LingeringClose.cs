using System.IO.Pipelines;

namespace LineFraming.Server;

/// <summary>
/// Closes a connection so that the peer receives what was sent to it last, even while it is still sending.
/// <para>
/// Closing a socket with unread input, or before the peer has stopped sending, resets the connection, and a reset may destroy
/// answers that the peer has not read. So the sending side is closed first, which the peer sees. Then what the peer still sends
/// is discarded until it closes too, for a bounded time and a bounded number of bytes.
/// </para>
/// </summary>
internal static class LingeringClose
{
    // A stop is not to be delayed by one peer. A peer that reads has seen the end of its answers long before.
    private static readonly TimeSpan LongestAtStop = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Closes both directions, the sending one at once, and completes the pipes; then the connection may be closed for good.
    /// When <paramref name="stop"/> is cancelled, the peer is waited for no longer than a second.
    /// </summary>
    public static async Task RunAsync(IDuplexPipe transport, SessionLimits limits, CancellationToken stop)
    {
        using CancellationTokenSource timeout = new(limits.Linger, limits.Clock);
        using CancellationTokenRegistration hurry = limits.Linger > LongestAtStop || limits.Linger == Timeout.InfiniteTimeSpan
            ? stop.UnsafeRegister(static timeout => ((CancellationTokenSource)timeout!).CancelAfter(LongestAtStop), timeout)
            : default;
        await transport.Output.CompleteAsync();
        try
        {
            await DiscardAsync(transport.Input, limits, timeout.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            // The peer has had its time.
        }
        catch (EndOfStreamException)
        {
            // TLS without its close_notify, which a peer need not send after ours: everything here is discarded anyway.
        }

        await transport.Input.CompleteAsync();
    }

    private static async Task DiscardAsync(PipeReader input, SessionLimits limits, CancellationToken timeout)
    {
        Turn turn = new(limits);
        long discarded = 0;
        bool isOver = false;
        while (!isOver && discarded < limits.LingerBytes)
        {
            ValueTask<ReadResult> reading = input.ReadAsync(timeout);
            bool wasAtOnce = reading.IsCompleted;
            ReadResult read = await reading;
            discarded += read.Buffer.Length;
            isOver = read.IsCompleted;
            input.AdvanceTo(read.Buffer.End);
            await turn.NextAsync(wasAtOnce);
        }
    }
}
