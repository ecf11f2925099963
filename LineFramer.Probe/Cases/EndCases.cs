using System.Globalization;
using System.Text;

namespace LineFraming.Probe;

/// <summary>What ends a line, and what does not (R2).</summary>
internal static class EndCases
{
    private const int AtATime = 8;

    private static readonly (string Name, byte[] Bytes)[] Sequences =
    [
        ("LF", "\n"u8.ToArray()),
        ("CR", "\r"u8.ToArray()),
        ("CR CR LF", "\r\r\n"u8.ToArray()),
        ("LF CR", "\n\r"u8.ToArray()),
        ("CR NUL", "\r\0"u8.ToArray()),
        ("NUL CR LF", "\0\r\n"u8.ToArray()),
        ("NUL LF", "\0\n"u8.ToArray()),
        ("NUL", "\0"u8.ToArray()),
        ("VT", [0x0b]),
        ("FF", [0x0c]),
        ("RS (1E)", [0x1e]),
        ("NEL (85)", [0x85]),
        ("NEL in UTF-8 (C2 85)", [0xc2, 0x85]),
        ("LS (E2 80 A8)", [0xe2, 0x80, 0xa8]),
        ("PS (E2 80 A9)", [0xe2, 0x80, 0xa9]),
        ("CR LF with the eighth bit (8D 8A)", [0x8d, 0x8a]),
        ("U+010D U+010A", Encoding.UTF8.GetBytes("\u010d\u010a")),
        ("U+560D U+560A", Encoding.UTF8.GetBytes("\u560d\u560a")),
        ("%0d%0a", "%0d%0a"u8.ToArray()),
        ("SUB (1A)", [0x1a]),
        ("EOT (04)", [0x04]),
        ("IAC EOR (FF EF)", [0xff, 0xef]),
    ];

    /// <summary>The group.</summary>
    public static IEnumerable<ProbeCase> All =>
    [
        .. Sequences.Select((sequence, i) => new ProbeCase(
            string.Create(CultureInfo.InvariantCulture, $"ends/{i + 1}"),
            $"{sequence.Name} between two commands",
            "R2",
            "A line ends with the protocol's line end and nothing else, in one packet as with a pause after it.",
            "as many answers as the protocol's line end makes lines, and the command after them is answered",
            probing => BetweenAsync(probing, sequence.Bytes))),
        new(
            "ends/23", "after each of these the connection goes on", "R2, R13", "After any byte, the server goes on answering.",
            "the command after each sequence is answered, or the server closes", DeafAsync),
    ];

    private static async Task<Outcome> BetweenAsync(Probing probing, byte[] sequence)
    {
        if (CannotAsk(probing) is { } skipped)
        {
            return skipped;
        }

        byte[] first = [.. probing.Ping(probing.NewTag()), .. sequence];
        byte[] second = probing.PingLine(probing.NewTag());
        byte[] stream = [.. first, .. second];
        Trial together = await probing.TryAsync(stream, []);

        // The pause is long enough for an answer to what it follows.
        Trial apart = await probing.TryAsync(stream, [first.Length], pause: probing.Pace.Quiet);
        return Judge(probing, sequence, together, "in one packet") is { Verdict: not Verdict.Passed } wrong ? wrong
            : Judge(probing, sequence, apart, "with a pause after it");
    }

    private static Outcome Judge(Probing probing, byte[] sequence, Trial trial, string how)
    {
        string what = $"{Escape.Quote(sequence)} {how}";
        return trial.Finding switch
        {
            Finding.AsExpected => Outcome.Passed(trial.Actual, trial.Transcript),
            Finding.Rejected => Outcome.Passed($"rejected: {trial.Actual}", trial.Transcript),
            Finding.Closed => Outcome.Warned($"{what}: {trial.Actual}", trial.Transcript),
            Finding.Extra when IsTolerated(probing, sequence) => Outcome.Warned($"{what} ends a line: {trial.Actual}", trial.Transcript),
            Finding.Extra => Outcome.Failed($"{what} ends a line: {trial.Actual}", trial.Transcript),
            _ => Outcome.Failed($"{what}: {trial.Actual}", trial.Transcript),
        };
    }

    // Where no standard forbids it, a server may accept the usual line ends: LF, CR, and those that contain one of them.
    private static bool IsTolerated(Probing probing, byte[] sequence) =>
        probing.Description.Ends is null && sequence.AsSpan().ContainsAny((byte)'\r', (byte)'\n');

    private static async Task<Outcome> DeafAsync(Probing probing)
    {
        if (CannotAsk(probing) is { } skipped)
        {
            return skipped;
        }

        List<(string Name, Trial Trial)> trials = [];
        foreach ((string Name, byte[] Bytes)[] some in Sequences.Chunk(AtATime))
        {
            trials.AddRange(await Task.WhenAll(some.Select(async sequence =>
            {
                byte[] stream = [.. probing.Ping(probing.NewTag()), .. sequence.Bytes, .. probing.PingLine(probing.NewTag())];
                return (sequence.Name, await probing.TryAsync(stream, []));
            })));
            if (trials.Exists(IsDeaf))
            {
                // The probe waits for each missing answer: with several, the others would take more time than a case has.
                break;
            }
        }

        (string Name, Trial Trial)[] deaf = [.. trials.Where(IsDeaf)];
        int left = Sequences.Length - trials.Count;
        return deaf.Length == 0
            ? Outcome.Passed($"{Probing.Count(trials.Count, "sequence")}, and none makes it deaf")
            : Outcome.Failed(
                $"deaf after {string.Join("; ", deaf.Select(trial => trial.Name))}{(left > 0 ? $"; {left} more were not asked" : "")}",
                deaf[0].Trial.Transcript);
    }

    private static bool IsDeaf((string Name, Trial Trial) trial) => trial.Trial.Finding == Finding.Deaf;

    /// <summary>Why a question that needs three commands on a connection cannot be asked; null if it can.</summary>
    public static Outcome? CannotAsk(Probing probing) =>
        probing.Description.IsSingle ? Outcome.Skipped("a connection takes one query")
        : probing.Profile.Budget < 4 ? Outcome.Skipped($"a connection takes {probing.Profile.Budget} commands")
        : null;
}
