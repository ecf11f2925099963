using LineFraming.Server;
using Xunit;

namespace LineFraming.Tests.Server;

/// <summary>The close that lets the peer receive the last answer: bounded in time and in bytes.</summary>
public class LingeringCloseTests
{
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(5);

    private readonly ManualClock _clock = new();
    private readonly MemoryTransport _transport = new();

    [Theory]
    [InlineData(".\r\n", "")]
    [InlineData("0123456789x", "Line too long: the limit is 10 bytes.\r\n")]
    public async Task The_end_is_sent_before_the_peer_closes_and_what_it_sends_is_discarded(string last, string answer)
    {
        Task<SessionEnd> session = Begin(bytes: long.MaxValue);
        await _transport.SendAsync(last);
        if (answer.Length > 0)
        {
            Assert.Equal(answer, _transport.ReadAvailable());
        }

        Assert.Null(_transport.ReadAvailable());
        for (int i = 0; i < 10; i++)
        {
            await _transport.SendAsync("not answered\r\n");
            Assert.False(session.IsCompleted);
        }

        await _transport.Peer.CompleteAsync();
        await session.Within("the session to end");
        Assert.Equal(0, _clock.TimersSet);
    }

    [Fact]
    public async Task It_ends_when_its_time_is_over()
    {
        Task<SessionEnd> session = Begin(bytes: long.MaxValue);
        await _transport.SendAsync(".\r\n");
        _clock.Advance(Time - TimeSpan.FromTicks(1));
        await _transport.SendAsync("not answered\r\n");
        Assert.False(session.IsCompleted);
        _clock.Advance(TimeSpan.FromTicks(1));
        await session.Within("the session to end");
        Assert.True((await _transport.Peer.FlushAsync()).IsCompleted);
    }

    [Fact]
    public async Task It_ends_when_it_discarded_its_bytes()
    {
        Task<SessionEnd> session = Begin(bytes: 100);
        await _transport.SendAsync(".\r\n");
        await _transport.SendAsync(new string('x', 99));
        Assert.False(session.IsCompleted);
        await _transport.SendAsync("x");
        await session.Within("the session to end");
        Assert.True((await _transport.Peer.FlushAsync()).IsCompleted);
    }

    [Fact]
    public async Task A_stop_leaves_it_a_second()
    {
        using CancellationTokenSource stop = new();
        Task<SessionEnd> session = Begin(bytes: long.MaxValue, stop.Token);
        await _transport.SendAsync(".\r\n");
        Assert.False(session.IsCompleted);
        await stop.CancelAsync();
        _clock.Advance(TimeSpan.FromSeconds(1) - TimeSpan.FromTicks(1));
        Assert.False(session.IsCompleted);
        _clock.Advance(TimeSpan.FromTicks(1));
        await session.Within("the session to end");
    }

    [Fact]
    public async Task Echo_closes_the_same_way()
    {
        Task session = _transport.Begin(MemoryTransport.NewEcho(Limits(100)));
        await _transport.SendAsync("first");
        Assert.Equal("first", _transport.ReadAvailable());
        Assert.Null(_transport.ReadAvailable());
        await _transport.SendAsync("second");
        Assert.False(session.IsCompleted);
        _clock.Advance(Time);
        await session.Within("the session to end");
    }

    private Task<SessionEnd> Begin(long bytes, CancellationToken stop = default) =>
        _transport.Begin(MemoryTransport.NewSession(maxLineLength: 10, Limits(bytes)), stop);

    private SessionLimits Limits(long bytes) => new() { Linger = Time, LingerBytes = bytes, Clock = _clock };
}
