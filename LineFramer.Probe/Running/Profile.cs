using System.Diagnostics;

namespace LineFraming.Probe;

/// <summary>
/// What the server does by policy, found out before the first case so that no case takes it for a bug: how long to wait, how
/// many commands a connection may send, and whether several may be sent at once.
/// </summary>
internal sealed record Profile(Pace Pace, int Budget, bool MayPipeline)
{
    /// <summary>The share of a processor that the server's process used or waited for before the first connection.</summary>
    public double Idle { get; init; }

    /// <summary>The maximum number of commands that a case sends on one connection: a thousand, and one after them.</summary>
    public const int MaxBudget = 1001;

    private const int Sample = 5;

    /// <summary>Runs a few conversations as the description says.</summary>
    /// <exception cref="ConversationException">The server is not the one described.</exception>
    public static async Task<Profile> MeasureAsync(Target target, ServerMeter? meter, Timing timing)
    {
        double idle = meter is null ? 0 : await meter.RestAsync(timing.Watch, ResourceCases.MaxIdle);
        return await MeasureAsync(target, timing) with { Idle = idle };
    }

    private static async Task<Profile> MeasureAsync(Target target, Timing timing)
    {
        Description description = target.Description;
        List<TimeSpan> times = [];
        bool isLate = false;
        for (int i = 0; i < Sample && !isLate; i++)
        {
            (TimeSpan time, isLate) = await PingAsync(target, Pace.Unknown(timing));
            times.Add(time);
        }

        times.Sort();
        Pace pace = Pace.For(times[times.Count / 2], description.Rate is not null, timing);
        if (description.IsSingle)
        {
            return new(pace, 1, MayPipeline: false);
        }

        int wanted = description.Rate is { } rate ? rate * 2 : MaxBudget;
        TimeSpan counting = timing.Case * pace.Factor / 3;
        int pipelined = await CountAsync(target, pace, wanted, counting, isPipelined: true);
        if (pipelined >= wanted)
        {
            return new(pace, wanted, MayPipeline: true);
        }

        // Sends a few more commands than were answered, one by one: this shows whether the server counts commands or rejects
        // several at once.
        int single = await CountAsync(target, pace, Math.Min(wanted, pipelined + 10), counting, isPipelined: false);
        return new(pace, Math.Max(1, single), MayPipeline: pipelined > 1);
    }

    // How long a command takes, and whether the server answers it only after another one.
    private static async Task<(TimeSpan Time, bool IsLate)> PingAsync(Target target, Pace pace)
    {
        await using Conversation conversation = await target.OpenAsync(pace);
        long start = Stopwatch.GetTimestamp();
        byte[] ping = [.. target.Fill(target.Description.Ping, target.Tags.Next()), .. target.Description.Delimiter.Strings[0]];
        await conversation.SendAsync(ping, pace.Patience);
        bool isAnswered = await IsAnsweredAsync(conversation, pace);
        bool isLate = !isAnswered;
        if (isLate && !conversation.IsClosed && conversation.Lines.Count == 0)
        {
            // A server that answers a line late still matches its description; a case reports the delay.
            await conversation.SendAsync(ping, pace.Patience);
            isAnswered = await IsAnsweredAsync(conversation, pace);
        }

        if (!isAnswered)
        {
            string got = conversation.Lines is [.., { } last]
                ? $"it answered {Escape.Quote(System.Text.Encoding.Latin1.GetBytes(last.Text), 200)}"
                : conversation.IsClosed ? "it closed without an answer" : $"no answer came in {pace.Patience.TotalSeconds} s";
            throw new ConversationException($"{Escape.Quote(ping)} is not answered as described; {got}");
        }

        return (isLate ? TimeSpan.Zero : Stopwatch.GetElapsedTime(start), isLate);
    }

    private static Task<bool> IsAnsweredAsync(Conversation conversation, Pace pace) => Target.ReadBrieflyAsync(
        conversation, () => conversation.Lines.Exists(line => line.Kind == ReplyKind.Answer), pace.Patience, pace);

    // How many commands are answered before the server rejects one or closes, or before the time for this is over. A missing
    // answer is not a policy: while the connection is open and nothing was rejected, all commands count.
    private static async Task<int> CountAsync(Target target, Pace pace, int wanted, TimeSpan time, bool isPipelined)
    {
        await using Conversation conversation = await target.OpenAsync(pace);
        byte[][] pings =
        [
            .. Enumerable
                .Range(0, wanted)
                .Select(
                    _ => (byte[])[.. target.Fill(target.Description.Ping, target.Tags.Next()), .. target.Description.Delimiter.Strings[0]]),
        ];
        bool isCutShort;
        conversation.EndAfter(time + pace.Patience);
        try
        {
            isCutShort = isPipelined
                ? await IsCutShortAtOnceAsync(conversation, pings, time, pace.Patience)
                : await IsCutShortOneByOneAsync(conversation, pings, time, pace.Patience);
        }
        catch (OverdueException)
        {
            // Something else came all the time. An answer is missing, unless the server only reads slowly.
            isCutShort = isPipelined && conversation.ReplyCount > 0;
        }

        int answered = conversation.Lines.TakeWhile(line => line.Kind != ReplyKind.Error).Count(line => line.Kind == ReplyKind.Answer);
        return isCutShort || HasError(conversation) || conversation.IsClosed ? answered : wanted;
    }

    // Whether the time was over before all commands were answered, or one of them was rejected.
    private static async Task<bool> IsCutShortAtOnceAsync(Conversation conversation, byte[][] pings, TimeSpan time, TimeSpan patience)
    {
        long start = Stopwatch.GetTimestamp();
        await conversation.SendAsync(pings.SelectMany(ping => ping).ToArray(), patience);
        bool hasEnded = await conversation.ReadUntilAsync(
            () => IsDone(conversation, pings.Length) || IsTimeUp(conversation, start, time), patience);
        return hasEnded && !IsDone(conversation, pings.Length);
    }

    private static async Task<bool> IsCutShortOneByOneAsync(Conversation conversation, byte[][] pings, TimeSpan time, TimeSpan patience)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < pings.Length; i++)
        {
            await conversation.SendAsync(pings[i], patience);
            int expected = i + 1;
            if (!await conversation.ReadUntilAsync(() => conversation.ReplyCount >= expected || HasError(conversation), patience)
                || HasError(conversation))
            {
                return false;
            }

            if (IsTimeUp(conversation, start, time))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsTimeUp(Conversation conversation, long start, TimeSpan time) =>
        conversation.ReplyCount > 0 && Stopwatch.GetElapsedTime(start) > time;

    private static bool IsDone(Conversation conversation, int wanted) =>
        conversation.ReplyCount >= wanted || conversation.Lines is [.., { Kind: ReplyKind.Error }];

    private static bool HasError(Conversation conversation) => conversation.Lines.Exists(line => line.Kind == ReplyKind.Error);
}
