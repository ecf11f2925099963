using System.Buffers;
using System.IO.Pipelines;
using LineFraming.Testing;
using Xunit;

namespace LineFraming.Tests;

/// <summary>The ready adapters: a correct reader passes every property that is asked, and a faulty one does not.</summary>
public sealed class AdapterTests
{
    private static readonly FramerCapabilities ByteWise = new() { Delimiters = [DelimiterChoice.Lf], Limits = null };

    private static readonly FramerCapabilities Buffering = new() { Delimiters = [DelimiterChoice.Lf], Limits = null, ReadsAhead = true };

    private static readonly FramerCapabilities OfPipe = new()
    {
        Delimiters = [DelimiterChoice.CrLf, DelimiterChoice.AnyNewline],
        Policies = [OversizedLineHandling.Throw],
        IsOversized = thrown => thrown is LineTooLongException,
    };

    [Fact]
    public void A_reader_that_reads_a_byte_at_a_time_hands_off_exactly()
    {
        FramerReport report = FramerReport.Run(FramerAdapter.OverStream(ByteWise, (stream, _) => () => ReadByteWise(stream)), Judge.Short);
        Assert.Empty(Judge.Of(report, PropertyVerdict.Violated));
        Assert.Contains(FramerProperties.HandOff, Judge.Of(report, PropertyVerdict.Held));
    }

    [Fact]
    public void A_reader_with_a_buffer_that_does_not_declare_it_violates_R9_alone() =>
        Assert.Equal([FramerProperties.HandOff], Judge.Violated(FramerAdapter.OverStream(ByteWise, (stream, _) => OverBuffer(stream))));

    [Fact]
    public void An_asynchronous_reader_passes() =>
        Assert.Empty(Judge.Violated(FramerAdapter.OverStreamAsync(ByteWise, (stream, _) => () => ReadByteWiseAsync(stream))));

    /// <summary>The loop is left after every line and entered again, so that the hand-off is tested too.</summary>
    [Fact]
    public void The_librarys_lines_of_a_pipe_pass()
    {
        FramerReport report = FramerReport.Run(
            FramerAdapter.OverPipe(OfPipe, (pipe, options) =>
            {
                LineFramer framer = new(options.Delimiter.Real, options.MaxLineLength, options.OversizedLineHandling);
                return () => ReadOneLine(pipe, framer);
            }),
            Judge.Short);
        Assert.Empty(Judge.Of(report, PropertyVerdict.Violated));
        Assert.Contains(FramerProperties.HandOff, Judge.Of(report, PropertyVerdict.Held));
    }

    [Fact]
    public void A_pipe_loop_that_looks_for_the_end_first_loses_bytes() =>
        Assert.Equal(
            [FramerProperties.End],
            Judge.Violated(FramerAdapter.OverPipe(Buffering, (pipe, _) => OverPipe(pipe, checksEndFirst: true))));

    [Fact]
    public void The_same_loop_the_other_way_round_passes() =>
        Assert.Empty(Judge.Violated(FramerAdapter.OverPipe(Buffering, (pipe, _) => OverPipe(pipe, checksEndFirst: false))));

