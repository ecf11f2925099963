using System.Buffers;
using System.Text;

namespace LineFraming.Benchmarks;

/// <summary>What a peer sends, and how it must be answered. The lines are random and may contain any byte.</summary>
internal sealed class SoakScript
{
    /// <summary>The server's <c>--max-line</c>.</summary>
    public const int MaxLine = 1000;

    private static readonly byte[] End = [.. "\r\n"u8];
    private static readonly byte[] Prefix = [.. "You sent: "u8];

    private readonly ArrayBufferWriter<byte> _stream = new();
    private readonly ArrayBufferWriter<byte> _answers = new();
    private readonly List<(long Stream, long Answers)> _ends = [];
    private readonly Random _random;

    /// <summary>Draws lines of up to <paramref name="longest"/> bytes, at most <see cref="MaxLine"/>.</summary>
    public SoakScript(Random random, int lines, int longest = MaxLine)
    {
        _random = random;
        for (int i = 0; i < lines; i++)
        {
            byte[] content = Content(Length(longest));
            _stream.Write(content);
            _stream.Write(End);
            _answers.Write(Prefix);
            _answers.Write(content);
            _answers.Write(End);
            _ends.Add((_stream.WrittenCount, _answers.WrittenCount));
        }
    }

    /// <summary>What is sent.</summary>
    public ReadOnlyMemory<byte> Stream => _stream.WrittenMemory;

    /// <summary>What must come back; all of it, and then the end.</summary>
    public ReadOnlyMemory<byte> Answers => _answers.WrittenMemory;

    /// <summary>How many lines are echoed.</summary>
    public int Lines => _ends.Count;

    /// <summary>A lone dot, which ends the session, and what is not answered after it.</summary>
    public SoakScript ThenDot()
    {
        _stream.Write("."u8);
        _stream.Write(End);
        return ThenUnanswered(_random.Next(2000));
    }

    /// <summary>A line without its end.</summary>
    public SoakScript ThenUnfinished()
    {
        _stream.Write(Content(Length(MaxLine)));
        return this;
    }

    /// <summary>
    /// Adds an oversized line, by a byte or by much, and then up to <paramref name="maxAfter"/> bytes that are not answered.
    /// </summary>
    public SoakScript ThenOversized(int maxAfter = 4 << 20)
    {
        // Its first byte over the limit must be no CR, which could still begin the end of a line that fits.
        _stream.Write(Content(MaxLine));
        _stream.Write("x"u8);
        _answers.Write(Encoding.ASCII.GetBytes($"Line too long: the limit is {MaxLine} bytes.\r\n"));
        return ThenUnanswered(Math.Min(1 << _random.Next(23), maxAfter));
    }

    /// <summary>How many bytes of answers there are to the lines that end within so many bytes of the stream.</summary>
    public long AnswersTo(long sent) => _ends.LastOrDefault(end => end.Stream <= sent).Answers;

    private SoakScript ThenUnanswered(int length)
    {
        byte[] bytes = new byte[length];
        _random.NextBytes(bytes);
        _stream.Write(bytes);
        return this;
    }

    // Mostly short lengths, and those at the limits more often than by chance.
    private int Length(int longest) => _random.Next(8) switch
    {
        0 => 0,
        1 => _random.Next(2, 4),
        2 => longest,
        3 => _random.Next(longest + 1),
        _ => _random.Next(Math.Min(longest, 80) + 1),
    };

    private byte[] Content(int length)
    {
        byte[] content = new byte[length];
        _random.NextBytes(content);
        if (_random.Next(2) == 0)
        {
            // Bytes that occur in delimiters.
            for (int i = 0; i < length; i++)
            {
                content[i] = "\r\n.\0x"u8[content[i] % 5];
            }
        }

        for (int i = 1; i < length; i++)
        {
            content[i] = content[i - 1] == '\r' && content[i] == '\n' ? (byte)'\r' : content[i];
        }

        return content.AsSpan().SequenceEqual("."u8) ? [.. ","u8] : content;
    }
}
