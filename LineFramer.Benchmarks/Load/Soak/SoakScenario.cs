using System.Net;
using System.Net.Sockets;

namespace LineFraming.Benchmarks;

/// <summary>
/// A way to treat the server, how often it is chosen, and its run, which returns how many lines were answered as they must
/// be.
/// </summary>
internal sealed record SoakScenario(string Name, int Weight, Func<IPEndPoint, Random, CancellationToken, Task<int>> RunAsync)
{
    // More than the server and the system buffer for one connection.
    private const long MaxUnread = 256L << 20;

    // One buffer of the loopback interface is 64 KiB. Into a smaller window the system sends only when a timer expires, so the
    // timer would set the pace.
    private const int SlowBuffer = 128 * 1024;

    // About a second of slow reads; the server waits for its answers to be read much longer. They are few and large, because on
    // a busy machine each waits for a processor, and everything must be read before the server's write deadline.
    private const int SlowReads = 25;

    // A small receive buffer, so that the server soon notices that its answers are not read.
    private const int SmallBuffer = 8 * 1024;

    /// <summary>The server's <c>--line-deadline</c>.</summary>
    public static readonly TimeSpan LineDeadline = TimeSpan.FromSeconds(5);

    /// <summary>The server's <c>--write-deadline</c>.</summary>
    public static readonly TimeSpan WriteDeadline = TimeSpan.FromSeconds(5);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<SoakScenario> All { get; } =
    [
        new("honest", 40, HonestAsync),
        new("half-close", 20, HalfCloseAsync),
        new("oversized", 12, OversizedAsync),
        new("reset", 12, ResetAsync),
        new("flood", 6, FloodAsync),
        new("slow-reader", 4, SlowReaderAsync),
        new("never-reads", 2, NeverReadsAsync),
        new("dawdler", 2, DawdlerAsync),
    ];

    /// <summary>Draws a scenario.</summary>
    public static SoakScenario Draw(Random random)
    {
        int drawn = random.Next(All.Sum(scenario => scenario.Weight));
        return All.First(scenario => (drawn -= scenario.Weight) < 0);
    }

    private static Task<int> HonestAsync(IPEndPoint server, Random random, CancellationToken stop) =>
        ConverseAsync(server, random, new SoakScript(random, random.Next(200)).ThenDot(), stop);

    private static async Task<int> HalfCloseAsync(IPEndPoint server, Random random, CancellationToken stop)
    {
        SoakScript script = new(random, random.Next(200));
        script = random.Next(2) == 0 ? script : script.ThenUnfinished();
        using SoakPeer peer = await SoakPeer.ConnectAsync(server, random, stop);
        Task reading = peer.ReceiveToEndAsync(script.Answers);
        await BothAsync(SendAndEndAsync(), reading);
        return script.Lines;

        async Task SendAndEndAsync()
        {
            await peer.SendAsync(script.Stream);
            peer.EndSending();
        }
    }

    private static Task<int> OversizedAsync(IPEndPoint server, Random random, CancellationToken stop) =>
        ConverseAsync(server, random, new SoakScript(random, random.Next(20)).ThenOversized(), stop);

    private static async Task<int> ResetAsync(IPEndPoint server, Random random, CancellationToken stop)
    {
        SoakScript script = new(random, random.Next(1, 200));
        using SoakPeer peer = await SoakPeer.ConnectAsync(server, random, stop);
        int sent = random.Next(script.Stream.Length + 1);
        long read = random.NextInt64(script.AnswersTo(sent) + 1);
        Task sending = peer.SendAsync(script.Stream[..sent]);
        await peer.ReceiveAsync(script.Answers, read);
        peer.Reset();
        try
        {
            await sending;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The server reset the connection while the peer sent.
        }

        return 0;
    }

    private static Task<int> FloodAsync(IPEndPoint server, Random random, CancellationToken stop) =>
        ConverseAsync(server, random, new SoakScript(random, random.Next(20_000, 60_000), longest: 16).ThenDot(), stop);

    private static async Task<int> SlowReaderAsync(IPEndPoint server, Random random, CancellationToken stop)
    {
        // More answers than the system buffers for one connection, so that the server has to wait for its reader.
        SoakScript script = new SoakScript(random, random.Next(20_000, 40_000)).ThenDot();
        using SoakPeer peer = await SoakPeer.ConnectAsync(server, random, stop, SlowBuffer);
        await BothAsync(peer.SendAsync(script.Stream), peer.ReceiveToEndAsync(script.Answers, SlowReads));
        return script.Lines;
    }

    private static async Task<int> NeverReadsAsync(IPEndPoint server, Random random, CancellationToken stop)
    {
        SoakScript script = new(random, 1000);
        using SoakPeer peer = await SoakPeer.ConnectAsync(server, random, stop, SmallBuffer);
        await peer.SendUntilCutOffAsync(script.Stream, MaxUnread);
        return 0;
    }

    private static async Task<int> DawdlerAsync(IPEndPoint server, Random random, CancellationToken stop)
    {
        SoakScript script = new(random, random.Next(20));
        using SoakPeer peer = await SoakPeer.ConnectAsync(server, random, stop);
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await peer.SendAsync(script.Stream);
        Task dawdling = DawdleAsync();
        try
        {
            await peer.ReceiveToEndAsync(script.Answers);
        }
        finally
        {
            await ended.CancelAsync();
            await dawdling;
        }

        return script.Lines;

        // A byte now and then must not extend the deadline.
        async Task DawdleAsync()
        {
            try
            {
                while (true)
                {
                    await peer.SendAsync(new[] { (byte)'x' });
                    await Task.Delay(LineDeadline / 10, ended.Token);
                }
            }
            catch (OperationCanceledException)
            {
                // The end has come.
            }
        }
    }

    private static async Task<int> ConverseAsync(IPEndPoint server, Random random, SoakScript script, CancellationToken stop)
    {
        using SoakPeer peer = await SoakPeer.ConnectAsync(server, random, stop);
        await BothAsync(peer.SendAsync(script.Stream), peer.ReceiveToEndAsync(script.Answers));
        return script.Lines;
    }

    // A wrong answer ends the scenario at once: a peer that has stopped reading could not send everything.
    private static async Task BothAsync(Task sending, Task reading)
    {
        await reading;
        await sending;
    }
}
