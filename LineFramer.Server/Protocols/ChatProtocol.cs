using System.Buffers;
using System.Text;

namespace LineFraming.Server;

/// <summary>
/// The chat server's answers: every line comes back, and a lone <c>.</c> ends the session.
/// <para>
/// An answer ends the way the peer's own lines do, so that one delimiter frames both directions: with the delimiter
/// itself, and with CR LF where a set or any newline is accepted. One instance serves any number of sessions at once.
/// </para>
/// </summary>
internal sealed class ChatProtocol : LineProtocol
{
    private readonly byte[] _end;
    private readonly byte[] _oversized;

    /// <summary>Makes the protocol for a delimiter and a limit; the answer to an oversized line names the limit.</summary>
    /// <exception cref="ArgumentException">
    /// An answer could contain the delimiter, and the peer would read it as two: the fixed words contain it, or end
    /// with its beginning, which a line could go on with.
    /// </exception>
    public ChatProtocol(LineDelimiter delimiter, int maxLineLength)
    {
        _end = Framed("", delimiter);
        _oversized = Framed($"Line too long: the limit is {maxLineLength} bytes.", delimiter);
        if (CouldBeginWithin(Prefix, _end))
        {
            throw Unreadable("You sent: LINE", delimiter);
        }
    }

    private static ReadOnlySpan<byte> Prefix => "You sent: "u8;

    public override bool Answer(ReadOnlySpan<byte> line, IBufferWriter<byte> output)
    {
        if (line.SequenceEqual("."u8))
        {
            return false;
        }

        Span<byte> room = output.GetSpan();
        if (line.Length > room.Length - Prefix.Length - _end.Length)
        {
            output.Write(Prefix);
            output.Write(line);
            output.Write(_end);
            return true;
        }

        // Memory is requested once for all parts: with short lines, several requests cost throughput.
        Prefix.CopyTo(room);
        line.CopyTo(room[Prefix.Length..]);
        _end.CopyTo(room[(Prefix.Length + line.Length)..]);
        output.Advance(Prefix.Length + line.Length + _end.Length);
        return true;
    }

    public override void AnswerOversized(IBufferWriter<byte> output) => output.Write(_oversized);

    private static byte[] Framed(string text, LineDelimiter delimiter)
    {
        ArrayBufferWriter<byte> answer = new();
        try
        {
            answer.WriteLine(Encoding.ASCII.GetBytes(text), delimiter);
        }
        catch (ArgumentException)
        {
            throw Unreadable(text, delimiter);
        }

        return answer.WrittenSpan.ToArray();
    }

    private static ArgumentException Unreadable(string answer, LineDelimiter delimiter) =>
        new($"The answer \"{answer}\" could contain the delimiter {delimiter}, and be read as two. Choose another delimiter.");

    private static bool CouldBeginWithin(ReadOnlySpan<byte> text, ReadOnlySpan<byte> delimiter)
    {
        for (int i = 0; i < text.Length; i++)
        {
            int overlap = Math.Min(text.Length - i, delimiter.Length);
            if (text.Slice(i, overlap).SequenceEqual(delimiter[..overlap]))
            {
                return true;
            }
        }

        return false;
    }
}
