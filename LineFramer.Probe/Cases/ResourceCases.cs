using System.Diagnostics;
using System.Globalization;

namespace LineFraming.Probe;

/// <summary>What peers cost that do nothing useful (R10, R11).</summary>
internal static class ResourceCases
{
    /// <summary>Memory that no server needs for one connection.</summary>
    private const long Growth = 64L << 20;

    // Of a flood that took too long to be sent whole.
    private const long CertainGrowth = 16L << 20;
    private const int Piece = 1 << 20;

    // Of a second: on a machine that is busy itself, a thread that never waits gets no more of a processor than this.
    private const double BusySeconds = 0.25;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Watch = TimeSpan.FromSeconds(1);

    /// <summary>The last two of the group of limits.</summary>
    public static IEnumerable<ProbeCase> OfLimit =>
    [
        new("limit/9", "a line that never ends", "R10", "A line without an end takes memory up to the limit and no more.", "an error or the end of the connection, or memory that does not grow", EndlessAsync) { IsAlone = true, LoadsServer = true, IsAskedOnce = true },
        new("limit/10", "a line begun, half-closed, reset", "R11", "A peer that sends nothing, or has gone, costs no processor time.", "an idle processor", IdleAsync) { IsAlone = true, LoadsServer = true },
    ];

    /// <summary>Floods the server, until it closes or stops reading or its memory grows; the outcome.</summary>
    /// <param name="probing">The server.</param>
    /// <param name="piece">What is sent again and again.</param>
    /// <param name="reads">Whether answers are read meanwhile.</param>
    /// <param name="meter">Its process.</param>
    public static async Task<Outcome> FloodAsync(Probing probing, byte[] piece, bool reads, ServerMeter meter)
    {
        long most = (probing.Settings.IsThorough ? 512L : 192L) << 20;
        long before = meter.Memory;
        long start = Stopwatch.GetTimestamp();
        await using Conversation conversation = await probing.OpenExtraAsync();
        long sent = 0;
        long looked = start;
        bool isTaken = true;
        TimeSpan allowed = TimeSpan.FromSeconds(probing.Settings.IsThorough ? 60 : 20);
        while (sent < most && isTaken && !conversation.IsClosed && Stopwatch.GetElapsedTime(start) < allowed)
        {
            isTaken = await conversation.SendOnlyAsync(piece, probing.Pace.Patience);
            sent += isTaken ? piece.Length : 0;
            if (reads)
            {
                await conversation.ReadForAsync(TimeSpan.FromMilliseconds(1));
            }

            // Looking at every process of the machine takes its time.
            if (Stopwatch.GetElapsedTime(looked) > BetweenLooks)
            {
                looked = Stopwatch.GetTimestamp();
                if (meter.Memory - before > Growth)
                {
                    break;
                }
            }
        }

        long grown = Math.Max(0, meter.Memory - before);
        string how = conversation.IsClosed ? "the server closed" : !isTaken ? "the server stopped reading" : "the server read all of it";
        string actual = string.Create(CultureInfo.InvariantCulture, $"{sent >> 20} MiB sent, {how}, and its memory grew by {grown >> 20} MiB");
        bool isTimeUp = isTaken && !conversation.IsClosed && sent < most;
        bool isHeld = grown > Growth || (isTaken && grown >= sent / 2 && (!isTimeUp || grown > CertainGrowth));
        return !meter.IsAlive ? Outcome.Failed($"the server's process has ended after {sent >> 20} MiB", conversation.Transcript)
            : isHeld ? Outcome.Failed(actual, conversation.Transcript)
            : isTimeUp && grown >= sent / 4 ? Outcome.Inconclusive($"{actual}, in the time there was", conversation.Transcript)
            : Outcome.Passed(actual, conversation.Transcript);
    }

    private static async Task<Outcome> EndlessAsync(Probing probing)
    {
        if (probing.Settings.Meter is not { } meter)
        {
            return NoPid;
        }

        byte[] piece = new byte[Piece];
        piece.AsSpan().Fill((byte)'x');
        return await FloodAsync(probing, piece, reads: true, meter);
    }

    private static async Task<Outcome> IdleAsync(Probing probing)
    {
        if (probing.Settings.Meter is not { } meter)
        {
            return NoPid;
        }

        byte[] begun = probing.Ping(probing.NewTag());
        (string What, Action<Conversation> Then)[] ways =
        [
            ("a line begun", _ => { }),
            ("a line begun and half-closed", conversation => conversation.EndSending()),
            ("a line begun and reset", conversation => conversation.Reset()),
        ];
        string actual = "";
        foreach ((string what, Action<Conversation> then) in ways)
        {
            await using Conversation conversation = await probing.OpenExtraAsync();
            await conversation.SendAsync(begun, probing.Pace.Patience);
            then(conversation);
            await Task.Delay(probing.Pace.Quiet);
            double used = await meter.UsedInAsync(Watch);
            actual += string.Create(CultureInfo.InvariantCulture, $"{(actual.Length > 0 ? "; " : "")}{what}: {used * 100:0} % of a processor");

            // What it used before the first case is no fault of this peer's.
            if (used - probing.Profile.IdleSeconds > BusySeconds * Watch.TotalSeconds)
            {
                return Outcome.Failed(actual, conversation.Transcript);
            }
        }

        return Outcome.Passed(actual);
    }

    /// <summary>Why nothing is measured.</summary>
    public static Outcome NoPid => Outcome.Skipped("it needs --pid, the number of the server's process");
}
