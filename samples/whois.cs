#:project ../LineFramer.Server
using System.Buffers;
using LineFraming.Server;

return await ServerProgram.RunAsync(args, () => new Whois());

internal sealed class Whois : LineProtocol
{
    public override bool Answer(ReadOnlySpan<byte> line, IBufferWriter<byte> output)
    {
        output.Write(line.SequenceEqual("example.org"u8) ? "Registrant: Example"u8 : "No match."u8);
        output.Write("\r\n"u8);
        return false;   // one answer, and the session ends
    }
}
