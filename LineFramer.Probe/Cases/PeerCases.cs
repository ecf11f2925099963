using System.Globalization;

namespace LineFraming.Probe;

/// <summary>
/// Peers that are slow, do not read, or disconnect (R10): what they cost the server, and whether other peers notice.
/// </summary>
internal static class PeerCases
{
    private const int SmallRead = 4096;
    private const int Resets = 20;
    private const int Many = 50;

    /// <summary>The group.</summary>
    public static IEnumerable<ProbeCase> All =>
    [
        Alone(
            "peers/1", "a peer that never reads: memory", "R10",
            "A peer that does not read its answers is not read from either.",
            "the server stops reading, or closes, and its memory does not grow", NeverReadsAsync) with { MeasuresMemory = true },
        Alone(
            "peers/2", "others, while a peer does not read", "R10", "A peer that does not read delays no other peer.",
            "another connection is answered", OthersAsync),
        Alone("peers/3", "a slow reader", "R8", "A peer that reads slowly gets every answer.", "every answer, in order", SlowReaderAsync),
        Alone(
            "peers/4", "a slow sender", "R1", "A peer that sends slowly is answered, and delays no other peer.",
            "an answer to it, and one to another connection meanwhile", SlowSenderAsync),
        Alone(
            "peers/5", "peers that reset", "", "A peer that resets its connection harms no other peer.",
            "another connection is answered", ResetsAsync),
        Alone(
            "peers/6", "many peers at once", "", "Many connections are served at once.",
            "every connection is answered, or rejected", ManyAsync),
    ];

    private static ProbeCase Alone(
        string id, string title, string rules, string requirement, string expected, Func<Probing, Task<Outcome>> ask) =>
        new(id, title, rules, requirement, expected, ask) { IsAlone = true, LoadsServer = true };

    private static byte[] Commands(Probing probing)
    {
        ProtocolCommand command = probing.Description.Fat ?? probing.Description.Ping;
        byte[] one = probing.Line(command);
        return [.. Enumerable.Repeat(one, Math.Max(1, (1 << 16) / one.Length)).SelectMany(line => line)];
    }

    private static async Task<Outcome> NeverReadsAsync(Probing probing) =>
        probing.Settings.Meter is not { } meter ? ResourceCases.NoPid
        : CannotFlood(probing) ?? await Flood.SendAsync(probing, Commands(probing), reads: false, meter);

    private static Outcome? CannotFlood(Probing probing) =>
        probing.Description.IsSingle ? Outcome.Skipped("a connection takes one query")
        : probing.Profile is { MayPipeline: true, Budget: Profile.MaxBudget } ? null
        : Outcome.Skipped($"a connection takes {probing.Profile.Budget} commands");

    private static async Task<Outcome> OthersAsync(Probing probing)
    {
        if (CannotFlood(probing) is { } skipped)
        {
            return skipped;
        }

        await using Conversation stuck = await probing.OpenExtraAsync(SmallRead);
        byte[] flood = Commands(probing);
        for (int i = 0; i < 256 && await stuck.SendOnlyAsync(flood, probing.Pace.Quiet); i++)
        {
        }

        return await probing.WhyNotServedAsync() is { } problem
            ? Outcome.Failed($"while a peer does not read: {problem}", stuck.Transcript)
            : Outcome.Passed("another connection is answered");
    }

    private static async Task<Outcome> SlowReaderAsync(Probing probing)
    {
        int count = probing.Profile.MayPipeline ? probing.Afford(Profile.MaxBudget) : 1;
        await using Conversation conversation = await probing.OpenExtraAsync(SmallRead);
        string[] tags = [.. Enumerable.Range(0, count).Select(_ => probing.NewTag())];
        bool isEcho = probing.Description is { Echo: not null, Long: not null, Limit: >= 500 };
        byte[] stream =
        [
            .. tags.SelectMany(tag => isEcho
                ? (byte[])[.. probing.Long(500 - tag.Length)!, .. System.Text.Encoding.ASCII.GetBytes(tag), .. probing.Delimiter]
                : probing.PingLine(tag)),
        ];
        await conversation.SendOnlyAsync(stream, probing.Pace.Quiet);
        for (int i = 0; i < 10; i++)
        {
            await Task.Delay(probing.Pace.Pause);
            await conversation.ReadOnceAsync(TimeSpan.Zero);
        }

        bool isAll = await conversation.ReadUntilAsync(() => conversation.ReplyCount >= count, probing.Pace.Patience);
        string actual = $"{Probing.Count(conversation.ReplyCount, "answer")} to {Probing.Count(count, "command")}";
        bool isInOrder = !isEcho
            || conversation.Replies.Zip(tags).All(pair => pair.First.Text.EndsWith(pair.Second, StringComparison.Ordinal));
        return isAll && isInOrder ? Outcome.Passed(actual, conversation.Transcript)
            : Outcome.Failed(isAll ? $"{actual}, out of order" : actual, conversation.Transcript);
    }

