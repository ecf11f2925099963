using System.Text;

namespace LineFraming.Probe;

/// <summary>What became of a long line.</summary>
internal enum LongLine
{
    /// <summary>The server answered it like any line.</summary>
    Accepted,

    /// <summary>The server answered it with an error.</summary>
    Rejected,

    /// <summary>The server closed without an answer.</summary>
    Closed,

    /// <summary>The server executed a shorter command.</summary>
    Truncated,

    /// <summary>The server did not answer, and the connection is open.</summary>
    Silent,
}

/// <summary>A long line and what became of it.</summary>
internal sealed record LongTrial(LongLine Result, string Actual, Transcript Transcript)
{
    /// <summary>Whether the line was executed as it was sent.</summary>
    public bool IsAccepted => Result == LongLine.Accepted;
}

/// <summary>
/// The limit that was found: the longest accepted line (null if none was rejected), the longest line tried and accepted, and
/// what becomes of a line that is one byte longer than the limit.
/// </summary>
internal sealed record LimitFound(int? Limit, int Longest, LongTrial? Beyond);

/// <summary>Looks for the longest line that the server accepts, once for all cases.</summary>
internal sealed class LimitSearch
{
    private const int Max = 1 << 20;
    private const int MaxThorough = 1 << 23;

    private readonly Lock _lock = new();
    private Task<LimitFound?>? _found;

    /// <summary>The limit; null if the description has no line of any length.</summary>
    public Task<LimitFound?> FindAsync(Probing probing)
    {
        lock (_lock)
        {
            if (_found is null or { IsFaulted: true })
            {
                _found = SearchAsync(probing);
            }

            return _found;
        }
    }

    /// <summary>Sends a line of so many bytes in pieces.</summary>
    public static async Task<LongTrial> TryAsync(Probing probing, int length, int[] sizes)
    {
        await using Conversation conversation = await probing.OpenAsync();
        byte[] line = probing.Long(length, probing.NewTag())!;
        byte[] stream = [.. line, .. probing.Delimiter];
        int start = 0;
        foreach (int size in sizes)
        {
            if (size <= 0 || start + size >= stream.Length || conversation.IsClosed)
            {
                continue;
            }

            await conversation.SendAsync(stream.AsMemory(start, size), probing.Pace.Patience);
            await conversation.ReadForAsync(probing.Pace.Pause);
            start += size;
        }

        await conversation.SendAsync(stream.AsMemory(start), probing.Pace.Patience);
        return await IsSilentAsync(probing, conversation)
            ? new(LongLine.Silent, "no answer, and the connection is open", conversation.Transcript)
            : Judge(probing.Description, conversation, line);
    }

    // A command is sent after the line. Once it is answered, no answer to the line will come.
    private static async Task<bool> IsSilentAsync(Probing probing, Conversation conversation)
    {
        bool isSingle = probing.Description.IsSingle;
        bool isAnswered = await conversation.ReadUntilAsync(
            () => conversation.ReplyCount > 0, isSingle ? probing.Pace.Patience : probing.Pace.Quiet);
        if (isAnswered || conversation.IsClosed || isSingle)
        {
            return false;
        }

        string sentinel = probing.NewTag();
        await conversation.SendAsync(probing.PingLine(sentinel), probing.Pace.Patience);
        await conversation.ReadUntilAsync(() => conversation.ReplyCount > 0, probing.Pace.Patience);
        if (!probing.Description.IsTagged)
        {
            await conversation.ReadUntilAsync(() => conversation.ReplyCount > 1, probing.Pace.Quiet);
            return conversation.ReplyCount == 1 && !conversation.IsClosed;
        }

        return conversation.Lines.Find(IsVerdict)?.Tag == sentinel;
    }

    private static bool IsVerdict(Reply line) => line.IsVerdict;

    private static LongTrial Judge(Description description, Conversation conversation, byte[] line)
    {
        LongTrial As(LongLine result, string actual) => new(result, actual, conversation.Transcript);
        Reply? reply = conversation.Lines.Find(IsVerdict);
        if (reply is null)
        {
            return conversation.IsClosed ? As(LongLine.Closed, "the server closed without a word")
                : As(LongLine.Silent, "no answer, and the connection is open");
        }

        string quoted = Probing.Quote(reply);
        bool isLongAnswer = description.LongAnswer is { } longAnswer && Reply.Matches(longAnswer, reply.Text);
        return !isLongAnswer && reply.Kind == ReplyKind.Error
            ? As(LongLine.Rejected, $"answered {quoted}")
            : description.Echo is { } echo && reply.Text != echo + Encoding.Latin1.GetString(line)
                ? As(LongLine.Truncated, $"executed as a line of {reply.Text.Length - echo.Length} bytes")
            : As(LongLine.Accepted, $"answered {quoted}");
    }

    private static async Task<LimitFound?> SearchAsync(Probing probing)
    {
        if (probing.Description.Long is null)
        {
            return null;
        }

        int min = probing.Target.Fill(probing.Description.Long, Tags.Longest).Length + 1;
        int accepted = min;
        LongTrial first = await TryAsync(probing, min, []);
        if (!first.IsAccepted)
        {
            throw new ConversationException($"a long command of {min} bytes is not accepted: {first.Actual}");
        }

        int max = probing.Settings.IsThorough ? MaxThorough : Max;
        int rejected = 0;
        LongTrial? beyond = null;
        while (beyond is null && accepted < max)
        {
            int next = Math.Min(accepted < 64 ? 64 : accepted * 2, max);
            LongTrial trial = await TryAsync(probing, next, []);
            (accepted, rejected, beyond) = trial.IsAccepted ? (next, 0, beyond) : (accepted, next, trial);
        }

        while (beyond is not null && rejected - accepted > 1)
        {
            int middle = accepted + ((rejected - accepted) / 2);
            LongTrial trial = await TryAsync(probing, middle, []);
            (accepted, rejected, beyond) = trial.IsAccepted ? (middle, rejected, beyond) : (accepted, middle, trial);
        }

        return new(beyond is null ? null : accepted, accepted, beyond);
    }
}
