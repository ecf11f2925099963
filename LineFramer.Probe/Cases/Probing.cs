using System.Text;

namespace LineFraming.Probe;

/// <summary>
/// What a case needs to ask a server. The pace is slower when a suspicion is confirmed; the limit is looked for once.
/// </summary>
internal sealed class Probing(Target target, Profile profile, Pace pace, RunSettings settings, LimitSearch limit)
{
    /// <summary>The server.</summary>
    public Target Target => target;

    /// <summary>What it speaks.</summary>
    public Description Description => target.Description;

    /// <summary>What it is like.</summary>
    public Profile Profile => profile;

    /// <summary>How long to wait.</summary>
    public Pace Pace => pace;

    /// <summary>What the command line allows.</summary>
    public RunSettings Settings => settings;

    /// <summary>The limit of its lines.</summary>
    public LimitSearch Limit => limit;

    /// <summary>How long a connection may last, so that a case that is abandoned ends; null for no maximum.</summary>
    public TimeSpan? Life { get; init; }

    /// <summary>What the probe ends lines with.</summary>
    public byte[] Delimiter => Description.Delimiter.Strings[0];

    /// <summary>A new tag.</summary>
    public string NewTag() => target.Tags.Next();

    /// <summary>A harmless command without its line end.</summary>
    public byte[] Ping(string tag) => target.Fill(Description.Ping, tag);

    /// <summary>A command with its line end.</summary>
    public byte[] Line(ProtocolCommand command, string tag = "") =>
        [.. target.Fill(command, tag.Length > 0 ? tag : NewTag()), .. Delimiter];

    /// <summary>A harmless command with its line end.</summary>
    public byte[] PingLine(string tag) => [.. Ping(tag), .. Delimiter];

    /// <summary>As many commands, with their line ends and their tags.</summary>
    public (byte[] Stream, string[] Tags) Pings(int count)
    {
        string[] tags = [.. Enumerable.Range(0, count).Select(_ => NewTag())];
        return ([.. tags.SelectMany(PingLine)], tags);
    }

    /// <summary>How many of the wanted commands one connection may send, with one more after them.</summary>
    public int Afford(int wanted) => Math.Max(1, Math.Min(wanted, profile.Budget - 1));

    /// <summary>
    /// A long command of exactly so many bytes, its line end not counted; null if the description has none or it is too short.
    /// </summary>
    public byte[]? Long(int length, string tag = "")
    {
        if (Description.Long is not { } command)
        {
            return null;
        }

        int fixedLength = target.Fill(command, tag).Length;
        return length < fixedLength ? null : target.Fill(command, tag, new string('x', length - fixedLength));
    }

    /// <summary>Opens a connection.</summary>
    public Task<Conversation> OpenAsync(int receiveBuffer = 0) => OpenAsync(receiveBuffer, isExtra: false);

    /// <summary>Opens one more connection than the server has room for; for cases that run alone.</summary>
    public Task<Conversation> OpenExtraAsync(int receiveBuffer = 0) => OpenAsync(receiveBuffer, isExtra: true);

    /// <summary>
    /// Sends a stream in pieces of <paramref name="sizes"/> (the last piece has the rest) on a new connection, then a
    /// command, and compares the answers: their tags in order, or only their number where <paramref name="tags"/> is null.
    /// </summary>
    public async Task<Trial> TryAsync(byte[] stream, int[] sizes, string[]? tags = null, TimeSpan? pause = null)
    {
        await using Conversation conversation = await OpenAsync();
        int start = 0;
        foreach (int size in sizes.Where(size => size > 0))
        {
            if (start + size >= stream.Length || conversation.IsClosed)
            {
                break;
            }

            await conversation.SendAsync(stream.AsMemory(start, size), pace.Patience);
            await conversation.ReadForAsync(pause ?? pace.Pause);
            start += size;
        }

        await conversation.SendAsync(stream.AsMemory(start), pace.Patience);
        return await JudgeAsync(conversation, stream, tags);
    }

