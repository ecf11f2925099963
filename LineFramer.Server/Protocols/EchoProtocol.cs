using System.Buffers;

namespace LineFraming.Server;

/// <summary>
/// Returns the bytes of the first read unchanged, and ends the session. It does not frame lines:
/// <see cref="LineSession"/> passes it the bytes of a read.
/// </summary>
internal sealed class EchoProtocol : LineProtocol
{
    public override bool Answer(ReadOnlySpan<byte> line, IBufferWriter<byte> output)
    {
        output.Write(line);
        return false;
    }
}
