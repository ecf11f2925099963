namespace LineFraming.Probe;

/// <summary>The end of the session, by the server.</summary>
internal static class CloseCases
{
    private const int SmallRead = 4096;

    /// <summary>The group.</summary>
    public static IEnumerable<ProbeCase> All =>
    [
        new(
            "close/1", "a command after the last one", "R9",
            "After the command that ends the session nothing is executed.", "no answer to a command after it",
            AfterQuitAsync),
        new(
            "close/2", "answers, with 100 kB and 4 MB after the last command", "R8",
            "Bytes after the last command do not destroy the answers before it.", "every answer",
            probing => SurviveAsync(probing)),
        new(
            "close/3", "the error to an oversized line, with 4 MB after it", "R5",
            "The error to an oversized line reaches the client, however much it goes on sending.", "the error",
            ErrorSurvivesAsync),
        new(
            "close/4", "how the server closes", "", "A session that ends in order ends without a reset.",
            "the end of the stream, not a reset", HowAsync),
    ];

    private static Outcome? NeedsQuit(Probing probing) =>
        probing.Description.Quit is null ? Outcome.Skipped("the description has no \"quit\"")
        : probing.Profile.MayPipeline ? null : Outcome.Skipped("the server does not take commands in advance");

    private static async Task<Outcome> AfterQuitAsync(Probing probing)
    {
        if (NeedsQuit(probing) is { } skipped)
        {
            return skipped;
        }

        await using Conversation conversation = await probing.OpenAsync();
        string before = probing.NewTag();
        string after = probing.NewTag();
        byte[] stream = [.. probing.PingLine(before), .. probing.Line(probing.Description.Quit!), .. probing.PingLine(after)];
        await conversation.SendAsync(stream, probing.Pace.Patience);
        await conversation.ReadUntilQuietAsync(probing.Pace.Quiet);
        if (probing.Description.IsTagged)
        {
            return conversation.HasAnswered(after) ? Outcome.Failed("the command after it is answered", conversation.Transcript)
                : conversation.HasAnswered(before)
                    ? Outcome.Passed("the command before it is answered, the one after it is not", conversation.Transcript)
                : Outcome.Failed("the command before it is not answered", conversation.Transcript);
        }

        // The goodbye may look like an answer.
        int farewell = probing.Description.Bye is { } bye
            && conversation.Lines.Exists(line => line.IsVerdict && Reply.Matches(bye, line.Text)) ? 1 : 0;
        int answers = conversation.Replies.Count(reply => reply.Kind == ReplyKind.Answer) - farewell;
        string actual = $"{Probing.Count(answers, "answer")} to one command before it and one after it";
        return answers == 1 ? Outcome.Passed(actual, conversation.Transcript) : Outcome.Failed(actual, conversation.Transcript);
    }

    // The client sends everything before it reads, and its receive buffer is small: when the server closes, most answers are
    // still in the server's send buffer.
    private static async Task<Outcome> SurviveAsync(Probing probing)
    {
        if (NeedsQuit(probing) is { } skipped)
        {
            return skipped;
        }

        Outcome outcome = Outcome.Passed("");
        foreach (int more in new[] { 100_000, 4_000_000 })
        {
            await using Conversation conversation = await probing.OpenAsync(SmallRead);
            (byte[] stream, int count) = Answers(probing);
            byte[] all = [.. stream, .. probing.Line(probing.Description.Quit!), .. Junk(more)];

            // A server that waits until its answers are read stops reading: so the probe sends for a limited time only.
            await conversation.SendOnlyAsync(all, probing.Pace.Quiet);
            await Task.Delay(probing.Pace.Quiet);
            await conversation.ReadUntilAsync(() => conversation.ReplyCount >= count, probing.Pace.Patience);
            string how = conversation.Closing == Closing.Reset ? ", and the server reset the connection" : "";
            string actual =
                $"{Probing.Count(conversation.ReplyCount, "answer")} to {Probing.Count(count, "command")} with {more / 1000} kB "
                + $"after the last{how}";
            if (conversation.ReplyCount < count)
            {
                return conversation.IsClosed ? Outcome.Failed(actual, conversation.Transcript)
                    : Outcome.Inconclusive($"{actual}, and the connection is open", conversation.Transcript);
            }

            outcome = Outcome.Passed(actual, conversation.Transcript);
        }

        return outcome;
    }

    // More bytes of answers than the client's receive buffer has room for: long answers, where the protocol has them.
    private static (byte[] Stream, int Count) Answers(Probing probing)
    {
        int count = probing.Afford(200);
        if (probing.Description is { Echo: not null, Long: not null })
        {
            int length = Math.Min(900, probing.Description.Limit ?? 500);
            return ([.. Enumerable.Range(0, count).SelectMany(_ => (byte[])[.. probing.Long(length)!, .. probing.Delimiter])], count);
        }

        ProtocolCommand command = probing.Description.Fat ?? probing.Description.Ping;
        return ([.. Enumerable.Range(0, count).SelectMany(_ => probing.Line(command))], count);
    }

    private static async Task<Outcome> ErrorSurvivesAsync(Probing probing)
    {
        (LimitFound? found, Outcome? skipped) = await LimitCases.FindAsync(probing);
        if (found is null)
        {
            return skipped!;
        }

        if (found.Beyond!.Result != LongLine.Rejected)
        {
            return Outcome.Skipped($"an oversized line has no error: {found.Beyond.Actual}");
        }

        await using Conversation conversation = await probing.OpenAsync(SmallRead);
        byte[] all = [.. probing.Long(found.Limit!.Value + 1, probing.NewTag())!, .. probing.Delimiter, .. Junk(4_000_000)];
        await conversation.SendOnlyAsync(all, probing.Pace.Patience);
        await conversation.ReadUntilAsync(() => conversation.ReplyCount > 0, probing.Pace.Patience);
        string how = conversation.Closing == Closing.Reset ? ", and the server reset the connection" : "";
        return conversation.ReplyCount > 0
            ? Outcome.Passed($"answered {Probing.Quote(conversation.Replies[0])}{how}", conversation.Transcript)
            : Outcome.Failed($"no error{how}", conversation.Transcript);
    }

    private static async Task<Outcome> HowAsync(Probing probing)
    {
        if (probing.Description.Quit is null)
        {
            return Outcome.Skipped("the description has no \"quit\"");
        }

        await using Conversation conversation = await probing.OpenAsync();
        await conversation.SendAsync(probing.Line(probing.Description.Quit), probing.Pace.Patience);
        await conversation.ReadUntilQuietAsync(probing.Pace.Patience);
        return conversation.Closing switch
        {
            Closing.End => Outcome.Passed("the server closes", conversation.Transcript),
            Closing.Reset => Outcome.Information("the server resets the connection", conversation.Transcript),
            _ => Outcome.Warned("the connection stays open", conversation.Transcript),
        };
    }

    private static byte[] Junk(int length)
    {
        byte[] junk = new byte[length];
        junk.AsSpan().Fill((byte)'.');
        for (int i = 72; i + 1 < length; i += 74)
        {
            (junk[i], junk[i + 1]) = ((byte)'\r', (byte)'\n');
        }

        return junk;
    }
}
