using System.Buffers;

namespace LineFraming.Server;

/// <summary>
/// The plain first form of the server: sends the first bytes it receives back as they are, and ends the session. It knows
/// no lines: <see cref="LineSession"/> gives it what was read as it came.
/// </summary>
internal sealed class EchoProtocol : LineProtocol
{
    public override bool Answer(ReadOnlySpan<byte> line, IBufferWriter<byte> output)
    {
        output.Write(line);
        return false;
    }
}
