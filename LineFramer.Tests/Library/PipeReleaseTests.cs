using System.IO.Pipelines;
using LineFraming.Tests.Server;
using Xunit;

namespace LineFraming.Tests.Library;

/// <summary>What a loop over a pipe does not hold on to: bytes that were read, a buffer, a thread of the caller.</summary>
public sealed class PipeReleaseTests
{
    /// <summary>A pipe of which less than its very end was examined does not wait for more bytes.</summary>
    [Theory]
    [InlineData("a\nb\n")]
    [InlineData("a\nb\n", "")]
    [InlineData("a\n", "", "b", "", "")]
    public async Task A_result_of_which_all_was_read_is_advanced_to_its_end(params string[] segments)
    {
        RecordingPipeReader pipe = new(PipeSegments.Of(segments));
        Assert.Equal(["a", "b"], await PipeSegments.ReadAsync(pipe, new LineFramer(LineDelimiter.Lf, 3)));
        Assert.Equal(pipe.End, pipe.Advanced);
    }

    /// <summary>A caller may block the one thread of its context until the line is there.</summary>
    [Fact]
    public async Task A_wait_for_bytes_ends_without_the_callers_context()
    {
        Pipe pipe = new();
        CountingContext context = new();
        await using IAsyncEnumerator<ReadOnlyMemory<byte>> lines =
            pipe.Reader.ReadLinesAsync(new LineFramer(LineDelimiter.Lf, 3)).GetAsyncEnumerator();
        SynchronizationContext? own = SynchronizationContext.Current;
        ValueTask<bool> moving;
        try
        {
            SynchronizationContext.SetSynchronizationContext(context);
            moving = lines.MoveNextAsync();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(own);
        }

        Assert.False(moving.IsCompleted);
        await pipe.Writer.WriteAsync(Bytes.Of("a\n"));
        Assert.True(await moving.Within("the line"));
        Assert.Equal(0, context.Posts);
    }

    [Fact]
    public async Task R10_A_loop_that_is_left_after_a_long_line_leaves_no_buffer()
    {
        Pipe pipe = new();
        LineFramer framer = new(LineDelimiter.Lf, 10_000);
        await pipe.Writer.WriteAsync(new byte[5_000]);
        Task<int> reading = FirstLength(pipe.Reader, framer);
        await pipe.Writer.WriteAsync(Bytes.Of("end\nmore"));
        Assert.Equal(5_003, await reading.Within("the line"));
        Assert.Equal((0, 0), (framer.BytesBuffered, framer.State.Buffer.Capacity));

        static async Task<int> FirstLength(PipeReader pipe, LineFramer framer)
        {
            await foreach (ReadOnlyMemory<byte> line in pipe.ReadLinesAsync(framer))
            {
                Assert.True(framer.State.Buffer.Capacity > 5_000);
                return line.Length;
            }

            return -1;
        }
    }

    private sealed class CountingContext : SynchronizationContext
    {
        public int Posts { get; private set; }

        public override void Post(SendOrPostCallback d, object? state)
        {
            Posts++;
            base.Post(d, state);
        }
    }
}
