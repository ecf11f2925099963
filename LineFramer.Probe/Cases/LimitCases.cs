namespace LineFraming.Probe;

/// <summary>The limit of a line (R3, R4, R5).</summary>
internal static class LimitCases
{
    private const string Standard = "A line of the length that the standard asks for is accepted.";
    private const string Exact = "The limit counts the bytes of the line, not of its line end, wherever packets end.";

    /// <summary>The group.</summary>
    public static IEnumerable<ProbeCase> All =>
    [
        new("limit/1", "a line as long as the standard asks", "R3", Standard, "the line is accepted", StandardAsync),
        new(
            "limit/2", "the limit, to the byte", "R3", Exact,
            "the longest line is accepted again, with its line end apart too", ExactAsync),
        new(
            "limit/3", "one byte more than the limit", "R4",
            "An oversized line is answered with an error, or the connection is closed.",
            "an error, and the end if the server wishes", OneMoreAsync),
        new(
            "limit/4", "the line after an oversized one", "R5",
            "After an oversized line the next one is intact, or the connection is closed.",
            "one answer to the oversized line, one to the next", NextAsync),
        new(
            "limit/5", "the remainder of an oversized line", "R5",
            "The remainder of an oversized line is never a command.", "one answer, or one error, to the whole line",
            RemainderCases.WholeAsync),
        new(
            "limit/6", "the remainder in a packet of its own", "R5",
            "The remainder of an oversized line is never a command.", "one answer, or one error, to the whole line",
            RemainderCases.ApartAsync),
        new(
            "limit/7", "a line that is truncated", "R5", "A truncated command is not executed.",
            "the line is executed whole, or rejected", RemainderCases.TruncatedAsync),
        new(
            "limit/8", "lines about the limit in eight chunkings", "R1, R4",
            "Whether a line is oversized depends on its bytes alone.",
            "each length is accepted, or rejected, in every chunking", ChunkingsAsync),
        .. ResourceCases.OfLimit,
    ];

    /// <summary>The limit, or why there is no question to ask about it.</summary>
    public static async Task<(LimitFound? Found, Outcome? Skipped)> FindAsync(Probing probing, bool mayBeNone = false)
    {
        LimitFound? found = await probing.Limit.FindAsync(probing);
        return found is null ? (null, Outcome.Skipped("the description has no \"long\""))
            : found.Limit is null && !mayBeNone
                ? (null, Outcome.Skipped($"a line of {found.Longest} bytes is accepted; no limit was found"))
            : (found, null);
    }

    private static async Task<Outcome> StandardAsync(Probing probing)
    {
        if (probing.Description is not { Limit: { } limit, Long: not null })
        {
            return Outcome.Skipped("the description has no \"limit\", or no \"long\"");
        }

        LongTrial trial = await LimitSearch.TryAsync(probing, limit, []);
        return trial.IsAccepted ? Outcome.Passed($"{limit} bytes are accepted", trial.Transcript)
            : Outcome.Failed($"{limit} bytes: {trial.Actual}", trial.Transcript);
    }

    private static async Task<Outcome> ExactAsync(Probing probing)
    {
        if (await FindAsync(probing, mayBeNone: true) is not { Found: { } found, Skipped: var skipped })
        {
            return Outcome.Skipped("the description has no \"long\"");
        }

        if (found.Limit is not { } limit)
        {
            return skipped ?? Outcome.Information($"a line of {found.Longest} bytes is accepted; no limit was found");
        }

        foreach (int[] sizes in new int[][] { [], [limit], [limit + 1] })
        {
            LongTrial trial = await LimitSearch.TryAsync(probing, limit, sizes);
            if (!trial.IsAccepted)
            {
                string how = sizes.Length == 0 ? "the second time" : $"with a packet boundary {sizes[0] - limit} bytes into its line end";
                return Outcome.Failed($"{limit} bytes are accepted once, and {how}: {trial.Actual}", trial.Transcript);
            }
        }

        return Outcome.Passed($"{limit} bytes are accepted, {limit + 1} are not");
    }

