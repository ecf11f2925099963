namespace LineFraming.Probe;

/// <summary>The answers must not depend on where packets begin and end (R1).</summary>
internal static class ChunkCases
{
    private const string Requirement = "What is answered depends on the bytes alone, never on where packets begin and end.";
    private const string One = "one answer to each command, as for the command in one packet";
    private const int Commands = 3;
    private const int Many = 1000;

    /// <summary>The group.</summary>
    public static IEnumerable<ProbeCase> All =>
    [
        new("chunks/1", "a command in two packets, split after every byte", "R1", Requirement, One, InTwoAsync),
        new("chunks/2", "a command byte by byte", "R1", Requirement, One, ByteByByteAsync),
        new(
            "chunks/3", "CR, a pause, LF and the next command", "R1", Requirement,
            "one answer to each of the two commands", BetweenCrAndLfAsync),
        new(
            "chunks/4", "three packets about each line end", "R1", Requirement,
            "one answer to each of the three commands", AboutLineEndsAsync),
        new(
            "chunks/5", "many commands in one write", "R1",
            "Each command is answered once, in the order of the commands.", "as many answers, in order", ManyAsync),
        new(
            "chunks/6", "no answer before the last byte of the line end", "R2, R15",
            "A line ends with the last byte of its line end.", "no answer until the line end is whole", NotBeforeAsync),
        new(
            "chunks/7", "the answer with the last byte of the line end", "R2, R15",
            "A line is answered when its line end is there, whatever follows.", "the answer without a further byte",
            NotAfterAsync),
        new(
            "chunks/8", "an empty line first in a packet", "R6",
            "An empty line is a line, and does not hide those after it.",
            "one answer to the command, and one or none to the empty line", EmptyFirstAsync),
    ];

    private static Task<Outcome> InTwoAsync(Probing probing) => FirstFailureAsync(
        probing,
        Enumerable.Range(1, probing.PingLine(probing.NewTag()).Length - 1).Select(boundary => (int[])[boundary]),
        commands: 1);

    private static async Task<Outcome> ByteByByteAsync(Probing probing)
    {
        (byte[] stream, string[] tags) = probing.Pings(1);
        TimeSpan pause = probing.Pace.Pause / 4;
        int[] sizes = [.. Enumerable.Repeat(1, stream.Length - 1)];
        Trial trial = await probing.TryAsync(stream, sizes, tags, pause);
        if (trial.Finding == Finding.AsExpected)
        {
            return trial.AsOutcome("");
        }

        // The fewest packets that show it, for the report.
        foreach (int[] fewer in Shrinker.SmallerSizes([stream.Length / 2, stream.Length])
            .Where(sizes => sizes[0] < stream.Length)
            .DistinctBy(sizes => sizes[0])
            .Take(8))
        {
            (byte[] again, tags) = probing.Pings(1);
            Trial smaller = await probing.TryAsync(again, [fewer[0]], tags);
            if (smaller.Finding == trial.Finding)
            {
                return smaller.AsOutcome($"byte by byte; in two packets after byte {fewer[0]} too");
            }
        }

        return trial.AsOutcome("byte by byte");
    }

    private static async Task<Outcome> BetweenCrAndLfAsync(Probing probing)
    {
        if (probing.Delimiter.Length < 2)
        {
            return Outcome.Skipped("the line end is one byte");
        }

        if (NeedsTwo(probing) is { } skipped)
        {
            return skipped;
        }

        (byte[] stream, string[] tags) = probing.Pings(2);
        int end = probing.PingLine(tags[0]).Length - 1;
        return (await probing.TryAsync(stream, [end], tags)).AsOutcome("the second packet begins within the line end");
    }

    private static Task<Outcome> AboutLineEndsAsync(Probing probing)
    {
        if (NeedsTwo(probing) is { } skipped)
        {
            return Task.FromResult(skipped);
        }

        // Tags with the same number of digits, so that every line is as long as this one.
        int line = probing.PingLine(probing.NewTag()).Length;
        int end = probing.Delimiter.Length;
        return FirstFailureAsync(
            probing,
            Enumerable.Range(0, Commands).Select(i => i * line).SelectMany(start => AboutLineEnd(start + line, end)),
            Commands);
    }

    // A packet up to the line end, or within or after it, one that begins there, and the rest.
    private static int[][] AboutLineEnd(int next, int end) =>
        [[next - end, end], [next - 1, 1], [next - end - 1, end], [next - 1, 2], [next, 1], [next - end - 1, end + 2]];

