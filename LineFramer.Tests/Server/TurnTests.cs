using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using LineFraming.Server;
using Xunit;

namespace LineFraming.Tests.Server;

/// <summary>
/// No peer can block a thread that others run on: neither one that never lets its session wait, nor many that connect.
/// </summary>
public sealed class TurnTests
{
    private readonly SimulatedScheduler _elsewhere = new(new Random(1));

    private SessionLimits Limits => new() { LingerBytes = long.MaxValue, Clock = new ManualClock(), Elsewhere = _elsewhere };

    [Fact]
    public async Task A_session_that_never_waits_lets_others_run_after_its_turn()
    {
        TirelessPeer peer = new() { Next = "a\r\n" };
        Task<SessionEnd> session = Begin(peer);
        Assert.Equal(Limits.ReadsATurn, peer.Reads);
        _elsewhere.RunOne();
        Assert.Equal(2 * Limits.ReadsATurn, peer.Reads);
        Assert.False(_elsewhere.IsIdle || session.IsCompleted);
        peer.Next = "";
        _elsewhere.RunOne();
        Assert.Equal(SessionEnd.Finished, await session.Within("the session to end"));
    }

    [Fact]
    public async Task So_does_one_that_only_discards()
    {
        TirelessPeer peer = new() { Next = ".\r\n" };
        Task<SessionEnd> session = Begin(peer);
        Assert.Equal(1 + Limits.ReadsATurn, peer.Reads);
        peer.Next = "";
        _elsewhere.RunOne();
        Assert.Equal(SessionEnd.Finished, await session.Within("the session to end"));
    }

    [Fact]
    public async Task One_that_waited_begins_its_turn_anew()
    {
        TirelessPeer peer = new() { Next = "a\r\n", PauseAt = Limits.ReadsATurn };
        Task<SessionEnd> session = Begin(peer);
        Assert.Equal(Limits.ReadsATurn, peer.Reads);
        Assert.True(_elsewhere.IsIdle);
        peer.GoOn();
        Assert.Equal(2 * Limits.ReadsATurn, peer.Reads);
        peer.Next = "";
        _elsewhere.RunOne();
        Assert.Equal(SessionEnd.Finished, await session.Within("the session to end"));
    }

    /// <summary>The test runs on any threads; it matters where sessions run on those that wait for sockets.</summary>
    [Fact]
    public async Task Sessions_begin_on_the_thread_pool()
    {
        TaskCompletionSource<bool> isOnPool = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TestServer server = await TestServer.StartAsync(protocol: () =>
        {
            isOnPool.TrySetResult(Thread.CurrentThread.IsThreadPoolThread);
            return new EchoProtocol();
        });
        using TestPeer peer = await server.ConnectAsync();
        Assert.True(await isOnPool.Task.Within("the session to begin"));
    }

    private Task<SessionEnd> Begin(TirelessPeer peer)
    {
        SynchronizationContext.SetSynchronizationContext(null);
        return MemoryTransport.NewSession(limits: Limits).RunAsync(peer, CancellationToken.None);
    }

    /// <summary>Has bytes at once for a thousand reads, and accepts every answer.</summary>
    private sealed class TirelessPeer : PipeReader, IDuplexPipe
    {
        private readonly TaskCompletionSource<ReadResult> _pause = new();

        /// <summary>What is read next; the end of the stream if it is empty.</summary>
        public string Next { get; set; } = "";

        /// <summary>Which read has to wait, if one does.</summary>
        public int PauseAt { get; init; }

        public int Reads { get; private set; }

        public PipeReader Input => this;

        public PipeWriter Output { get; } = PipeWriter.Create(Stream.Null);

        private ReadResult Result =>
            new(new ReadOnlySequence<byte>(Encoding.Latin1.GetBytes(Next)), false, Next.Length == 0 || Reads > 1000);

        public void GoOn() => _pause.SetResult(Result);

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
            ++Reads == PauseAt ? new(_pause.Task) : new(Result);

        public override bool TryRead(out ReadResult result) => throw new NotSupportedException();

        public override void AdvanceTo(SequencePosition consumed)
        {
        }

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
        {
        }

        public override void CancelPendingRead()
        {
        }

        public override void Complete(Exception? exception = null)
        {
        }
    }
}
