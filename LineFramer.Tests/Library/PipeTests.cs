using System.Buffers;
using System.IO.Pipelines;
using LineFraming.Fuzz;
using LineFraming.Tests.Server;
using Xunit;

namespace LineFraming.Tests.Library;

/// <summary>The pipe adapter gives what the framer gives, however the pipe brings it, and leaves the pipe exact.</summary>
public sealed class PipeTests
{
    [Cases]
    public Task The_lines_of_a_pipe_are_those_of_the_stream(PipeCase input) => PipeProperty.LinesAreThoseOfTheStream(input);

    [Fact]
    public async Task A_line_waits_for_no_more_than_its_delimiter()
    {
        Pipe pipe = new();
        LineFramer framer = new(LineDelimiter.AnyNewline, 10);
        await using IAsyncEnumerator<ReadOnlyMemory<byte>> lines = pipe.Reader.ReadLinesAsync(framer).GetAsyncEnumerator();
        Task<bool> next = lines.MoveNextAsync().AsTask();
        Assert.False(next.IsCompleted);
        await pipe.Writer.WriteAsync(Bytes.Of("a\r"));
        Assert.True(await next);
        Assert.Equal("a", Bytes.Text(lines.Current.Span));
        next = lines.MoveNextAsync().AsTask();
        await pipe.Writer.WriteAsync(Bytes.Of("\nb"));
        Assert.False(next.IsCompleted);
        await pipe.Writer.CompleteAsync();
        Assert.True(await next);
        Assert.Equal("b", Bytes.Text(lines.Current.Span));
        Assert.False(await lines.MoveNextAsync());
        Assert.Throws<InvalidOperationException>(() => framer.Read(default));
    }

    [Fact]
    public async Task Breaking_out_leaves_the_raw_bytes_after_the_line_to_be_read_at_once()
    {
        Pipe pipe = new();
        await pipe.Writer.WriteAsync(Bytes.Of("STARTTLS\r\n\x16\x03\x01"));
        await foreach (ReadOnlyMemory<byte> line in pipe.Reader.ReadLinesAsync(new LineFramer(LineDelimiter.CrLf, 100)))
        {
            Assert.Equal("STARTTLS", Bytes.Text(line.Span));
            break;
        }

        Assert.True(pipe.Reader.TryRead(out ReadResult raw));
        Assert.Equal("\x16\x03\x01", Bytes.Text(raw.Buffer.FirstSpan));
    }

    [Fact]
    public async Task A_cancelled_wait_loses_nothing()
    {
        Pipe pipe = new();
        LineFramer framer = new(LineDelimiter.CrLf, 100);
        await pipe.Writer.WriteAsync(Bytes.Of("half"));
        using CancellationTokenSource source = new();
        await using (IAsyncEnumerator<ReadOnlyMemory<byte>> lines = pipe.Reader.ReadLinesAsync(framer, source.Token).GetAsyncEnumerator())
        {
            Task<bool> next = lines.MoveNextAsync().AsTask();
            await source.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
        }

        await using (IAsyncEnumerator<ReadOnlyMemory<byte>> lines = pipe.Reader.ReadLinesAsync(framer).GetAsyncEnumerator())
        {
            Task<bool> next = lines.MoveNextAsync().AsTask();
            pipe.Reader.CancelPendingRead();
            Assert.Contains(
                "cancelled",
                (await Assert.ThrowsAsync<OperationCanceledException>(async () => await next)).Message,
                StringComparison.Ordinal);
        }

        await pipe.Writer.WriteAsync(Bytes.Of(" and half\r\n"));
        await pipe.Writer.CompleteAsync();
        List<string> read = [];
        await foreach (ReadOnlyMemory<byte> line in pipe.Reader.ReadLinesAsync(framer))
        {
            read.Add(Bytes.Text(line.Span));
        }

        Assert.Equal(["half and half"], read);
    }

    [Fact]
    public async Task Using_the_framer_meanwhile_is_rejected()
    {
        PipeReader pipe = PipeReader.Create(new(Bytes.Of("a\nb\nc")));
        LineFramer framer = new(LineDelimiter.Lf, 10);
        await using IAsyncEnumerator<ReadOnlyMemory<byte>> lines = pipe.ReadLinesAsync(framer).GetAsyncEnumerator();
        Assert.True(await lines.MoveNextAsync());
        framer.Read("x"u8);
        InvalidOperationException rejected =
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await lines.MoveNextAsync());
        Assert.Contains("Leave the loop", rejected.Message, StringComparison.Ordinal);