    private static async Task<Outcome> SlowSenderAsync(Probing probing)
    {
        await using Conversation slow = await probing.OpenExtraAsync();
        (byte[] stream, string[] tags) = probing.Pings(1);
        int half = stream.Length / 2;
        for (int i = 0; i < half; i++)
        {
            await slow.SendAsync(stream.AsMemory(i, 1), probing.Pace.Patience);
            await slow.ReadForAsync(probing.Pace.Pause);
        }

        string? problem = await probing.WhyNotServedAsync();
        await slow.SendAsync(stream.AsMemory(half), probing.Pace.Patience);
        Trial trial = await probing.JudgeAsync(slow, stream, tags);
        return problem is not null ? Outcome.Failed($"while a peer is slow: {problem}", slow.Transcript) : trial.AsOutcome("a slow sender");
    }

    private static async Task<Outcome> ResetsAsync(Probing probing)
    {
        for (int i = 0; i < Resets; i++)
        {
            try
            {
                await using Conversation conversation = await probing.OpenExtraAsync();
                byte[] stream = i % 2 == 0
                    ? probing.Ping(probing.NewTag())
                    : probing.Pings(probing.Profile.MayPipeline ? probing.Afford(20) : 1).Stream;
                await conversation.SendOnlyAsync(stream, probing.Pace.Patience);
                conversation.Reset();
            }
            catch (ConversationException e)
            {
                return Outcome.Failed($"after {i} resets a connection cannot be had: {e.Message}");
            }
        }

        // Asked twice: a busy server may answer a connection before it notices the resets.
        string? problem = await probing.WhyNotServedAsync();
        if (problem is null)
        {
            await Task.Delay(probing.Pace.Quiet);
            problem = await probing.WhyNotServedAsync();
        }

        return problem is not null
            ? Outcome.Failed($"after {Resets} resets: {problem}")
            : Outcome.Passed($"after {Resets} resets another connection is answered");
    }

    private static async Task<Outcome> ManyAsync(Probing probing)
    {
        int wanted = probing.Description.Connections < 8 ? probing.Description.Connections : Many;
        List<Conversation> open = [];
        try
        {
            for (int i = 0; i < wanted; i++)
            {
                try
                {
                    open.Add(await probing.OpenExtraAsync());
                }
                catch (ConversationException e)
                {
                    return Outcome.Information(
                        string.Create(CultureInfo.InvariantCulture, $"{i} connections at once, and one more is rejected: {e.Message}"));
                }
            }

            bool[] answered = await Task.WhenAll(open.Select(async conversation =>
            {
                await conversation.SendAsync(probing.PingLine(probing.NewTag()), probing.Pace.Patience);
                return await conversation.ReadUntilAsync(() => conversation.ReplyCount > 0, probing.Pace.Patience);
            }));
            int missing = answered.Count(isAnswered => !isAnswered);
            int closed = open.Count(conversation => conversation.IsClosed && conversation.ReplyCount == 0);
            return missing == 0 ? Outcome.Passed($"{wanted} connections at once, each answered")
                : closed == missing ? Outcome.Information($"{wanted} connections at once, {closed} of them closed")
                : Outcome.Failed($"{wanted} connections at once, {missing - closed} of them open without an answer");
        }
        finally
        {
            foreach (Conversation conversation in open)
            {
                await conversation.DisposeAsync();
            }
        }
    }
}
