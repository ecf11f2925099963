using System.Text;

namespace LineFraming.Benchmarks;

/// <summary>
/// What one connection sends and must receive, byte for byte. Its lines repeat in a cycle that is longer by one than the
/// maximum number of unanswered lines, and no two lines of a cycle or of two connections are equal. So an answer that is lost,
/// invented, changed, out of order or another connection's differs from the expected one, and a comparison of bytes finds it.
/// </summary>
internal sealed class Conversation
{
    /// <summary>The shortest line; shorter ones could not all differ.</summary>
    public const int ShortestLine = 8;

    private static readonly byte[] End = [.. "\r\n"u8];
    private static readonly byte[] Prefix = [.. "You sent: "u8];

    // The cycle twice, so that the maximum number of lines can be sent in one piece from any place in the first cycle.
    private readonly byte[] _lines;
    private readonly byte[] _answers;
    private readonly int _lineSize;
    private readonly int _answerSize;

    // How many bytes have come, and where in the cycle of answers the next one is.
    private long _received;
    private int _position;

    /// <summary>
    /// Composes the lines, each of <paramref name="length"/> content bytes. At most <paramref name="window"/> of them wait
    /// for an answer at once.
    /// </summary>
    public Conversation(int number, int window, int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, ShortestLine);
        int cycle = window + 1;
        _lineSize = length + End.Length;
        _answerSize = Prefix.Length + _lineSize;
        _lines = new byte[2 * cycle * _lineSize];
        _answers = new byte[cycle * _answerSize];
        Random random = new(number);
        for (int i = 0; i < cycle; i++)
        {
            Span<byte> line = _lines.AsSpan(i * _lineSize, _lineSize);
            random.NextBytes(line[..length]);
            foreach (ref byte b in line[..length])
            {
                // 64 of the printable characters, none of which is a line end or the dot that ends a session.
                b = (byte)('0' + (b & 0x3f));
            }

            End.CopyTo(line[length..]);
            Span<byte> answer = _answers.AsSpan(i * _answerSize, _answerSize);
            Prefix.CopyTo(answer);
            line.CopyTo(answer[Prefix.Length..]);
        }

        _lines.AsSpan(0, cycle * _lineSize).CopyTo(_lines.AsSpan(cycle * _lineSize));
    }

    /// <summary>How many answers have come whole.</summary>
    public long Answered => _received / _answerSize;

    /// <summary>A line's bytes, with its end.</summary>
    public int LineSize => _lineSize;

    /// <summary>
    /// The bytes to send from an offset on, or the first of them. <paramref name="to"/> is at most the window after the last
    /// answer.
    /// </summary>
    public ReadOnlySpan<byte> Stream(long from, long to)
    {
        int start = (int)(from % (_lines.Length / 2));
        return _lines.AsSpan(start, (int)Math.Min(to - from, _lines.Length - start));
    }

    /// <summary>Compares received bytes, in chunks of any size, with what must come next.</summary>
    /// <returns>How many answers they made whole.</returns>
    /// <exception cref="LoadFailedException">They differ.</exception>
    public int Check(ReadOnlySpan<byte> received)
    {
        long before = Answered;
        while (!received.IsEmpty)
        {
            ReadOnlySpan<byte> expected = _answers.AsSpan(_position);
            int common = Math.Min(expected.Length, received.Length);
            if (!received[..common].SequenceEqual(expected[..common]))
            {
                throw Other(received, received.CommonPrefixLength(expected));
            }

            received = received[common..];
            _received += common;
            _position = (_position + common) % _answers.Length;
        }

        return (int)(Answered - before);
    }

    private LoadFailedException Other(ReadOnlySpan<byte> received, int same)
    {
        const int Shown = 100;
        _received += same;
        _position += same;
        int within = (int)(_received % _answerSize);
        ReadOnlySpan<byte> expected = _answers.AsSpan(_position - within, _answerSize);
        return new LoadFailedException(
            $"answer {Answered + 1} is not what it must be: expected {Quote(expected, Shown)}, and from its byte {within} on "
            + $"came {Quote(received[same..], Shown)}");
    }

    /// <summary>Bytes for people, at most <paramref name="max"/> of them.</summary>
    internal static string Quote(ReadOnlySpan<byte> bytes, int max)
    {
        StringBuilder text = new("\"");
        foreach (byte b in bytes[..Math.Min(bytes.Length, max)])
        {
            text.Append(b is >= 0x20 and < 0x7f and not (byte)'"' and not (byte)'\\' ? $"{(char)b}" : $"\\x{b:x2}");
        }

        return text.Append(bytes.Length > max ? $"\" and {bytes.Length - max} more" : "\"").ToString();
    }
}
