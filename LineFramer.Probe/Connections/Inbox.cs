using System.Text;

namespace LineFraming.Probe;

/// <summary>The lines that came from the server, classified.</summary>
internal sealed class Inbox
{
    private const int MaxReply = 1 << 20;

    // More than any case asks for, whether it comes in lines or as one line without an end.
    private const long MaxBytes = 32L << 20;
    private const int MaxLines = 4_000_000;

    private readonly Description _description;
    private readonly LineFramer _framer;
    private readonly List<byte> _last = [];
    private long _bytes;

    /// <summary>Makes the inbox of a connection.</summary>
    public Inbox(Description description)
    {
        _description = description;
        DelimiterChoice ends = description.Delimiter;

        // Many servers end their answers with LF. An echoed line may contain an LF.
        bool isNewline = description.Echo is null
            && (ends == DelimiterChoice.CrLf || ends == DelimiterChoice.Lf || ends == DelimiterChoice.AnyNewline);
        _framer = new(isNewline ? LineDelimiter.CrLfOrLf : ends.Real, MaxReply, OversizedLineHandling.Truncate);
    }

    /// <summary>All lines since the counting began.</summary>
    public List<Reply> Lines { get; } = [];

    /// <summary>How many of them answer or reject a command.</summary>
    public int ReplyCount { get; private set; }

    /// <summary>How many bytes came in all.</summary>
    public long BytesReceived { get; private set; }

    /// <summary>Whether the last bytes that came are the prompt.</summary>
    public bool IsAtPrompt => _description.Prompt is { } prompt && Encoding.Latin1.GetString([.. _last]) == prompt;

    /// <summary>Adds bytes that came.</summary>
    /// <exception cref="EndlessAnswerException">More came than the answers to any case are.</exception>
    public void Take(ReadOnlySpan<byte> bytes)
    {
        BytesReceived += bytes.Length;
        _bytes += bytes.Length;
        Remember(bytes, _description.Prompt?.Length ?? 0);
        foreach (ReadOnlySpan<byte> line in _framer.Read(bytes))
        {
            Reply reply = Reply.Of(_description, WithoutPrompt(Encoding.Latin1.GetString(line)));

            // Every line in the sink is one that the server took for a line of the client, so it counts as an answer.
            reply = _description.Sink is not null && !reply.IsVerdict ? reply with { Kind = ReplyKind.Answer } : reply;
            Lines.Add(reply);
            ReplyCount += reply.IsVerdict ? 1 : 0;
        }

        if (_bytes > MaxBytes || Lines.Count > MaxLines)
        {
            throw new EndlessAnswerException($"the server sends without end: {_bytes >> 20} MiB came in {Lines.Count} lines");
        }
    }

    // A prompt has no line end, so it stands at the start of the next line. After several commands at once, several prompts do.
    private string WithoutPrompt(string line)
    {
        while (_description.Prompt is { } prompt && line.StartsWith(prompt, StringComparison.Ordinal))
        {
            line = line[prompt.Length..];
        }

        return line;
    }

    private void Remember(ReadOnlySpan<byte> bytes, int count)
    {
        _last.AddRange(bytes[Math.Max(0, bytes.Length - count)..]);
        _last.RemoveRange(0, Math.Max(0, _last.Count - count));
    }

    /// <summary>Forgets what came.</summary>
    public void Clear()
    {
        Lines.Clear();
        _bytes = 0;
        ReplyCount = 0;
    }
}

/// <summary>The server sends without end, so the conversation was given up.</summary>
internal sealed class EndlessAnswerException(string message) : ConversationException(message);
