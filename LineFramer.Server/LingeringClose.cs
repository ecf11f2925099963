using System.IO.Pipelines;

namespace LineFraming.Server;

/// <summary>
/// Closes a connection so that the peer receives what was sent to it last, even while it is still sending.
/// <para>
/// A socket closed with unread input, or one that input still comes for, resets the connection, and a reset may destroy
/// answers that the peer has not read. So the sending side is closed first, which tells the peer; then what it still
/// sends is discarded until it closes too, for a bounded time and a bounded number of bytes.
/// </para>
/// </summary>
/// <param name="time">The longest to wait for the peer to close.</param>
/// <param name="bytes">With this many bytes discarded the connection is closed, whatever else comes.</param>
/// <param name="clock">What <paramref name="time"/> is measured with.</param>
internal sealed class LingeringClose(TimeSpan time, long bytes, TimeProvider clock)
{
    /// <summary>Closes both directions, the sending one at once.</summary>
    /// <param name="transport">The pipes; both are completed.</param>
    /// <param name="stop">When it is cancelled, and the pending read is too, the peer is waited for no longer.</param>
    /// <returns>A task that ends when the connection may be closed for good.</returns>
    public async Task RunAsync(IDuplexPipe transport, CancellationToken stop)
    {
        using CancellationTokenSource timeout = new(time, clock);
        await transport.Output.CompleteAsync();
        try
        {
            await DiscardAsync(transport.Input, timeout.Token, stop);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            // The peer had its time.
        }

        await transport.Input.CompleteAsync();
    }

    private async Task DiscardAsync(PipeReader input, CancellationToken timeout, CancellationToken stop)
    {
        long discarded = 0;
        bool isOver = false;
        while (!isOver && discarded < bytes && !stop.IsCancellationRequested)
        {
            ReadResult read = await input.ReadAsync(timeout);
            discarded += read.Buffer.Length;
            isOver = read.IsCompleted || read.IsCanceled;
            input.AdvanceTo(read.Buffer.End);
        }
    }
}