    [Fact]
    public void A_reader_for_which_a_short_read_is_the_end_is_caught()
    {
        FramerAdapter adapter = FramerAdapter.OverStream(ByteWise, (stream, _) =>
        {
            byte[] chunk = new byte[64];
            return () => stream.Read(chunk) == chunk.Length ? [] : null;
        });
        PropertyResult result = FramerReport.Ask(adapter, FramerProperty.Named(FramerProperties.Progress), Judge.Short);
        Assert.Equal(PropertyVerdict.Violated, result.Verdict);
        Assert.Contains("the stream has not ended", result.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reader_of_text_that_returns_a_CR_line_late_violates_only_R4()
    {
        FramerCapabilities offered = new()
        {
            Delimiters = [DelimiterChoice.AnyNewline],
            Limits = null,
            Text = System.Text.Encoding.UTF8,
            ReadsAhead = true,
        };
        FramerReport report = FramerReport.Run(FramerAdapter.OverTextReader(offered, (stream, _) => new StreamReader(stream)), Judge.Short);
        Assert.Equal(
            [FramerProperties.Reference, FramerProperties.RightByte, FramerProperties.Exhaustive],
            Judge.Of(report, PropertyVerdict.Violated));
        Assert.All(
            report.Results.Where(result => result.Verdict == PropertyVerdict.Violated),
            result => Assert.StartsWith("R4: ", result.Failure, StringComparison.Ordinal));
        Assert.Contains(FramerProperties.AnyByte, Judge.Of(report, PropertyVerdict.Skipped));
    }

    [Fact]
    public void A_reader_of_text_without_an_encoding_is_rejected() =>
        Assert.Throws<ArgumentException>(() => FramerAdapter.OverTextReader(ByteWise, (stream, _) => new StreamReader(stream)));

    [Fact]
    public void An_exception_of_the_reader_is_shown_with_its_type_message_and_stack()
    {
        FramerAdapter adapter = FramerAdapter.OverStream(ByteWise, (_, _) => Fail);
        PropertyResult result = FramerReport.Ask(adapter, FramerProperty.Named(FramerProperties.Chunking), Judge.Short);
        Assert.StartsWith(
            "R13: the framer threw System.InvalidOperationException: not today\n    at LineFraming.Tests.AdapterTests.Fail()",
            result.Failure,
            StringComparison.Ordinal);
        Assert.DoesNotContain("LineFraming.Testing", result.Failure, StringComparison.Ordinal);
    }

    private static byte[] Fail() => throw new InvalidOperationException("not today");

    private static byte[]? ReadByteWise(Stream stream)
    {
        List<byte> line = [];
        int value;
        while ((value = stream.ReadByte()) is >= 0 and not '\n')
        {
            line.Add((byte)value);
        }

        return value < 0 && line.Count == 0 ? null : [.. line];
    }

    private static async ValueTask<byte[]?> ReadByteWiseAsync(Stream stream)
    {
        List<byte> line = [];
        byte[] value = new byte[1];
        int read;
        while ((read = await stream.ReadAsync(value)) > 0 && value[0] != '\n')
        {
            line.Add(value[0]);
        }

        return read == 0 && line.Count == 0 ? null : [.. line];
    }

    private static Func<byte[]?> OverBuffer(Stream stream)
    {
        BufferedStream buffered = new(stream);
        return () => ReadByteWise(buffered);
    }

    private static async ValueTask<byte[]?> ReadOneLine(PipeReader pipe, LineFramer framer)
    {
        await foreach (ReadOnlyMemory<byte> line in pipe.ReadLinesAsync(framer))
        {
            return line.ToArray();
        }

        return null;
    }

    // Keeps the consumed bytes, so that a line is returned long after its bytes.
    private static Func<ValueTask<byte[]?>> OverPipe(PipeReader pipe, bool checksEndFirst)
    {
        List<byte> kept = [];
        int next = 0;
        int searched = 0;
        bool hasEnded = false;
        return async () =>
        {
            int end;
            while ((end = kept.IndexOf((byte)'\n', searched)) < 0 && !hasEnded)
            {
                ReadResult read = await pipe.ReadAsync();
                hasEnded = read.IsCompleted;
                kept.RemoveRange(0, next);
                (next, searched) = (0, kept.Count);
                kept.AddRange(hasEnded && checksEndFirst ? [] : read.Buffer.ToArray());
                pipe.AdvanceTo(read.Buffer.End);
            }

            byte[] line = [.. kept[next..(end < 0 ? kept.Count : end)]];
            next = searched = end < 0 ? kept.Count : end + 1;
            return end < 0 && line.Length == 0 ? null : line;
        };
    }
}
