using System.Buffers;
using System.IO.Pipelines;

namespace LineFraming.Server;

/// <summary>The plain first form of the server: sends the first bytes it receives back as they are, and closes.</summary>
/// <param name="closing">How the connection is closed.</param>
internal sealed class EchoSession(LingeringClose closing) : Session(closing)
{
    /// <inheritdoc/>
    protected override async Task ConverseAsync(IDuplexPipe transport, CancellationToken stop)
    {
        ReadResult read = await transport.Input.ReadAsync(CancellationToken.None);
        foreach (ReadOnlyMemory<byte> segment in read.Buffer)
        {
            transport.Output.Write(segment.Span);
        }

        transport.Input.AdvanceTo(read.Buffer.End);
        await transport.Output.FlushAsync(CancellationToken.None);
    }
}
