using System.Globalization;

namespace LineFraming.Probe;

/// <summary>Where lines end and something else begins: TLS, or a block of lines that is data (R9).</summary>
internal static class HandoffCases
{
    private static readonly string[] Ends =
    [
        "\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\r.\n", "\n.\r", "\r.\r\n", "\r\n.\r", "\r\n.\r\r\n", "\r\r\n.\r\r\n",
        "\r\n\0.\r\n", "\r\n.\0\r\n",
    ];

    /// <summary>The group.</summary>
    public static IEnumerable<ProbeCase> All =>
    [
        new(
            "handoff/1", "a command in the packet of STARTTLS", "R9",
            "What comes after STARTTLS in clear is never executed under TLS (CVE-2011-0411).",
            "no answer under TLS to a command that was sent in clear", StartTlsAsync),
        new(
            "handoff/2", "CR LF . CR LF ends a block", "R2, R9", "A block ends with a line of one dot.",
            "the block is answered", EndsAsync),
        .. Ends.Select((end, i) => new ProbeCase(
            string.Create(CultureInfo.InvariantCulture, $"handoff/{i + 3}"),
            $"{Name(end)} within a block",
            "R2, R9",
            "Nothing but a line of one dot ends a block (CVE-2023-51764).",
            "one answer, to the whole block",
            probing => WithinAsync(probing, end))),
        new(
            "handoff/15", "a command in the packet of the block's end", "R9",
            "What comes after a block is a command, and runs once.", "one answer to the block, one to the command",
            AfterAsync),
    ];

    private static string Name(string end) =>
        string.Join(' ', end.Select(c => c switch { '\r' => "CR", '\n' => "LF", '\0' => "NUL", _ => "." }));

    private static async Task<Outcome> StartTlsAsync(Probing probing)
    {
        if (probing.Description is not { StartTls: { } command, Go: { } go })
        {
            return Outcome.Skipped("the description has no \"starttls\"");
        }

        await using Conversation plain = await probing.OpenAsync();
        await plain.SendAsync(probing.Line(command), probing.Pace.Patience);
        if (!await plain.ReadUntilAsync(() => plain.Lines.Exists(line => Reply.Matches(go, line.Text)), probing.Pace.Patience))
        {
            return Outcome.Skipped("the server does not offer it");
        }

        string tag = probing.NewTag();
        await using Conversation conversation = await probing.OpenAsync();
        await conversation.SendAsync((byte[])[.. probing.Line(command), .. probing.PingLine(tag)], probing.Pace.Patience);
        await conversation.ReadUntilAsync(() => conversation.Lines.Exists(line => Reply.Matches(go, line.Text)), probing.Pace.Patience);
        if (conversation.ReplyCount > 0 || conversation.IsClosed)
        {
            return Outcome.Passed("it is answered in clear, or rejected", conversation.Transcript);
        }

        conversation.BeginCounting();
        try
        {
            using CancellationTokenSource deadline = new(probing.Pace.Login);
            await conversation.StartTlsAsync(probing.Target.Address.Host, deadline.Token);
        }
        catch (TimeoutException)
        {
            return Outcome.Inconclusive(
                $"the TLS handshake is not done after {probing.Pace.Login.TotalSeconds:0.#} s", conversation.Transcript);
        }
        catch (ConversationException e)
        {
            return Outcome.Passed($"{e.Message}: the command in clear ends the connection", conversation.Transcript);
        }

        await conversation.ReadUntilQuietAsync(probing.Pace.Quiet);
        if (conversation.ReplyCount > 0)
        {
            return Outcome.Failed(
                $"under TLS came {Probing.Quote(conversation.Replies[0])}, and nothing had been sent there",
                conversation.Transcript);
        }

        string sentinel = probing.NewTag();
        await conversation.SendAsync(probing.PingLine(sentinel), probing.Pace.Patience);
        await conversation.ReadUntilAsync(() => conversation.ReplyCount > 0, probing.Pace.Patience);
        await conversation.ReadUntilQuietAsync(probing.Pace.Quiet);
        return conversation.ReplyCount > 1 || conversation.HasAnswered(tag)
            ? Outcome.Failed($"{conversation.ReplyCount} answers to one command under TLS", conversation.Transcript)
            : Outcome.Passed("the command in clear was discarded", conversation.Transcript);
    }

    // Opens a block; null with the reason if the server does not.
    private static async Task<(Conversation? Conversation, Outcome? Skipped)> OpenBlockAsync(Probing probing)
    {
        if (probing.Description is not { Block.Count: > 0, Opened: { } opened })
        {
            return (null, Outcome.Skipped("the description has no \"block\""));
        }

        Conversation conversation = await probing.OpenAsync();
        foreach (ProtocolCommand command in probing.Description.Block)
        {
            int before = conversation.Lines.Count;
            await conversation.SendAsync(probing.Line(command), probing.Pace.Patience);
            bool isLast = command == probing.Description.Block[^1];
            await conversation.ReadUntilAsync(
                () => conversation.Lines.Skip(before).Any(
                    line => isLast ? Reply.Matches(opened, line.Text) || line.Kind == ReplyKind.Error : line.IsVerdict),
                probing.Pace.Patience);
        }

        if (conversation.Lines.Exists(line => Reply.Matches(opened, line.Text)))
        {
            conversation.BeginCounting();
            return (conversation, null);
        }

        string last = conversation.Lines is [.., { } reply] ? Probing.Quote(reply) : "nothing";
        await conversation.DisposeAsync();
        return (null, Outcome.Skipped($"no block is opened: the server answers {last}"));
    }

