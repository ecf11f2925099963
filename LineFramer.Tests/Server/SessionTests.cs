using System.Buffers;
using System.IO.Pipelines;
using LineFraming.Fuzz;
using LineFraming.Server;
using LineFraming.Testing;
using Xunit;

namespace LineFraming.Tests.Server;

/// <summary>The session over pipes in memory, without sockets and without waiting.</summary>
public class SessionTests
{
    [Fact]
    public async Task The_lines_of_a_read_are_flushed_at_once()
    {
        MemoryTransport transport = new();
        Task session = transport.Begin(MemoryTransport.NewSession());
        await transport.SendAsync("a\r\nb\r\nc\r\n");
        Assert.Equal("You sent: a\r\nYou sent: b\r\nYou sent: c\r\n", transport.ReadAvailable());
        Assert.Equal(1, transport.Flushes);
        await transport.SendAsync("d\r\ne\r\n");
        Assert.Equal(2, transport.Flushes);
        await transport.Peer.CompleteAsync();
        await session.Within("the session to end");
    }

    [Cases]
    public void The_answers_are_the_reference_conversation(FramerCase input)
    {
        byte[] withDots = [.. input.Stream.Select((b, i) => b == 'x' && i % 2 == 0 ? (byte)'.' : b)];
        SessionProperty.AnswersAreTheReferenceConversation(input with { Stream = withDots });
    }

    [Fact]
    public async Task The_answers_are_the_same_wherever_two_chunk_boundaries_are()
    {
        const string Sent = "ab\r\n\r\r\n..\r\n.\r\nc\r\n";
        const string Expected = "You sent: ab\r\nYou sent: \r\r\nYou sent: ..\r\n";
        for (int first = 0; first <= Sent.Length; first++)
        {
            for (int second = first; second <= Sent.Length; second++)
            {
                MemoryTransport transport = new();
                Task session = transport.Begin(MemoryTransport.NewSession());
                await transport.SendAsync(Sent[..first]);
                await transport.SendAsync(Sent[first..second]);
                await transport.SendAsync(Sent[second..]);
                await transport.Peer.CompleteAsync();
                await session.Within("the session to end");
                string? answers = transport.ReadAvailable();
                Assert.True(answers == Expected, $"Chunk boundaries at {first} and {second}: \"{answers}\".");
            }
        }
    }

    [Fact]
    public async Task Nothing_more_is_read_before_the_peer_took_the_answers()
    {
        MemoryTransport transport = new(pauseInputAt: 10, pauseOutputAt: 10);
        Task session = transport.Begin(MemoryTransport.NewSession());
        ValueTask<FlushResult> first = transport.Peer.WriteAsync("first line\r\n"u8.ToArray());
        Assert.True(first.IsCompleted);
        Task<FlushResult> second = transport.Peer.WriteAsync("second line\r\n"u8.ToArray()).AsTask();
        Assert.False(second.IsCompleted, "The second line was read while the answer to the first waited.");
        Assert.Equal("You sent: first line\r\n", transport.ReadAvailable());
        Assert.True(second.IsCompleted, "The second line was not read though the answer to the first was.");
        Assert.Equal("You sent: second line\r\n", transport.ReadAvailable());
        await transport.Peer.CompleteAsync();
        await session.Within("the session to end");
    }

    [Fact]
    public async Task Many_short_lines_in_one_read_are_answered_in_portions()
    {
        const int Lines = 100_000;
        MemoryTransport transport = new(pauseInputAt: 0, pauseOutputAt: 0);
        transport.Peer.Write(Enumerable.Repeat("\r\n"u8.ToArray(), Lines).SelectMany(line => line).ToArray());
        await transport.Peer.FlushAsync();
        await transport.Peer.CompleteAsync();
        await transport.Begin(MemoryTransport.NewSession()).Within("the session to end");
        Assert.Equal(string.Concat(Enumerable.Repeat("You sent: \r\n", Lines)), transport.ReadAvailable());
        Assert.InRange(transport.MaxUnflushed, LineSession.MaxUnflushed, LineSession.MaxUnflushed + 12);
    }