        await using IAsyncEnumerator<ReadOnlyMemory<byte>> rest = pipe.ReadLinesAsync(framer).GetAsyncEnumerator();
        Assert.True(await rest.MoveNextAsync() && await rest.MoveNextAsync());
        Assert.Equal("c", Bytes.Text(rest.Current.Span));
        framer.Reset();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await rest.MoveNextAsync());
    }

    /// <summary>
    /// The framer has moved on then, so the enumerator must know by itself how far its lines went, ends found ahead or not.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public async Task Using_the_framer_meanwhile_leaves_the_pipe_after_the_last_line(int lines)
    {
        PipeReader pipe = PipeReader.Create(new(Bytes.Of(string.Concat(Enumerable.Repeat("aa\n", 50)))));
        LineFramer framer = new(LineDelimiter.Lf, 10);
        await using (IAsyncEnumerator<ReadOnlyMemory<byte>> first = pipe.ReadLinesAsync(framer).GetAsyncEnumerator())
        {
            for (int line = 0; line < lines; line++)
            {
                Assert.True(await first.MoveNextAsync());
            }

            Assert.Empty(Lines.Read(framer, "x"));
        }

        Assert.Equal((3 * lines) + 1, framer.BytesConsumed);
        Assert.True(pipe.TryRead(out ReadResult rest));
        Assert.Equal(3 * (50 - lines), rest.Buffer.Length);
    }

    [Theory]
    [InlineData(50, false)]
    [InlineData(20, true)]
    public async Task After_the_last_line_there_is_none(int returned, bool isLeft)
    {
        PipeReader pipe = PipeReader.Create(new(Bytes.Of(string.Concat(Enumerable.Repeat("aa\n", 50)))));
        await using IAsyncEnumerator<ReadOnlyMemory<byte>> lines =
            pipe.ReadLinesAsync(new LineFramer(LineDelimiter.Lf, 10)).GetAsyncEnumerator();
        for (int line = 0; line < returned; line++)
        {
            Assert.True(await lines.MoveNextAsync());
            Assert.Equal("aa", Bytes.Text(lines.Current.Span));
        }

        if (isLeft)
        {
            await lines.DisposeAsync();
        }

        Assert.False(await lines.MoveNextAsync());
        Assert.True(lines.Current.IsEmpty);
    }

    /// <summary>The token of <c>ReadLinesAsync</c> and that of <c>WithCancellation</c>: either ends the wait.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_two_tokens_either_cancels(bool isFirst)
    {
        using CancellationTokenSource first = new();
        using CancellationTokenSource second = new();
        await using IAsyncEnumerator<ReadOnlyMemory<byte>> lines = new Pipe().Reader
            .ReadLinesAsync(new LineFramer(LineDelimiter.CrLf, 100), first.Token)
            .GetAsyncEnumerator(second.Token);
        Task<bool> next = lines.MoveNextAsync().AsTask();
        Assert.False(next.IsCompleted);
        await (isFirst ? first : second).CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.Within("the wait to be cancelled"));
    }

    /// <summary>As with an iterator of the compiler's: nothing comes after an exception, and nothing is thrown twice.</summary>
    [Fact]
    public async Task An_enumerator_that_has_thrown_is_over()
    {
        PipeReader pipe = PipeReader.Create(new(Bytes.Of("too long\nb\n")));
        await using IAsyncEnumerator<ReadOnlyMemory<byte>> lines =
            pipe.ReadLinesAsync(new LineFramer(LineDelimiter.Lf, 3)).GetAsyncEnumerator();
        await Assert.ThrowsAsync<LineTooLongException>(async () => await lines.MoveNextAsync());
        Assert.False(await lines.MoveNextAsync());
        Assert.False(await lines.MoveNextAsync());
    }

    /// <summary>
    /// What is there is read without anything asynchronous: where code is compiled for debugging, that would take an object
    /// each time.
    /// </summary>
    [Fact]
    public async Task R12_A_line_that_is_there_allocates_nothing()
    {
        foreach (LineDelimiter delimiter in (LineDelimiter[])[LineDelimiter.CrLf, LineDelimiter.CrLfOrLf, LineDelimiter.AnyNewline])
        {
            // Less than a byte a line: the pipe and the enumerator are objects of their own, and not the same in every tier of the JIT.
            long few = await AllocatedFor(lines: 10, delimiter);
            Assert.InRange(await AllocatedFor(lines: 10_000, delimiter), 0, few + 9_000);
        }
    }

    [Fact]
    public void Null_is_rejected()
    {
        LineFramer framer = new(LineDelimiter.Lf, 10);
        Assert.Throws<ArgumentNullException>(() => PipeReaderExtensions.ReadLinesAsync(null!, framer));
        Assert.Throws<ArgumentNullException>(() => new Pipe().Reader.ReadLinesAsync(null!));
    }

    private static Task<long> AllocatedFor(int lines, LineDelimiter delimiter)
    {
        ReadOnlySequence<byte> bytes = new(Bytes.Of(string.Concat(Enumerable.Repeat("a line\r\n", lines))));
        LineFramer framer = new(delimiter, 10);
        return Allocated.OnceWarm(async () =>
        {
            framer.Reset();
            long content = 0;
            await foreach (ReadOnlyMemory<byte> line in PipeReader.Create(bytes).ReadLinesAsync(framer))
            {
                content += line.Length;
            }

            Assert.Equal(6 * lines, content);
        });
    }
}