    private static bool IsTaken(Probing probing, Reply line) =>
        probing.Description.Taken is { } taken ? Reply.Matches(taken, line.Text) : line.IsVerdict;

    private static int Taken(Probing probing, Conversation conversation) => conversation.Lines.Count(line => IsTaken(probing, line));

    // The end of a block is tried after text, in one packet and in two, and without text: then the line end of the command is the
    // one before the dot.
    private static async Task<Outcome> EndsAsync(Probing probing)
    {
        const string End = "\r\n.\r\n";
        (string Body, int Boundary)[] ways =
        [
            ($"text{End}", 0), (".\r\n", 0), .. Enumerable.Range(1, End.Length - 1).Select(i => ($"text{End}", "text".Length + i)),
        ];
        Outcome[] outcomes = await Task.WhenAll(
            ways.Select(way => EndsAsync(probing, System.Text.Encoding.Latin1.GetBytes(way.Body), way.Boundary)));
        return Array.Find(outcomes, outcome => outcome.Verdict == Verdict.Failed)
            ?? Array.Find(outcomes, outcome => outcome.Verdict == Verdict.Skipped)
            ?? outcomes[0];
    }

    private static async Task<Outcome> EndsAsync(Probing probing, byte[] body, int boundary)
    {
        (Conversation? conversation, Outcome? skipped) = await OpenBlockAsync(probing);
        if (conversation is null)
        {
            return skipped!;
        }

        await using (conversation)
        {
            if (boundary > 0)
            {
                await conversation.SendAsync(body.AsMemory(0, boundary), probing.Pace.Patience);
                await conversation.ReadForAsync(probing.Pace.Pause);
            }

            await conversation.SendAsync(body.AsMemory(boundary), probing.Pace.Patience);
            string how = boundary > 0
                ? $"{Escape.Quote(body.AsSpan(0, boundary))}, a pause, and {Escape.Quote(body.AsSpan(boundary))}"
                : Escape.Quote(body);
            return await conversation.ReadUntilAsync(() => Taken(probing, conversation) > 0, probing.Pace.Patience)
                ? Outcome.Passed("the block is answered, in one packet, in two, and without text", conversation.Transcript)
                : Outcome.Failed($"{how}: the block is not answered", conversation.Transcript);
        }
    }

    private static async Task<Outcome> WithinAsync(Probing probing, string end)
    {
        (Conversation? conversation, Outcome? skipped) = await OpenBlockAsync(probing);
        if (conversation is null)
        {
            return skipped!;
        }

        await using (conversation)
        {
            byte[] body = [.. "text"u8, .. System.Text.Encoding.Latin1.GetBytes(end), .. "more\r\n"u8];
            await conversation.SendAsync(body, probing.Pace.Patience);
            await conversation.ReadUntilAsync(() => conversation.Lines.Count > 0, probing.Pace.Quiet);
            if (Taken(probing, conversation) > 0)
            {
                return Ended(probing, $"{Escape.Quote(System.Text.Encoding.Latin1.GetBytes(end))} ends the block", conversation);
            }

            await conversation.SendAsync(".\r\n"u8.ToArray(), probing.Pace.Patience);
            bool isTaken = await conversation.ReadUntilAsync(() => Taken(probing, conversation) > 0, probing.Pace.Patience);
            await conversation.ReadUntilQuietAsync(probing.Pace.Quiet);
            int verdicts = conversation.Lines.Count(line => IsTaken(probing, line) || line.IsVerdict);
            return !isTaken && !conversation.IsClosed ? Outcome.Failed("the block is not answered at its end", conversation.Transcript)
                : verdicts > 1 ? Ended(probing, $"{Probing.Count(verdicts, "answer")} to one block", conversation)
                : Outcome.Passed(isTaken ? "one answer, at the block's end" : "the server closed", conversation.Transcript);
        }
    }

    private static Outcome Ended(Probing probing, string actual, Conversation conversation) => probing.Description.Ends is null
        ? Outcome.Warned(actual, conversation.Transcript)
        : Outcome.Failed(actual, conversation.Transcript);

    private static async Task<Outcome> AfterAsync(Probing probing)
    {
        (Conversation? conversation, Outcome? skipped) = await OpenBlockAsync(probing);
        if (conversation is null)
        {
            return skipped!;
        }

        await using (conversation)
        {
            byte[] stream = [.. "text\r\n.\r\n"u8, .. probing.PingLine(probing.NewTag())];
            await conversation.SendAsync(stream, probing.Pace.Patience);
            await conversation.ReadUntilAsync(
                () => conversation.Lines.Count(line => IsTaken(probing, line) || line.IsVerdict) >= 2, probing.Pace.Patience);
            await conversation.ReadUntilQuietAsync(probing.Pace.Quiet);
            int verdicts = conversation.Lines.Count(line => IsTaken(probing, line) || line.IsVerdict);
            string actual = $"{Probing.Count(verdicts, "answer")} to a block and a command";
            return verdicts == 2 ? Outcome.Passed(actual, conversation.Transcript)
                : conversation.IsClosed && conversation.Lines is [.., { Kind: ReplyKind.Error }]
                    ? Outcome.Information($"{actual}, and the server closed", conversation.Transcript)
                : Outcome.Failed(actual, conversation.Transcript);
        }
    }
}
