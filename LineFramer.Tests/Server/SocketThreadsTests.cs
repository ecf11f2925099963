using System.Net;
using Xunit;

namespace LineFraming.Tests.Server;

/// <summary>
/// On which threads sessions run: those that wait for sockets, or the thread pool's. Linux reports how long each has run.
/// </summary>
public sealed class SocketThreadsTests
{
    private const string Sockets = ".NET Sockets";
    private const string Pool = ".NET TP Worker";
    private const int Lines = 500;

    [SkippableTheory]
    [InlineData("1", 1)]
    [InlineData("3", 3)]
    public async Task Sessions_run_on_as_many_as_asked_for(string threads, int expected)
    {
        Needs.ThreadTimes();

        using ServerProcess process = ServerProcess.Start("--port", "0", "--host", "127.0.0.1", "--threads", threads);
        (long sockets, long pool) = await TalkAsync(process);
        Assert.Equal(expected, process.ThreadsNamed(Sockets).Count);
        Assert.True(pool < sockets / 2, $"{sockets} ns of the threads that wait, {pool} ns of the pool");
    }

    [SkippableFact]
    public async Task Without_them_sessions_run_on_the_thread_pool()
    {
        Needs.ThreadTimes();

        using ServerProcess process = ServerProcess.Start("--port", "0", "--host", "127.0.0.1", "--threads", "0");
        (long sockets, long pool) = await TalkAsync(process);
        Assert.True(pool > sockets, $"{sockets} ns of the threads that wait, {pool} ns of the pool");
    }

    [SkippableFact]
    public async Task Where_nobody_asks_there_are_half_as_many_as_processors()
    {
        Needs.ThreadTimes();

        using ServerProcess process = ServerProcess.Start("--port", "0", "--host", "127.0.0.1");
        (long sockets, long pool) = await TalkAsync(process);
        Assert.Equal(Math.Max(Environment.ProcessorCount / 2, 1), process.ThreadsNamed(Sockets).Count);
        Assert.True(pool < sockets / 2, $"{sockets} ns of the threads that wait, {pool} ns of the pool");
    }

    // One line after another, so that each is waited for; not before the first, which is compiled and accepted elsewhere.
    private static async Task<(long Sockets, long Pool)> TalkAsync(ServerProcess process)
    {
        IPEndPoint endPoint = await process.ListensAsync();
        using TestPeer peer = await TestPeer.ConnectAsync(endPoint);
        await TalkAsync(Lines);
        long sockets = process.ThreadsNamed(Sockets).Sum();
        long pool = process.ThreadsNamed(Pool).Sum();
        await TalkAsync(Lines);
        return (process.ThreadsNamed(Sockets).Sum() - sockets, process.ThreadsNamed(Pool).Sum() - pool);

        async Task TalkAsync(int lines)
        {
            for (int i = 0; i < lines; i++)
            {
                await peer.SendAsync("a\r\n");
                await peer.ExpectAsync("You sent: a\r\n");
            }
        }
    }
}
