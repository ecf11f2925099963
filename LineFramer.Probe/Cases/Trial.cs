namespace LineFraming.Probe;

/// <summary>What happened after some bytes, judged by a command that is sent after them.</summary>
internal enum Finding
{
    /// <summary>The answers are those of the lines that were sent.</summary>
    AsExpected,

    /// <summary>An answer did not come, and the connection is alive: the command after it was answered.</summary>
    Missing,

    /// <summary>There are more answers than lines.</summary>
    Extra,

    /// <summary>There are as many answers as lines, and they belong to other lines.</summary>
    Foreign,

    /// <summary>The connection is open, and the command after it is not answered either.</summary>
    Deaf,

    /// <summary>The server rejected the bytes and closed.</summary>
    Rejected,

    /// <summary>The server closed without an answer.</summary>
    Closed,
}

/// <summary>
/// The end of a trial, in which some bytes and then a command are sent: what it shows, the same in words, the answers to the
/// bytes, and the conversation.
/// </summary>
internal sealed record Trial(Finding Finding, string Actual, IReadOnlyList<Reply> Replies, Transcript Transcript)
{
    /// <summary>A failure, unless the answers are as expected.</summary>
    public Outcome AsOutcome(string when) => Finding == Finding.AsExpected
        ? Outcome.Passed(Actual, Transcript)
        : Outcome.Failed($"{when}: {Actual}", Transcript);
}

/// <summary>The answers that must come for some bytes: the reference framer finds the lines in them.</summary>
internal sealed class Expectation
{
    private readonly List<byte[]> _lines = [];

    /// <summary>The lines of a stream by the delimiter that certainly ends a line.</summary>
    public Expectation(Description description, ReadOnlySpan<byte> stream)
    {
        EventLog log = new();
        ReferenceFramer.Read(stream, isEnded: false, new(description.Certain, FramerOptions.NoLimit, OversizedLineHandling.Throw), log);
        for (int i = 0; i < log.Count; i++)
        {
            _lines.Add(log.Content(i).ToArray());
        }
    }

    /// <summary>The minimum number of answers: many servers do not answer an empty line.</summary>
    public int Min => _lines.Count(line => line.Length > 0);

    /// <summary>The maximum number of answers.</summary>
    public int Max => _lines.Count;

    /// <summary>Whether the answers of an echoing server contain these lines, if it answered each.</summary>
    public bool AreEchoed(string echo, IReadOnlyList<Reply> replies) =>
        replies.Count != _lines.Count || replies.Zip(_lines).All(pair =>
            pair.First.Kind == ReplyKind.Error || pair.First.Text == echo + System.Text.Encoding.Latin1.GetString(pair.Second));
}
