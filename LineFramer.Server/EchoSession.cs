using System.Buffers;
using System.IO.Pipelines;

namespace LineFraming.Server;

/// <summary>The plain first form of the server: sends the first bytes it receives back as they are, and closes.</summary>
/// <param name="limits">How much time the peer has.</param>
/// <param name="metrics">Where bytes are counted.</param>
internal sealed class EchoSession(SessionLimits limits, ServerMetrics metrics) : Session(limits)
{
    /// <inheritdoc/>
    protected override async Task<SessionEnd> ConverseAsync(IDuplexPipe transport, SessionWatch watch, CancellationToken stop)
    {
        ReadResult read = await watch.Watch(transport.Input.ReadAsync(CancellationToken.None));
        watch.WaitIsOver();
        foreach (ReadOnlyMemory<byte> segment in read.Buffer)
        {
            transport.Output.Write(segment.Span);
        }

        metrics.Received(read.Buffer.Length, lines: 0);
        metrics.Sent(read.Buffer.Length);
        transport.Input.AdvanceTo(read.Buffer.End);
        await watch.Watch(transport.Output.FlushAsync(CancellationToken.None));
        watch.WaitIsOver();
        return watch.Expired ?? (read.IsCanceled ? SessionEnd.Stopped : SessionEnd.Finished);
    }
}
