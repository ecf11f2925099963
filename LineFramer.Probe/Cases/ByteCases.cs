namespace LineFraming.Probe;

/// <summary>Any byte is data (R13).</summary>
internal static class ByteCases
{
    private const string Requirement = "Every byte that is no line end is part of its line, and loses nothing of what follows it.";
    private const string Expected = "one answer, or one rejection, to each line, and the command after them is answered";

    /// <summary>The group.</summary>
    public static IEnumerable<ProbeCase> All =>
    [
        new("bytes/1", "NUL in a line, then more", "R13", Requirement, Expected, probing => WithinAsync(probing, [0])),
        new("bytes/2", "NUL first in a line", "R13", Requirement, Expected, probing => FirstAsync(probing, [0])),
        new(
            "bytes/3", "the bytes 80 to FE in a line", "R13", Requirement, Expected,
            probing => WithinAsync(probing, [.. Enumerable.Range(0x80, 0x7f).Select(value => (byte)value)])),
        new("bytes/4", "FF alone, doubled, and IAC IP IAC DM", "R13", Requirement, Expected, TelnetAsync),
        new("bytes/5", "control characters in a line", "R13", Requirement, Expected, probing => WithinAsync(probing, Controls)),
    ];

    private static byte[] Controls =>
        [.. Enumerable.Range(1, 0x1f).Select(value => (byte)value).Where(value => value is not ((byte)'\r' or (byte)'\n')), 0x7f];

    private static async Task<Outcome> TelnetAsync(Probing probing)
    {
        Outcome outcome = Outcome.Passed("");
        foreach (byte[] bytes in new byte[][] { [0xff], [0xff, 0xff], [0xff, 0xf4, 0xff, 0xf2] })
        {
            outcome = await WithinAsync(probing, bytes);
            if (outcome.Verdict != Verdict.Passed)
            {
                return outcome;
            }
        }

        return outcome;
    }

    // A command with the bytes after it, and a plain command in the same packet.
    private static Task<Outcome> WithinAsync(Probing probing, byte[] bytes) =>
        TryAsync(probing, bytes, [.. probing.Ping(probing.NewTag()), .. Without(probing, bytes), .. "more"u8], hasMore: true);

    private static Task<Outcome> FirstAsync(Probing probing, byte[] bytes) =>
        TryAsync(probing, bytes, [.. bytes, .. probing.Ping(probing.NewTag())], hasMore: false);

    private static byte[] Without(Probing probing, byte[] bytes) => [.. bytes.Where(value => !probing.Description.Certain.Contains(value))];

    private static async Task<Outcome> TryAsync(Probing probing, byte[] bytes, byte[] line, bool hasMore)
    {
        if (EndCases.CannotAsk(probing) is { } skipped)
        {
            return skipped;
        }

        byte[] stream = [.. line, .. probing.Delimiter, .. probing.PingLine(probing.NewTag())];
        Trial trial = await probing.TryAsync(stream, []);
        string what = $"{Escape.Quote(bytes, 24)} in a line";
        if (trial.Finding == Finding.AsExpected && hasMore && HidesRest(probing, trial))
        {
            return Outcome.Warned($"{what} hides the rest of the line: {Probing.Quote(trial.Replies[0])}", trial.Transcript);
        }

        return trial.Finding switch
        {
            Finding.AsExpected => Outcome.Passed(trial.Actual, trial.Transcript),
            Finding.Rejected => Outcome.Passed($"rejected: {trial.Actual}", trial.Transcript),
            Finding.Closed => Outcome.Warned($"{what}: {trial.Actual}", trial.Transcript),
            _ => Outcome.Failed($"{what}: {trial.Actual}", trial.Transcript),
        };
    }

    // The server executed the ping alone and ignored the bytes after it: its answer ends with the tag.
    private static bool HidesRest(Probing probing, Trial trial) =>
        probing.Description is { Echo: null, IsTagged: true }
            && trial.Replies is [{ Tag: not null }, ..]
            && trial.Replies[0].Text.EndsWith(trial.Replies[0].Tag!, StringComparison.Ordinal);
}
