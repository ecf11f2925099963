using System.Globalization;

namespace LineFraming.Probe;

/// <summary>What peers that do nothing useful cost (R10, R11).</summary>
internal static class ResourceCases
{
    /// <summary>
    /// The share of a processor that counts as busy: a thread that never waits uses all of one, or waits for it.
    /// </summary>
    public const double Busy = 0.75;

    /// <summary>
    /// The share that may be used before the first connection without another look: more, such as that of a server that is still
    /// starting, would hide a thread that never waits.
    /// </summary>
    public const double MaxIdle = 1 - Busy;

    private const int Piece = 1 << 20;

    /// <summary>The last two of the group of limits.</summary>
    public static IEnumerable<ProbeCase> OfLimit =>
    [
        new(
            "limit/9", "a line that never ends", "R10",
            "A line without an end takes memory up to the limit and no more.",
            "an error or the end of the connection, or memory that does not grow", EndlessAsync) { IsAlone = true,
            LoadsServer = true, MeasuresMemory = true },
        new(
            "limit/10", "a line begun, half-closed, reset", "R11",
            "A peer that sends nothing, or has gone, costs no processor time.", "an idle processor", IdleAsync) { IsAlone = true },
    ];

    /// <summary>Why nothing is measured.</summary>
    public static Outcome NoPid => Outcome.Skipped("it needs --pid, the number of the server's process");

    private static async Task<Outcome> EndlessAsync(Probing probing)
    {
        if (probing.Settings.Meter is not { } meter)
        {
            return NoPid;
        }

        byte[] piece = new byte[Piece];
        piece.AsSpan().Fill((byte)'x');
        return await Flood.SendAsync(probing, piece, reads: true, meter);
    }

    private static async Task<Outcome> IdleAsync(Probing probing)
    {
        if (probing.Settings.Meter is not { } meter)
        {
            return NoPid;
        }

        // Processor time that the server used before the first case is not this peer's fault. If a processor was busy then,
        // nothing can be measured.
        double idle = probing.Profile.Idle;
        if (idle > Busy)
        {
            return Outcome.Inconclusive($"the server used {Percent(idle)} before the first connection");
        }

        byte[] begun = probing.Ping(probing.NewTag());
        (string What, Action<Conversation> Then)[] ways =
        [
            ("a line begun", _ => { }),
            ("a line begun and half-closed", conversation => conversation.EndSending()),
            ("a line begun and reset", conversation => conversation.Reset()),
        ];
        TimeSpan watch = probing.Settings.Timing.Watch;
        List<string> actual = [];
        foreach ((string what, Action<Conversation> then) in ways)
        {
            await using Conversation conversation = await probing.OpenExtraAsync();
            await conversation.SendAsync(begun, probing.Pace.Patience);
            then(conversation);
            await Task.Delay(probing.Pace.Quiet);
            double used = await meter.RestAsync(watch, idle + Busy);
            actual.Add($"{what}: {Percent(used)}");
            if (used - idle > Busy)
            {
                return Outcome.Failed(string.Join("; ", actual), conversation.Transcript);
            }
        }

        return Outcome.Passed(string.Join("; ", actual));
    }

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0} % of a processor");
}
