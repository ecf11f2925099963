using System.Net.Sockets;
using LineFraming.Server;
using Xunit;

namespace LineFraming.Tests.Server;

/// <summary>How long a session waits for its peer, to the millisecond: a clock that is advanced by hand, pipes in memory.</summary>
public class SessionWatchTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(600);
    private static readonly TimeSpan Line = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Write = TimeSpan.FromSeconds(30);

    private readonly ManualClock _clock = new();

    private SessionLimits Limits => new() { Idle = Idle, Line = Line, Write = Write, Linger = TimeSpan.Zero, Clock = _clock };

    [Fact]
    public async Task A_peer_that_sends_nothing_is_idle_on_time()
    {
        MemoryTransport transport = new();
        Task<SessionEnd> session = Begin(transport);
        for (int i = 0; i < 5; i++)
        {
            _clock.Advance(Idle - Tick);
            await transport.SendAsync("a\r\n");
            Assert.Equal("You sent: a\r\n", transport.ReadAvailable());
        }

        _clock.Advance(Idle - Tick);
        Assert.Equal("", transport.ReadAvailable());
        _clock.Advance(Tick);
        Assert.Null(transport.ReadAvailable());
        Assert.Equal(SessionEnd.Idle, await session.Within("the session to end"));
        Assert.Equal(0, _clock.TimersSet);
    }

    [Fact]
    public async Task A_byte_now_and_then_does_not_put_off_the_end_of_a_line()
    {
        MemoryTransport transport = new();
        Task<SessionEnd> session = Begin(transport);
        await transport.SendAsync("whole\r\n");
        _clock.Advance(TimeSpan.FromSeconds(100));
        await transport.SendAsync("b");
        for (int second = 1; second < Line.TotalSeconds; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await transport.SendAsync("x");
        }

        _clock.Advance(TimeSpan.FromSeconds(1) - Tick);
        Assert.False(session.IsCompleted);
        _clock.Advance(Tick);
        Assert.Equal("You sent: whole\r\n", transport.ReadAvailable());
        Assert.Null(transport.ReadAvailable());
        Assert.Equal(SessionEnd.LineDeadline, await session.Within("the session to end"));
    }

    [Fact]
    public async Task Every_line_has_a_deadline_of_its_own()
    {
        MemoryTransport transport = new();
        Task<SessionEnd> session = Begin(transport);
        await transport.SendAsync("a");
        for (int i = 0; i < 5; i++)
        {
            _clock.Advance(Line - Tick);
            await transport.SendAsync("\r\na");
            Assert.Equal("You sent: a\r\n", transport.ReadAvailable());
        }

        _clock.Advance(Line - Tick);
        Assert.False(session.IsCompleted);
        _clock.Advance(Tick);
        Assert.Equal(SessionEnd.LineDeadline, await session.Within("the session to end"));
    }

    [Fact]
    public async Task Who_sends_nothing_more_of_a_line_is_idle_if_that_comes_first()
    {
        MemoryTransport transport = new();
        Task<SessionEnd> session = Begin(transport, Limits with { Idle = Line / 2 });
        await transport.SendAsync("a");
        _clock.Advance((Line / 2) - Tick);
        Assert.False(session.IsCompleted);
        _clock.Advance(Tick);
        Assert.Equal(SessionEnd.Idle, await session.Within("the session to end"));
    }

    [Fact]
    public async Task A_peer_that_does_not_read_is_cut_off_on_time()
    {
        MemoryTransport transport = new(pauseOutputAt: 10);
        Task<SessionEnd> session = Begin(transport);
        await transport.SendAsync("first\r\n");
        await transport.SendAsync("second\r\n");
        _clock.Advance(Write - Tick);
        Assert.False(session.IsCompleted);
        _clock.Advance(Tick);
        Assert.Equal(SessionEnd.WriteDeadline, await session.Within("the session to end"));
        await Assert.ThrowsAsync<TimeoutException>(() => transport.Answers.ReadAsync().AsTask());
        Assert.Equal(0, _clock.TimersSet);
    }

    [Fact]
    public async Task A_peer_that_reads_in_time_has_as_long_again_for_the_next_answer()
    {
        MemoryTransport transport = new(pauseOutputAt: 10);
        Task<SessionEnd> session = Begin(transport);
        for (int i = 0; i < 5; i++)
        {
            await transport.SendAsync("line\r\n");
            _clock.Advance(Write - Tick);
            Assert.Equal("You sent: line\r\n", transport.ReadAvailable());
        }

        await transport.Peer.CompleteAsync();
        Assert.Equal(SessionEnd.Finished, await session.Within("the session to end"));
    }

    [Fact]
    public async Task The_time_in_which_the_peer_does_not_read_is_not_taken_from_its_line()
    {
        MemoryTransport transport = new(pauseOutputAt: 10);
        Task<SessionEnd> session = Begin(transport, Limits with { Write = Timeout.InfiniteTimeSpan });
        await transport.SendAsync("first\r\nsec");
        await transport.SendAsync("ond\r\n");
        _clock.Advance(2 * Line);
        Assert.Equal("You sent: first\r\n", transport.ReadAvailable());
        Assert.Equal("You sent: second\r\n", transport.ReadAvailable());
        await transport.Peer.CompleteAsync();
        Assert.Equal(SessionEnd.Finished, await session.Within("the session to end"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("half ")]
    public async Task What_has_arrived_beats_the_deadline_though_it_is_seen_after_it(string begun)
    {
        MemoryTransport transport = new();
        bool hasArrived = true;
        Task<SessionEnd> session = transport.Begin(MemoryTransport.NewSession(
            limits: Limits, isReady: mode => mode == SelectMode.SelectRead && hasArrived));
        if (begun.Length > 0)
        {
            await transport.SendAsync(begun);
        }

        _clock.Advance(2 * Idle);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(session.IsCompleted);
        await transport.SendAsync("x\r\n");
        Assert.Equal($"You sent: {begun}x\r\n", transport.ReadAvailable());
        hasArrived = false;
        _clock.Advance(Idle);
        Assert.Equal(SessionEnd.Idle, await session.Within("the session to end"));
    }

    [Fact]
    public async Task What_arrived_and_ends_no_line_does_not_put_off_its_deadline()
    {
        MemoryTransport transport = new();
        bool hasArrived = true;
        Task<SessionEnd> session = transport.Begin(MemoryTransport.NewSession(limits: Limits, isReady: _ => hasArrived));
        await transport.SendAsync("half ");
        _clock.Advance(Line);
        await transport.SendAsync("more");
        Assert.False(session.IsCompleted);
        hasArrived = false;
        _clock.Advance(TimeSpan.FromMilliseconds(10));
        Assert.Equal(SessionEnd.LineDeadline, await session.Within("the session to end"));
    }

    [Fact]
    public async Task A_peer_that_has_read_in_time_but_is_seen_late_is_not_cut_off()
    {
        MemoryTransport transport = new(pauseOutputAt: 10);
        bool hasRead = true;
        Task<SessionEnd> session = transport.Begin(MemoryTransport.NewSession(
            limits: Limits, isReady: mode => mode == SelectMode.SelectWrite && hasRead));
        await transport.SendAsync("first\r\n");
        _clock.Advance(2 * Write);
        Assert.False(session.IsCompleted);
        Assert.Equal("You sent: first\r\n", transport.ReadAvailable());
        hasRead = false;
        await transport.SendAsync("second\r\n");
        _clock.Advance(Write);
        Assert.Equal(SessionEnd.WriteDeadline, await session.Within("the session to end"));
    }

    [Fact]
    public async Task A_stop_gives_a_new_connection_a_second_for_its_first_bytes()
    {
        using CancellationTokenSource stop = new();
        MemoryTransport first = new();
        MemoryTransport second = new();
        Task<SessionEnd> answered = first.Begin(MemoryTransport.NewSession(limits: Limits), stop.Token);
        Task<SessionEnd> silent = second.Begin(MemoryTransport.NewSession(limits: Limits), stop.Token);
        await stop.CancelAsync();
        _clock.Advance(TimeSpan.FromSeconds(1) - Tick);
        Assert.False(answered.IsCompleted || silent.IsCompleted);
        await first.SendAsync("a\r\n");
        Assert.Equal("You sent: a\r\n", first.ReadAvailable());
        Assert.Null(first.ReadAvailable());
        _clock.Advance(Tick);
        Assert.Equal(SessionEnd.Stopped, await silent.Within("the silent session to end"));
        await first.Peer.CompleteAsync();
        Assert.Equal(SessionEnd.Stopped, await answered.Within("the session to end"));
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_the_first_bytes_of_an_older_connection()
    {
        using CancellationTokenSource stop = new();
        MemoryTransport transport = new();
        Task<SessionEnd> session = transport.Begin(MemoryTransport.NewSession(limits: Limits), stop.Token);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(session.IsCompleted);
        await stop.CancelAsync();
        Assert.Equal(SessionEnd.Stopped, await session.Within("the session to end"));
    }

    [Fact]
    public async Task Without_limits_no_timer_is_set()
    {
        MemoryTransport transport = new();
        TimeSpan none = Timeout.InfiniteTimeSpan;
        Task<SessionEnd> session = Begin(transport, Limits with { Idle = none, Line = none, Write = none });
        await transport.SendAsync("a\r\nb");
        Assert.Equal(0, _clock.TimersSet);
        await transport.Peer.CompleteAsync();
        Assert.Equal(SessionEnd.Finished, await session.Within("the session to end"));
    }

    [Fact]
    public async Task Echo_has_the_same_limits()
    {
        MemoryTransport idle = new();
        Task<SessionEnd> session = idle.Begin(MemoryTransport.NewEcho(Limits));
        _clock.Advance(Idle);
        Assert.Equal(SessionEnd.Idle, await session.Within("the session to end"));

        MemoryTransport unread = new(pauseOutputAt: 1);
        session = unread.Begin(MemoryTransport.NewEcho(Limits));
        await unread.SendAsync("bytes");
        _clock.Advance(Write);
        Assert.Equal(SessionEnd.WriteDeadline, await session.Within("the session to end"));
    }

    private Task<SessionEnd> Begin(MemoryTransport transport, SessionLimits? limits = null) =>
        transport.Begin(MemoryTransport.NewSession(limits: limits ?? Limits));
}