    private static async Task<Outcome> ManyAsync(Probing probing)
    {
        int count = probing.Afford(Many);
        if (!probing.Profile.MayPipeline)
        {
            return Outcome.Skipped(
                probing.Description.IsSingle ? "a connection takes one query" : "the server does not take commands in advance");
        }

        (byte[] stream, string[] tags) = probing.Pings(count);
        Trial trial = await probing.TryAsync(stream, [], tags);
        return trial.Finding is Finding.Rejected or Finding.Closed
            ? Outcome.Information($"{count} commands in one write: {trial.Actual}", trial.Transcript)
            : trial.AsOutcome($"{count} commands in one write");
    }

    private static async Task<Outcome> NotBeforeAsync(Probing probing)
    {
        await using Conversation conversation = await probing.OpenAsync();
        (byte[] stream, string[] tags) = probing.Pings(1);
        await conversation.SendAsync(stream.AsMemory(0, stream.Length - 1), probing.Pace.Patience);
        bool isEarly = await conversation.ReadUntilAsync(() => conversation.ReplyCount > 0, probing.Pace.Quiet);
        if (!isEarly && probing.Description.Sink is null)
        {
            // A busy server has as much time as it needs to answer another connection.
            await using Conversation other = await probing.OpenExtraAsync();
            await other.SendAsync(probing.PingLine(probing.NewTag()), probing.Pace.Patience);
            await other.ReadUntilAsync(() => other.ReplyCount > 0, probing.Pace.Patience);
            isEarly = await conversation.ReadUntilAsync(() => conversation.ReplyCount > 0, probing.Pace.Pause);
        }

        if (isEarly)
        {
            return Outcome.Failed($"{Escape.Quote(stream.AsSpan(0, stream.Length - 1))} is answered already", conversation.Transcript);
        }

        await conversation.SendAsync(stream.AsMemory(stream.Length - 1), probing.Pace.Patience);
        return (await probing.JudgeAsync(conversation, stream, tags)).AsOutcome("the last byte came after a pause");
    }

    private static async Task<Outcome> NotAfterAsync(Probing probing)
    {
        await using Conversation conversation = await probing.OpenAsync();
        (byte[] stream, string[] tags) = probing.Pings(1);
        await conversation.SendAsync(stream, probing.Pace.Patience);
        if (await conversation.ReadUntilAsync(() => conversation.ReplyCount > 0, probing.Pace.Patience))
        {
            return (await probing.JudgeAsync(conversation, stream, tags)).AsOutcome("one command");
        }

        await conversation.SendAsync(probing.PingLine(probing.NewTag()), probing.Pace.Patience);
        bool isLate = await conversation.ReadUntilAsync(() => conversation.ReplyCount > 0, probing.Pace.Patience);
        string then = isLate
            ? $"with a further command there is one: {Probing.Quote(conversation.Replies[0])}"
            : "with a further command there is none either";
        return Outcome.Failed($"no answer in {probing.Pace.Patience.TotalSeconds:0.#} s; {then}", conversation.Transcript);
    }

    private static async Task<Outcome> EmptyFirstAsync(Probing probing)
    {
        if (NeedsTwo(probing) is { } skipped)
        {
            return skipped;
        }

        (byte[] ping, string[] tags) = probing.Pings(1);
        byte[] stream = [.. probing.Delimiter, .. ping];
        Trial trial = await probing.TryAsync(stream, [], tags);
        return trial.Finding is Finding.Rejected
            ? Outcome.Information(trial.Actual, trial.Transcript)
            : trial.AsOutcome("an empty line and a command in one packet");
    }

    // Tries the same commands in several chunkings, on a connection each, some at a time.
    private static async Task<Outcome> FirstFailureAsync(Probing probing, IEnumerable<int[]> chunkings, int commands)
    {
        int count = Math.Min(commands, Math.Max(1, probing.Profile.Budget - 1));
        (Trial Trial, int[] Sizes)[] trials = await Task.WhenAll(chunkings.Select(async sizes =>
        {
            (byte[] stream, string[] tags) = probing.Pings(count);
            return (await probing.TryAsync(stream, sizes, tags), sizes);
        }));
        foreach ((Trial trial, int[] sizes) in trials)
        {
            if (trial.Finding != Finding.AsExpected)
            {
                return trial.AsOutcome($"packets of {string.Join(", ", sizes)} bytes and the rest");
            }
        }

        return Outcome.Passed($"{Probing.Count(trials.Length, "chunking")}, each answered as it must be", trials[^1].Trial.Transcript);
    }

    private static Outcome? NeedsTwo(Probing probing) =>
        probing.Description.IsSingle ? Outcome.Skipped("a connection takes one query")
        : probing.Profile.MayPipeline && probing.Profile.Budget >= 4 ? null
        : Outcome.Skipped("the server does not take commands in advance");
}
