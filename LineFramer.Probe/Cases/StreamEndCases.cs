namespace LineFraming.Probe;

/// <summary>The end of what the client sends (R7).</summary>
internal static class StreamEndCases
{
    private const string Unterminated = "A last line without a line end is treated as the standard says.";

    private static readonly int[] Counts = [1, 3, 100];

    /// <summary>The group.</summary>
    public static IEnumerable<ProbeCase> All =>
    [
        new(
            "end/1", "half-close after 1, 3 and 100 commands", "R7",
            "A client that sends its end still gets the answers to its commands.", "as many answers as commands",
            HalfCloseAsync),
        new(
            "end/2", "a last command without a line end", "R7", Unterminated,
            "no answer to it, where the standard drops it", probing => UnterminatedAsync(probing, [])),
        new(
            "end/3", "a last command with CR alone", "R7", Unterminated, "no answer to it, where the standard drops it",
            probing => UnterminatedAsync(probing, "\r"u8.ToArray())),
        new(
            "end/4", "the effect of a last command without a line end", "R7", Unterminated,
            "no effect after a close, and none after a reset", EffectAsync) { IsAlone = true },
        new(
            "end/5", "the server closes too", "R7",
            "A connection whose client has sent its end, and has its answers, is closed.", "the server's end",
            ClosesAsync),
    ];

    private static async Task<Outcome> HalfCloseAsync(Probing probing)
    {
        Outcome outcome = Outcome.Passed("");
        int max = probing.Profile.MayPipeline ? probing.Afford(100) : 1;
        foreach (int count in Counts.Select(count => Math.Min(count, max)).Distinct())
        {
            await using Conversation conversation = await probing.OpenAsync();
            (byte[] stream, _) = probing.Pings(count);
            await conversation.SendAsync(stream, probing.Pace.Patience);
            conversation.EndSending();
            await conversation.ReadUntilAsync(() => conversation.ReplyCount >= count, probing.Pace.Patience);
            string actual = $"{Probing.Count(conversation.ReplyCount, "answer")} to {Probing.Count(count, "command")} and the end";
            if (conversation.ReplyCount < count)
            {
                // No command can follow here: another connection shows whether the server still answers.
                return !conversation.IsClosed && await probing.WhyNotServedAsync() is { } problem
                    ? Outcome.Inconclusive($"{actual}, and {problem}", conversation.Transcript)
                    : Outcome.Failed(actual, conversation.Transcript);
            }

            outcome = Outcome.Passed(actual, conversation.Transcript);
        }

        return outcome;
    }

    private static async Task<Outcome> UnterminatedAsync(Probing probing, byte[] after)
    {
        if (!probing.Description.IsSingle && !probing.Profile.MayPipeline)
        {
            return Outcome.Skipped("the server does not take commands in advance");
        }

        if (after.Length > 0 && (probing.Delimiter is not [(byte)'\r', ..] || probing.Delimiter.Length < 2))
        {
            return Outcome.Skipped("the line end does not begin with CR");
        }

        await using Conversation conversation = await probing.OpenAsync();
        int before = probing.Description.IsSingle ? 0 : 1;
        byte[] stream = [.. before > 0 ? probing.PingLine(probing.NewTag()) : [], .. probing.Ping(probing.NewTag()), .. after];
        await conversation.SendAsync(stream, probing.Pace.Patience);
        conversation.EndSending();
        await conversation.ReadUntilAsync(() => conversation.ReplyCount >= before, probing.Pace.Patience);
        await conversation.ReadUntilAsync(() => conversation.ReplyCount > before, probing.Pace.Quiet);
        if (conversation.ReplyCount < before)
        {
            return Outcome.Failed("the command before it is not answered either", conversation.Transcript);
        }

        bool isRun = conversation.Replies.Skip(before).Any(reply => reply.Kind == ReplyKind.Answer);
        return !isRun ? Outcome.Passed("it is not answered", conversation.Transcript)
            : probing.Description.DropsUnterminated ? Outcome.Failed("it is answered", conversation.Transcript)
            : Outcome.Warned("it is answered", conversation.Transcript);
    }

    private static async Task<Outcome> EffectAsync(Probing probing)
    {
        if (probing.Description is not { Effect: { } effect, Observe: { } observe, Seen: { } seen })
        {
            return Outcome.Skipped("the description has no \"effect\"");
        }

        foreach (bool isReset in new[] { false, true })
        {
            string tag = probing.NewTag();
            Conversation giving = await probing.OpenExtraAsync();
            await using (giving)
            {
                await giving.SendAsync(probing.Target.Fill(effect, tag), probing.Pace.Patience);
                await Task.Delay(probing.Pace.Quiet);
                if (isReset)
                {
                    giving.Reset();
                }
            }

            await Task.Delay(probing.Pace.Quiet);
            await using Conversation looking = await probing.OpenExtraAsync();
            await looking.SendAsync(probing.Line(observe, tag), probing.Pace.Patience);
            await looking.ReadUntilQuietAsync(probing.Pace.Quiet);
            if (looking.Lines.Exists(line => Reply.Matches(seen, line.Text, out string? found) && (found is null || found == tag)))
            {
                string actual = $"after a {(isReset ? "reset" : "close")} its effect is there";
                return probing.Description.DropsUnterminated
                    ? Outcome.Failed(actual, giving.Transcript)
                    : Outcome.Warned(actual, giving.Transcript);
            }
        }

        return Outcome.Passed("no effect after a close, none after a reset");
    }

    private static async Task<Outcome> ClosesAsync(Probing probing)
    {
        await using Conversation conversation = await probing.OpenAsync();
        await conversation.SendAsync(probing.PingLine(probing.NewTag()), probing.Pace.Patience);
        conversation.EndSending();
        await conversation.ReadUntilQuietAsync(probing.Pace.Patience);
        return conversation.IsClosed
            ? Outcome.Passed(
                $"the server {(conversation.Closing == Closing.Reset ? "resets the connection" : "closes")}",
                conversation.Transcript)
            : Outcome.Warned(
                $"the connection is open {probing.Pace.Patience.TotalSeconds:0.#} s after the client's end",
                conversation.Transcript);
    }
}
