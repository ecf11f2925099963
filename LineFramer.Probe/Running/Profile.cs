using System.Diagnostics;

namespace LineFraming.Probe;

/// <summary>What the server is like before the first case: what is policy is found out here, so that it is not taken for a bug.</summary>
/// <param name="Pace">How long to wait for it.</param>
/// <param name="Budget">How many commands a connection may give.</param>
/// <param name="MayPipeline">Whether several commands may be sent at once.</param>
internal sealed record Profile(Pace Pace, int Budget, bool MayPipeline)
{
    /// <summary>How many seconds of a processor the server's process used in a second, before the first connection.</summary>
    public double IdleSeconds { get; init; }

    /// <summary>The most commands that any case gives on one connection.</summary>
    public const int MaxBudget = 1000;

    private const int Sample = 5;

    /// <summary>Holds a few conversations as the description says.</summary>
    /// <exception cref="ConversationException">The server is not the one described.</exception>
    public static async Task<Profile> MeasureAsync(Target target, ServerMeter? meter)
    {
        double idle = meter is null ? 0 : await meter.UsedInAsync(TimeSpan.FromSeconds(1));
        return await MeasureAsync(target) with { IdleSeconds = idle };
    }

    private static async Task<Profile> MeasureAsync(Target target)
    {
        Description description = target.Description;
        List<TimeSpan> times = [];
        bool isLate = false;
        for (int i = 0; i < Sample && !isLate; i++)
        {
            (TimeSpan time, isLate) = await PingAsync(target);
            times.Add(time);
        }

        times.Sort();
        Pace pace = Pace.For(times[times.Count / 2], description.Rate is not null);
        if (description.IsSingle)
        {
            return new(pace, 1, MayPipeline: false);
        }

        int wanted = description.Rate is { } rate ? rate * 2 : MaxBudget;
        int pipelined = await CountAsync(target, pace, wanted, isPipelined: true);
        if (pipelined >= wanted)
        {
            return new(pace, wanted, MayPipeline: true);
        }

        // One by one, a few more than came to an end at once: is it how many there were, or that they came at once?
        int single = await CountAsync(target, pace, Math.Min(wanted, pipelined + 10), isPipelined: false);
        return single > pipelined ? new(pace, single, MayPipeline: pipelined > 1) : new(pace, Math.Max(1, single), MayPipeline: pipelined > 1);
    }

    // How long a command takes, and whether it takes another one to be answered.
    private static async Task<(TimeSpan Time, bool IsLate)> PingAsync(Target target)
    {
        await using Conversation conversation = await target.OpenAsync(Pace.Unknown);
        long start = Stopwatch.GetTimestamp();
        byte[] ping = [.. target.Fill(target.Description.Ping, target.Tags.Next()), .. target.Description.Delimiter.Strings[0]];
        await conversation.SendAsync(ping, Pace.Unknown.Patience);
        bool isAnswered = await IsAnsweredAsync(conversation);
        bool isLate = !isAnswered;
        if (isLate && !conversation.IsClosed && conversation.Lines.Count == 0)
        {
            // A server that answers a line late is the server described, and a case will say so.
            await conversation.SendAsync(ping, Pace.Unknown.Patience);
            isAnswered = await IsAnsweredAsync(conversation);
        }

        if (!isAnswered)
        {
            string got = conversation.Lines is [.., { } last] ? $"it answered {Escape.Quote(System.Text.Encoding.Latin1.GetBytes(last.Text), 200)}"
                : conversation.IsClosed ? "it closed without an answer" : $"no answer came in {Pace.Unknown.Patience.TotalSeconds} s";
            throw new ConversationException($"{Escape.Quote(ping)} is not answered as described; {got}");
        }

        return (isLate ? TimeSpan.Zero : Stopwatch.GetElapsedTime(start), isLate);
    }

    private static Task<bool> IsAnsweredAsync(Conversation conversation) => conversation.ReadUntilAsync(
        () => conversation.Lines.Exists(line => line.Kind == ReplyKind.Answer), Pace.Unknown.Patience);

    // How many commands are answered before the server rejects one or closes. An answer that is missing is no policy: while
    // the connection is open and nothing was rejected, all count.
    private static async Task<int> CountAsync(Target target, Pace pace, int wanted, bool isPipelined)
    {
        await using Conversation conversation = await target.OpenAsync(pace);
        byte[][] pings = [.. Enumerable.Range(0, wanted).Select(_ => (byte[])[.. target.Fill(target.Description.Ping, target.Tags.Next()), .. target.Description.Delimiter.Strings[0]])];
        for (int i = 0; i < wanted && !isPipelined; i++)
        {
            await conversation.SendAsync(pings[i], pace.Patience);
            int expected = i + 1;
            if (!await conversation.ReadUntilAsync(() => conversation.ReplyCount >= expected || HasError(conversation), pace.Patience) || HasError(conversation))
            {
                break;
            }
        }

        if (isPipelined)
        {
            await conversation.SendAsync(pings.SelectMany(ping => ping).ToArray(), pace.Patience);
            await conversation.ReadUntilAsync(() => conversation.ReplyCount >= wanted || conversation.Lines is [.., { Kind: ReplyKind.Error }], pace.Patience);
        }

        int answered = conversation.Lines.TakeWhile(line => line.Kind != ReplyKind.Error).Count(line => line.Kind == ReplyKind.Answer);
        return HasError(conversation) || conversation.IsClosed ? answered : wanted;
    }

    private static bool HasError(Conversation conversation) => conversation.Lines.Exists(line => line.Kind == ReplyKind.Error);
}
