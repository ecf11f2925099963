using System.Text;

namespace LineFraming.Probe;

/// <summary>What came from the server, as lines and what they are.</summary>
internal sealed class Inbox
{
    private const int MaxReply = 1 << 20;

    private readonly Description _description;
    private readonly LineFramer _framer;

    /// <summary>Makes the inbox of a connection.</summary>
    public Inbox(Description description)
    {
        _description = description;
        DelimiterChoice ends = description.Delimiter;

        // Many servers end their answers with LF. What is echoed may have an LF within.
        bool isNewline = description.Echo is null && (ends == DelimiterChoice.CrLf || ends == DelimiterChoice.Lf || ends == DelimiterChoice.AnyNewline);
        _framer = new(isNewline ? LineDelimiter.CrLfOrLf : ends.Real, MaxReply, OversizedLineHandling.Truncate);
    }

    /// <summary>All lines since the counting began.</summary>
    public List<Reply> Lines { get; } = [];

    /// <summary>How many of them answer or reject a command.</summary>
    public int ReplyCount { get; private set; }

    /// <summary>How many bytes came in all.</summary>
    public long BytesReceived { get; private set; }

    /// <summary>Takes what came.</summary>
    public void Take(ReadOnlySpan<byte> bytes)
    {
        BytesReceived += bytes.Length;
        foreach (ReadOnlySpan<byte> line in _framer.Read(bytes))
        {
            Reply reply = Reply.Of(_description, Encoding.Latin1.GetString(line));

            // Every line of a sink is something that the server took for a line.
            reply = _description.Sink is not null && !reply.IsVerdict ? reply with { Kind = ReplyKind.Answer } : reply;
            Lines.Add(reply);
            ReplyCount += reply.IsVerdict ? 1 : 0;
        }
    }

    /// <summary>Forgets the lines that came.</summary>
    public void Clear()
    {
        Lines.Clear();
        ReplyCount = 0;
    }
}
