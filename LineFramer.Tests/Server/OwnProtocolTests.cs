using System.Buffers;
using LineFraming.Server;
using Xunit;

namespace LineFraming.Tests.Server;

/// <summary>A protocol that throws loses only its own connection; the failure is logged and counted.</summary>
public sealed class OwnProtocolTests
{
    /// <summary>
    /// The calls in which a protocol may throw. Its exception must not count as a failure of the connection or as an oversized
    /// line.
    /// </summary>
    public enum Place
    {
        Made,
        Answer,
        AnswerOversized,
    }

    [Theory]
    [InlineData(Place.Made, "")]
    [InlineData(Place.Answer, "good\r\nbad\r\n")]
    [InlineData(Place.AnswerOversized, "good\r\nmuch too long")]
    public async Task What_it_throws_is_logged_and_counted_and_closes_the_connection(Place place, string sent)
    {
        foreach (Exception failure in new Exception[]
        {
            new InvalidOperationException("boom"),
            new IOException("boom"),
            new LineTooLongException(0, 1),
        })
        {
            int made = 0;
            await using TestServer server = await TestServer.StartAsync(
                new ServerOptions { MaxLineLength = 10 },
                () => place == Place.Made && made++ == 0 ? throw failure : new Throwing(place == Place.Made ? null : failure));
            using TestPeer peer = await server.ConnectAsync();
            Task<string> logged = server.ExpectLogAsync("was closed: the protocol failed");
            await peer.SendAsync(sent);
            Assert.Equal("", await peer.ReadToEndAsync());
            Assert.Contains(failure.Message, await logged, StringComparison.Ordinal);
            Assert.Equal(1, server.Metrics.Ended(SessionEnd.ProtocolFailed));

            using TestPeer other = await server.ConnectAsync();
            await other.SendAsync("good\r\n");
            await other.ExpectAsync("good");
        }
    }

    [Fact]
    public async Task An_exception_whose_text_throws_is_logged_by_its_type()
    {
        await using TestServer server = await TestServer.StartAsync(protocol: () => new Throwing(new UnreadableException()));
        using TestPeer peer = await server.ConnectAsync();
        Task<string> logged = server.ExpectLogAsync("was closed: the protocol failed");
        await peer.SendAsync("bad\r\n");
        Assert.Equal("", await peer.ReadToEndAsync());
        Assert.Contains(nameof(UnreadableException), await logged, StringComparison.Ordinal);
        Assert.Contains($"{nameof(Throwing)}.{nameof(LineProtocol.Answer)}", await logged, StringComparison.Ordinal);
        Assert.Equal(1, server.Metrics.Ended(SessionEnd.ProtocolFailed));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3, "--threads", "3")]
    public async Task It_may_block_and_stays_on_the_thread_pool_by_default(int threads, params string[] options)
    {
        using CancellationTokenSource stop = new();
        ProgramRun program = ProgramRun.StartOwn(() => new Throwing(null), stop.Token, ["--host", "127.0.0.1", "--port", "0", .. options]);
        await program.OutputLine();
        Assert.Equal(threads, program.Threads);
        await stop.CancelAsync();
        Assert.Equal(0, await program.ExitCode.Within("the program to end"));
    }

    private sealed class UnreadableException : Exception
    {
        public override string Message => throw this;
    }

    private sealed class Throwing(Exception? failure) : LineProtocol
    {
        public override bool Answer(ReadOnlySpan<byte> line, IBufferWriter<byte> output)
        {
            if (failure is not null && line.SequenceEqual("bad"u8))
            {
                throw failure;
            }

            output.Write(line);
            return true;
        }

        public override void AnswerOversized(IBufferWriter<byte> output) => throw failure!;
    }
}
