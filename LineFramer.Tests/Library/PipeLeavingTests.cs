using System.IO.Pipelines;
using LineFraming.Testing;
using LineFraming.Tests.Server;
using Xunit;

namespace LineFraming.Tests.Library;

/// <summary>
/// How a loop over a pipe begins, is cancelled and is left: no exception is hidden, and the pipe is left where the lines end.
/// </summary>
public sealed class PipeLeavingTests
{
    [Fact]
    public void R5_A_failed_framer_is_rejected_by_the_call_itself()
    {
        LineFramer framer = Failed();
        Assert.Equal(0, Assert.Throws<LineTooLongException>(() => new Pipe().Reader.ReadLinesAsync(framer)).Offset);
    }

    [Fact]
    public void R7_An_ended_framer_is_rejected_by_the_call_itself()
    {
        LineFramer framer = new(LineDelimiter.Lf, 3);
        Assert.Empty(Lines.Rest(framer.Read(default, isFinalBlock: true)));
        Assert.Contains(
            "Reset",
            Assert.Throws<InvalidOperationException>(() => new Pipe().Reader.ReadLinesAsync(framer)).Message,
            StringComparison.Ordinal);
    }

    /// <summary>The pipe is empty and stays so: an enumerator that read it first would wait for ever.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task R5_A_framer_that_stops_after_the_call_is_rejected_by_the_first_move(bool isEnded)
    {
        LineFramer framer = new(LineDelimiter.Lf, 3);
        RecordingPipeReader pipe = new(new Pipe().Reader);
        IAsyncEnumerable<ReadOnlyMemory<byte>> lines = pipe.ReadLinesAsync(framer);
        await using IAsyncEnumerator<ReadOnlyMemory<byte>> enumerator = lines.GetAsyncEnumerator();
        if (isEnded)
        {
            Assert.Empty(Lines.Rest(framer.Read(default, isFinalBlock: true)));
            await Assert.ThrowsAsync<InvalidOperationException>(() => enumerator.MoveNextAsync().Within("the rejection"));
        }
        else
        {
            Assert.Throws<LineTooLongException>(() => Lines.Read(framer, "long"));
            await Assert.ThrowsAsync<LineTooLongException>(() => enumerator.MoveNextAsync().Within("the rejection"));
        }

        Assert.Empty(pipe.Tokens);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Completing_the_pipe_in_the_loop_hides_no_exception(bool isStream, bool throws)
    {
        PipeReader pipe = isStream
            ? PipeReader.Create(new MemoryStream(Bytes.Of("QUIT\r\nmore\r\n")))
            : await Filled("QUIT\r\nmore\r\n", isCompleted: false);
        Exception? thrown = null;
        try
        {
            await foreach (ReadOnlyMemory<byte> line in pipe.ReadLinesAsync(new LineFramer(LineDelimiter.CrLf, 100)))
            {
                Assert.Equal("QUIT", Bytes.Text(line.Span));
                await pipe.CompleteAsync();
                if (throws)
                {
                    throw new FormatException("the handler's own");
                }

                break;
            }
        }
        catch (FormatException own)
        {
            thrown = own;
        }

        Assert.Equal(throws ? "the handler's own" : null, thrown?.Message);
    }

    [Fact]
    public async Task WithCancellation_alone_cancels_the_wait()
    {
        using CancellationTokenSource source = new();
        Pipe pipe = new();
        LineFramer framer = new(LineDelimiter.CrLf, 100);
        await pipe.Writer.WriteAsync(Bytes.Of("half"));
        Task reading = ReadAsync();
        Assert.False(reading.IsCompleted);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.Within("the wait to be cancelled"));
        await pipe.Writer.WriteAsync(Bytes.Of("\r\n"));
        Assert.Equal(["half"], await PipeSegments.ReadAsync(pipe.Reader, framer, max: 1));

        async Task ReadAsync()
        {
            await foreach (ReadOnlyMemory<byte> line in pipe.Reader.ReadLinesAsync(framer).WithCancellation(source.Token))
            {
                Assert.Fail($"There is no line, but {Bytes.Text(line.Span)} came.");
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\nb")]
    public async Task A_cancelled_read_of_a_completed_pipe_loses_nothing(string text)
    {
        PipeReader pipe = await Filled(text, isCompleted: true);
        LineFramer framer = new(LineDelimiter.Lf, 100);
        pipe.CancelPendingRead();
        await Assert.ThrowsAsync<OperationCanceledException>(() => PipeSegments.ReadAsync(pipe, framer));
        Assert.Equal(0, framer.BytesConsumed);
        Assert.Equal(text, PipeSegments.Rest(pipe));
        Assert.Equal(text.Length == 0 ? [] : ["a", "b"], await PipeSegments.ReadAsync(pipe, framer));
    }

    /// <summary>
    /// The enumerator releases its own token source however it ends; otherwise a long-lived token would keep all of them.
    /// </summary>
    [Theory]
    [InlineData("a\nb", 1)]
    [InlineData("a\nb", int.MaxValue)]
    [InlineData("long\n", int.MaxValue)]
    public async Task A_linked_token_is_released(string text, int max)
    {
        using CancellationTokenSource first = new();
        using CancellationTokenSource second = new();
        RecordingPipeReader pipe = new(await Filled(text, isCompleted: true));
        IAsyncEnumerator<ReadOnlyMemory<byte>> lines =
            pipe.ReadLinesAsync(new LineFramer(LineDelimiter.Lf, 3), first.Token).GetAsyncEnumerator(second.Token);
        try
        {
            while (max-- > 0 && await lines.MoveNextAsync())
            {
            }
        }
        catch (LineTooLongException)
        {
        }

        await lines.DisposeAsync();
        CancellationToken linked = Assert.Single(pipe.Tokens.Distinct());
        Assert.False(linked == first.Token || linked == second.Token);
        Assert.Throws<ObjectDisposedException>(() => linked.WaitHandle);
    }

    [Fact]
    public async Task A_single_token_is_passed_on_as_it_is()
    {
        using CancellationTokenSource source = new();
        foreach ((CancellationToken given, CancellationToken with) in new[]
        {
            (source.Token, default),
            (default, source.Token),
            (source.Token, source.Token),
        })
        {
            RecordingPipeReader pipe = new(await Filled("", isCompleted: true));
            await using IAsyncEnumerator<ReadOnlyMemory<byte>> lines =
                pipe.ReadLinesAsync(new LineFramer(LineDelimiter.Lf, 3), given).GetAsyncEnumerator(with);
            Assert.False(await lines.MoveNextAsync());
            Assert.Equal(source.Token, Assert.Single(pipe.Tokens));
        }
    }

    /// <summary>
    /// The framer is ahead, so only the enumerator knows how far its lines went, whether the last one came by the fast path or
    /// not.
    /// </summary>
    [Theory]
    [InlineData("crlf", 1)]
    [InlineData("crlf", 7)]
    [InlineData("any", 7)]
    [InlineData("crlf-or-lf", 7)]
    public async Task After_other_use_of_the_framer_the_pipe_stands_after_the_last_line(string delimiter, int lines)
    {
        foreach (bool isReset in new[] { false, true })
        {
            LineFramer framer = new(DelimiterChoice.All.Single(choice => choice.Name == delimiter).Real, 100);
            PipeReader pipe = PipeSegments.Of("ab", "c\r\n", string.Concat(Enumerable.Repeat("abc\r\n", 40)) + "end");
            await using (IAsyncEnumerator<ReadOnlyMemory<byte>> read = pipe.ReadLinesAsync(framer).GetAsyncEnumerator())
            {
                for (int line = 0; line < lines; line++)
                {
                    Assert.True(await read.MoveNextAsync());
                    Assert.Equal("abc", Bytes.Text(read.Current.Span));
                }

                if (isReset)
                {
                    framer.Reset();
                }

                Assert.NotEmpty(Lines.Read(framer, "other\r\nbytes\r\n"));
            }

            // After a CR that ends a line of any newline, the LF is still there.
            Assert.Equal((5 * (41 - lines)) + 3 + (delimiter == "any" ? 1 : 0), PipeSegments.Rest(pipe).Length);
        }
    }

    private static LineFramer Failed()
    {
        LineFramer framer = new(LineDelimiter.Lf, 3);
        Assert.Throws<LineTooLongException>(() => Lines.Read(framer, "too long\n"));
        return framer;
    }

    private static async Task<PipeReader> Filled(string text, bool isCompleted)
    {
        Pipe pipe = new();
        await pipe.Writer.WriteAsync(Bytes.Of(text));
        if (isCompleted)
        {
            await pipe.Writer.CompleteAsync();
        }

        return pipe.Reader;
    }
}