    [Fact]
    public async Task Nothing_is_allocated_for_a_line_once_warm()
    {
        MemoryTransport transport = new();
        Task session = transport.Begin(MemoryTransport.NewSession());
        byte[] lines = "a line\r\nanother, and the beginning of"u8.ToArray();
        byte[] end = " a third\r\n"u8.ToArray();
        int rounds = 0;
        long warm = await Allocated.OnceWarm(async () =>
        {
            for (int i = 0; i < 100; i++, rounds++)
            {
                await transport.Peer.WriteAsync(lines);
                await transport.Peer.WriteAsync(end);
                transport.Answers.TryRead(out ReadResult read);
                transport.Answers.AdvanceTo(read.Buffer.End);
            }
        });
        Assert.Equal(0, warm);
        Assert.Equal(2 * rounds, transport.Flushes);
        await transport.Peer.CompleteAsync();
        await session.Within("the session to end");
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1 << 20)]
    public async Task A_line_without_end_uses_no_memory_beyond_its_limit(int maxLineLength)
    {
        const int Pieces = 4096;
        byte[] piece = new byte[64 * 1024];
        MemoryTransport transport = new();
        Task session = transport.Begin(MemoryTransport.NewSession(maxLineLength));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Pieces; i++)
        {
            await transport.Peer.WriteAsync(piece);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256 * 1024 + (4 * maxLineLength));
        Assert.Equal($"Line too long: the limit is {maxLineLength} bytes.\r\n", transport.ReadAvailable());
        Assert.Null(transport.ReadAvailable());
        Assert.False(session.IsCompleted);
        await transport.Peer.CompleteAsync();
        await session.Within("the session to end");
    }

    [Theory]
    [InlineData("0123456789\r\n", "You sent: 0123456789\r\n")]
    [InlineData("0123456789\r", "")]
    [InlineData("0123456789x", "Line too long: the limit is 10 bytes.\r\n")]
    [InlineData("0123456789\rx", "Line too long: the limit is 10 bytes.\r\n")]
    public async Task A_line_is_oversized_on_the_byte_that_proves_it(string sent, string answer)
    {
        MemoryTransport transport = new();
        Task session = transport.Begin(MemoryTransport.NewSession(maxLineLength: 10));
        foreach (char c in sent)
        {
            Assert.Equal("", transport.ReadAvailable());
            await transport.SendAsync(c.ToString());
        }

        Assert.Equal(answer, transport.ReadAvailable());
        await transport.Peer.CompleteAsync();
        await session.Within("the session to end");
    }

    [Fact]
    public async Task A_stop_ends_a_session_that_waits_for_its_peer()
    {
        using CancellationTokenSource stop = new();
        MemoryTransport transport = new();
        Task<SessionEnd> session = transport.Begin(MemoryTransport.NewSession(), stop.Token);
        await transport.SendAsync("a\r\nb");
        Assert.False(session.IsCompleted);
        await stop.CancelAsync();
        Assert.Equal("You sent: a\r\n", transport.ReadAvailable());
        Assert.Null(transport.ReadAvailable());
        await transport.Peer.CompleteAsync();
        Assert.Equal(SessionEnd.Stopped, await session.Within("the session to end"));
    }

    [Fact]
    public async Task A_stop_before_the_session_began_lets_it_answer_what_was_received()
    {
        MemoryTransport transport = new();
        transport.Peer.Write("a\r\nb"u8);
        await transport.Peer.FlushAsync();
        Task<SessionEnd> session = transport.Begin(MemoryTransport.NewSession(), new CancellationToken(canceled: true));
        Assert.Equal("You sent: a\r\n", transport.ReadAvailable());
        Assert.Null(transport.ReadAvailable());
        await transport.Peer.CompleteAsync();
        Assert.Equal(SessionEnd.Stopped, await session.Within("the session to end"));
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_a_peer_that_never_pauses()
    {
        MemoryTransport transport = new(pauseInputAt: 0, pauseOutputAt: 0);
        byte[] line = [.. Enumerable.Repeat((byte)'x', 1000), .. "\r\n"u8];
        for (int i = 0; i < 2000; i++)
        {
            transport.Peer.Write(line);
        }

        await transport.Peer.FlushAsync();
        Task<SessionEnd> session = transport.Begin(MemoryTransport.NewSession(), new CancellationToken(canceled: true));
        int answers = transport.ReadAvailable()!.Count(c => c == '\n');
        Assert.InRange(answers, (1 << 20) / line.Length, ((1 << 20) + LineSession.MaxUnflushed) / line.Length + 1);
        Assert.Null(transport.ReadAvailable());
        await transport.Peer.CompleteAsync();
        Assert.Equal(SessionEnd.Stopped, await session.Within("the session to end"));
    }

    [Fact]
    public async Task A_peer_that_reads_no_more_ends_the_session()
    {
        MemoryTransport transport = new();
        Task session = transport.Begin(MemoryTransport.NewSession());
        await transport.Answers.CompleteAsync();
        await transport.SendAsync("a\r\n");
        await transport.Peer.CompleteAsync();
        await session.Within("the session to end");
    }

    [Fact]
    public async Task A_transport_that_fails_ends_the_session_with_its_failure()
    {
        MemoryTransport transport = new();
        Task session = transport.Begin(MemoryTransport.NewSession());
        await transport.SendAsync("a\r\nb");
        await transport.Peer.CompleteAsync(new IOException("reset"));
        IOException failure = await Assert.ThrowsAsync<IOException>(() => session.Within("the session to end"));
        Assert.Equal("reset", failure.Message);
    }
}