    private static async Task<Outcome> OneMoreAsync(Probing probing)
    {
        (LimitFound? found, Outcome? skipped) = await FindAsync(probing);
        if (found is null)
        {
            return skipped!;
        }

        LongTrial trial = await LimitSearch.TryAsync(probing, found.Limit!.Value + 1, []);
        string actual = $"{found.Limit + 1} bytes: {trial.Actual}";
        return trial.Result switch
        {
            LongLine.Rejected => Outcome.Passed(actual, trial.Transcript),
            LongLine.Closed => Outcome.Warned(actual, trial.Transcript),
            LongLine.Truncated => Outcome.Information($"{actual} (see limit/7)", trial.Transcript),
            LongLine.Accepted => Outcome.Failed($"{actual}, and it was not before", trial.Transcript),
            _ => Outcome.Failed(actual, trial.Transcript),
        };
    }

    private static async Task<Outcome> NextAsync(Probing probing)
    {
        (LimitFound? found, Outcome? skipped) = await FindAsync(probing);
        skipped ??= EndCases.CannotAsk(probing);
        if (skipped is not null)
        {
            return skipped;
        }

        Outcome outcome = Outcome.Passed("");
        foreach (int more in new[] { 1, 2, 100, 70_000 })
        {
            string tag = probing.NewTag();
            byte[] stream = [.. probing.Long(found!.Limit!.Value + more, tag)!, .. probing.Delimiter, .. probing.PingLine(tag)];
            Trial trial = await probing.TryAsync(stream, []);
            string what = $"{more} bytes over the limit";
            bool isIntact = trial.Finding is Finding.AsExpected or Finding.Rejected or Finding.Closed
                || (trial.Finding == Finding.Foreign && trial.Replies.Any(reply => reply.Tag == tag));
            if (!isIntact)
            {
                return Outcome.Failed($"{what}: {trial.Actual}", trial.Transcript);
            }

            outcome = Outcome.Passed($"{what}: {trial.Actual}", trial.Transcript);
        }

        return outcome;
    }

    private static async Task<Outcome> ChunkingsAsync(Probing probing)
    {
        (LimitFound? found, Outcome? skipped) = await FindAsync(probing, mayBeNone: true);
        if (found is null)
        {
            return skipped!;
        }

        int[] lengths = found.Limit is { } limit ? [limit - 1, limit, limit + 1, limit + 2] : [1000, 4096, 16_384, 65_536];
        int shortest = probing.Target.Fill(probing.Description.Long!, Tags.Longest).Length + 1;
        Outcome?[] outcomes = await Task.WhenAll(
            lengths.Where(length => length >= shortest).Select(length => OneLengthAsync(probing, length)));
        return outcomes.FirstOrDefault(outcome => outcome is not null)
            ?? Outcome.Passed($"lines of {string.Join(", ", lengths)} bytes: each the same in every chunking");
    }

    // The failure, or null if the server does the same in every chunking. How it closes the connection is not compared.
    private static async Task<Outcome?> OneLengthAsync(Probing probing, int length)
    {
        int end = probing.Delimiter.Length;
        int[][] chunkings =
        [
            [length], [length + end - 1], [length - 1], [length / 2],
            [1], [length / 3, length / 3], [.. Enumerable.Repeat(Math.Max(1, length / 8), 8)], [length - 1, 1, 1],
        ];
        LongTrial whole = await LimitSearch.TryAsync(probing, length, []);
        LongTrial[] trials = await Task.WhenAll(chunkings.Select(sizes => LimitSearch.TryAsync(probing, length, sizes)));
        for (int i = 0; i < trials.Length; i++)
        {
            if (trials[i].IsAccepted != whole.IsAccepted || (trials[i].Result == LongLine.Silent) != (whole.Result == LongLine.Silent))
            {
                return Outcome.Failed(
                    $"{length} bytes in one packet: {whole.Actual}; in packets of {string.Join(", ", chunkings[i])} and the "
                    + $"rest: {trials[i].Actual}",
                    trials[i].Transcript);
            }
        }

        return null;
    }
}