    /// <summary>Sends a command after what a conversation has sent, and compares the answers.</summary>
    public async Task<Trial> JudgeAsync(Conversation conversation, byte[] stream, string[]? tags = null)
    {
        Expectation expectation = new(Description, stream);

        // Where commands may be sent in advance, a late answer comes before the answer to the next command.
        TimeSpan silence = expectation.Min > 0 && !profile.MayPipeline ? pace.Patience : pace.Quiet;
        await conversation.ReadUntilAsync(() => conversation.ReplyCount >= expectation.Min, silence);
        if (Description.IsSingle)
        {
            await conversation.ReadUntilQuietAsync(pace.Quiet);
            return Judge(conversation, expectation, conversation.Replies, tags, isAlive: true);
        }

        int before = conversation.ReplyCount;
        string sentinel = NewTag();
        await conversation.SendAsync(PingLine(sentinel), pace.Patience);
        bool isTagged = Description.IsTagged;
        bool isAlive = await conversation.ReadUntilAsync(
            () => isTagged ? conversation.HasAnswered(sentinel) : conversation.ReplyCount > before, pace.Patience);
        if (!isTagged)
        {
            await conversation.ReadUntilQuietAsync(pace.Quiet);
        }

        IReadOnlyList<Reply> replies = conversation.Replies;
        IReadOnlyList<Reply> own = !isAlive ? replies
            : isTagged ? [.. replies.TakeWhile(reply => reply.Tag != sentinel)]
            : [.. replies.SkipLast(1)];
        return Judge(conversation, expectation, own, tags, isAlive);
    }

    /// <summary>Why a new connection is not answered; null if it is.</summary>
    public async Task<string?> WhyNotServedAsync()
    {
        try
        {
            await using Conversation other = await OpenExtraAsync();
            await other.SendAsync(PingLine(NewTag()), pace.Patience);
            return await other.ReadUntilAsync(() => other.ReplyCount > 0, pace.Patience) ? null
                : other.IsClosed ? "another connection is closed without an answer"
                : $"another connection has no answer in {pace.Patience.TotalSeconds:0.#} s";
        }
        catch (ConversationException e)
        {
            return $"another connection cannot be had: {e.Message}";
        }
    }

    private async Task<Conversation> OpenAsync(int receiveBuffer, bool isExtra)
    {
        Conversation conversation = await target.OpenAsync(pace, receiveBuffer, isExtra);
        conversation.EndAfter(Life);
        return conversation;
    }

    private Trial Judge(Conversation conversation, Expectation expectation, IReadOnlyList<Reply> replies, string[]? tags, bool isAlive)
    {
        string counts = $"{Count(replies.Count, "answer")} to {Count(expectation.Max, "line")}";
        Trial As(Finding finding, string actual) => new(finding, actual, replies, conversation.Transcript);
        if (!isAlive)
        {
            return !conversation.IsClosed
                ? As(Finding.Deaf, $"{counts}, and the command after them is not answered, though the connection is open")
                : replies is [.., { Kind: ReplyKind.Error }] ? As(Finding.Rejected, $"the server answered {Quote(replies[^1])} and closed")
                : As(Finding.Closed, $"{counts}, and the server closed without a word");
        }

        string[] got = [.. replies.Where(reply => reply.Tag is not null).Select(reply => reply.Tag!)];
        string[] wrong = tags is null || !Description.IsTagged
            ? []
            : [.. tags.Zip(got).Where(pair => pair.First != pair.Second).Select(pair => pair.First)];
        return replies.Count < expectation.Min ? As(Finding.Missing, $"{counts}, and the command after them is answered")
            : replies.Count > expectation.Max ? As(Finding.Extra, $"{counts}: {string.Join(", ", replies.Take(4).Select(Quote))}")
            : wrong.Length > 0 || (tags is not null && Description.IsTagged && got.Length < tags.Length)
                ? As(Finding.Foreign, $"{counts}, out of order or not theirs, from {(wrong.Length > 0 ? wrong[0] : tags![^1])} on")
            : Description.Echo is { } echo && !expectation.AreEchoed(echo, replies)
                ? As(
                    Finding.Foreign,
                    $"{counts}, and what comes back is not what was sent: {string.Join(", ", replies.Take(4).Select(Quote))}")
            : As(Finding.AsExpected, counts);
    }

    /// <summary>A reply, quoted.</summary>
    public static string Quote(Reply reply) => Escape.Quote(Encoding.Latin1.GetBytes(reply.Text), 80);

    /// <summary>A number and a noun.</summary>
    public static string Count(int count, string noun) => count switch { 0 => $"no {noun}", 1 => $"1 {noun}", _ => $"{count} {noun}s" };
}
