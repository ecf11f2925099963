using System.Diagnostics;
using System.Globalization;

namespace LineFraming.Probe;

/// <summary>How a flood ended.</summary>
internal enum FloodEnd
{
    /// <summary>The server read all of it.</summary>
    Read,

    /// <summary>The server stopped reading.</summary>
    NotRead,

    /// <summary>The server closed the connection.</summary>
    Closed,

    /// <summary>The server's memory had grown by so much that no more was sent.</summary>
    Grown,

    /// <summary>The time for the flood was over.</summary>
    TimeUp,

    /// <summary>The server's process has ended.</summary>
    Died,
}

/// <summary>Bytes that are sent to a server until it closes, or stops reading, or its memory grows (R10).</summary>
internal static class Flood
{
    /// <summary>Memory that no server needs for one connection.</summary>
    public const long Growth = 64L << 20;

    // A growth that counts even if the flood could not be sent whole in its time.
    private const long CertainGrowth = 16L << 20;

    private const int MaxSilences = 4;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Sends <paramref name="piece"/> again and again, reads answers meanwhile only if <paramref name="reads"/> is true, and
    /// watches the memory of the server's process.
    /// </summary>
    public static async Task<Outcome> SendAsync(Probing probing, byte[] piece, bool reads, ServerMeter meter)
    {
        long max = (probing.Settings.IsThorough ? 512L : 192L) << 20;
        long before = meter.Memory;
        long start = Stopwatch.GetTimestamp();
        long looked = start;
        long sent = 0;
        long grown = 0;
        FloodEnd end = FloodEnd.Read;
        await using Conversation conversation = await probing.OpenExtraAsync();
        while (sent < max && end == FloodEnd.Read)
        {
            bool isTaken = await IsTakenAsync(probing, conversation.StartSending(piece), start, () => meter.Memory - before > sent / 2);
            sent += isTaken ? piece.Length : 0;
            if (reads)
            {
                await conversation.ReadForAsync(TimeSpan.FromMilliseconds(1));

                // A server that echoes sends as much as it reads. That is no endless answer, and none is judged here.
                conversation.BeginCounting();
            }

            end = conversation.IsClosed || conversation.IsBroken ? FloodEnd.Closed : !isTaken ? FloodEnd.NotRead
                : IsTimeUp(probing, start) ? FloodEnd.TimeUp : FloodEnd.Read;

            // Reading the memory of every process takes time, so it is not done after every write.
            if (end == FloodEnd.Read && Stopwatch.GetElapsedTime(looked) > BetweenLooks)
            {
                // The peak counts, even if a garbage collection releases the memory afterwards.
                looked = Stopwatch.GetTimestamp();
                grown = Math.Max(grown, meter.Memory - before);
                end = grown > Growth ? FloodEnd.Grown : FloodEnd.Read;
            }
        }

        (Verdict verdict, string actual) = Judge(sent, Math.Max(grown, meter.Memory - before), meter.IsAlive ? end : FloodEnd.Died);
        return new(verdict, actual, conversation.Transcript);
    }

    private static bool IsTimeUp(Probing probing, long start) => Stopwatch.GetElapsedTime(start) > probing.Settings.Timing.Flood;

    // Another connection shows whether the server stopped reading or is only busy. Where its memory may have grown by what it
    // read, the probe waits longer.
    private static async Task<bool> IsTakenAsync(Probing probing, Task sending, long start, Func<bool> isSuspicious)
    {
        for (int silences = 1; await Task.WhenAny(sending, Task.Delay(probing.Pace.Patience)) != sending; silences++)
        {
            bool isServing = await probing.WhyNotServedAsync() is null;
            if (IsTimeUp(probing, start) || (isServing && (silences == MaxSilences || !isSuspicious())))
            {
                return sending.IsCompleted;
            }
        }

        return true;
    }

    /// <summary>
    /// Judges a flood. It fails if the memory grew by more than any connection needs, or by at least half of a flood that was
    /// read whole: a heap grows by a little for other reasons.
    /// </summary>
    public static (Verdict Verdict, string Actual) Judge(long sent, long grown, FloodEnd end)
    {
        string how = end switch
        {
            FloodEnd.Read => "the server read all of it",
            FloodEnd.NotRead => "the server stopped reading",
            FloodEnd.Closed => "the server closed",
            FloodEnd.Grown => "the server was still reading",
            FloodEnd.TimeUp => "the server read that in the time there was",
            _ => "the server's process has ended",
        };
        string actual = string.Create(
            CultureInfo.InvariantCulture, $"{sent >> 20} MiB sent, {how}, and its memory grew by {grown >> 20} MiB");
        Verdict verdict = end switch
        {
            FloodEnd.Died => Verdict.Failed,
            _ when grown > Growth => Verdict.Failed,
            FloodEnd.Read when grown >= sent / 2 => Verdict.Failed,
            FloodEnd.TimeUp when grown >= sent / 2 && grown > CertainGrowth => Verdict.Failed,
            FloodEnd.TimeUp when grown >= sent / 4 => Verdict.Inconclusive,
            _ => Verdict.Passed,
        };
        return (verdict, actual);
    }
}
