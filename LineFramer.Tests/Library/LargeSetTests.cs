using LineFraming.Fuzz;
using LineFraming.Testing;
using Xunit;

namespace LineFraming.Tests.Library;

/// <summary>
/// Delimiters of more than 64 bytes, and more than 8 of them. No protocol needs them to be fast, but they must not let anyone
/// attack a server: the automaton alone scans, one step a byte, with memory linear in the delimiters' bytes (R10, R11).
/// </summary>
public sealed class LargeSetTests
{
    private const int MaxBytesKept = 64;

    private const int MaxBytesToBuild = 256;

    [Cases(Arbitrary = [typeof(LargeSetGenerators)])]
    public void R1_to_R8_The_events_of_a_reader_a_chunk_are_the_references(LargeSetCase input) =>
        new CaseRuns().Check(options => new OneReaderFramer(options), input.Case.View);

    [Cases(Arbitrary = [typeof(LargeSetGenerators)])]
    public void R1_to_R8_The_events_of_a_reader_an_event_are_the_references(LargeSetCase input) =>
        new CaseRuns().Check(options => new RealFramer(options), input.Case.View);

    [Cases(Arbitrary = [typeof(LargeSetGenerators)])]
    public void R10_Memory_is_bounded(LargeSetCase input) =>
        ResourceProperties.MemoryIsBounded(options => new OneReaderFramer(options), input.Case);

    [Cases(Arbitrary = [typeof(LargeSetGenerators)])]
    public void R16_Resuming_is_exact(LargeSetCase input) => ResumeProperty.ResumingIsExact(options => new RealFramer(options), input.Case);

    /// <summary>R11: no byte is scanned twice, and of readers that are abandoned each scans less than a delimiter ahead.</summary>
    [Cases(Arbitrary = [typeof(LargeSetGenerators)])]
    public void R11_No_byte_is_scanned_twice(LargeSetCase input)
    {
        FramerCase open = input.Case with { IsEnded = false };
        OneReaderFramer framer = new(open.Options);
        new Feeder(framer, new EventLog()).FeedAll(open.View);
        Assert.InRange(framer.Counts!.Value.Scanned, 0, open.Stream.Length);
        OneReaderFramer abandoned = new(open.Options, 3);
        new Feeder(abandoned, new EventLog()).FeedAll(open.View);
        Assert.InRange(abandoned.Counts!.Value.Scanned, 0, open.Stream.Length + (abandoned.Readers * (long)open.Options.Delimiter.Longest));
    }

    /// <summary>
    /// R11: the chunk may be overwritten as far as it was scanned, and the same lines end in the same places. The scan for a
    /// piece (Split) reads beyond the piece, and must not step through those bytes again.
    /// </summary>
    [Cases(Arbitrary = [typeof(LargeSetGenerators)])]
    public void R11_Overwriting_what_was_scanned_changes_nothing(LargeSetCase input)
    {
        FramerOptions options = input.Case.Options;
        EventLog expected = new();
        ReferenceFramer.Read(input.Case.Stream, false, options, expected);
        Assert.Equal(Described(expected), Overwriting([.. input.Case.Stream], options));
    }

    [Fact]
    public void R11_A_piece_leaves_the_scan_where_it_was()
    {
        FramerOptions options = new(DelimiterChoice.Of("80 a, b", new string('a', 80) + "b"), 1, OversizedLineHandling.Split);
        byte[] stream = Bytes.Of(new string('a', 300));
        EventLog expected = new();
        ReferenceFramer.Read(stream, false, options, expected);
        Assert.Equal(300 - 81, expected.Count);
        Assert.Equal(Described(expected), Overwriting(stream, options));
    }

    [Theory]
    [InlineData(70)]
    [InlineData(4096)]
    [InlineData(60_000)]
    public void R11_A_byte_is_scanned_once_however_long_the_delimiter(int length)
    {
        string run = new('a', length - 1);
        foreach (string delimiter in new[] { "b" + run, run + "b" })
        {
            foreach (OversizedLineHandling policy in Enum.GetValues<OversizedLineHandling>())
            {
                LineFramer framer = new(
                    LineDelimiter.Create(Bytes.Of(delimiter)), policy == OversizedLineHandling.Throw ? 1 << 20 : 1, policy);
                byte[] stream = Bytes.Of(new string('a', length + 3000));
                foreach (byte[] chunk in stream.Chunk(1000))
                {
                    LineReader reader = framer.Read(chunk);
                    while (reader.TryRead(out _))
                    {
                    }
                }

                Assert.Equal(stream.Length, framer.State.BytesScanned);
            }
        }
    }

    [Theory]
    [InlineData(70, 1)]
    [InlineData(4096, 1)]
    [InlineData(60_000, 1)]
    [InlineData(6, 10)]
    [InlineData(6, 1000)]
    [InlineData(600, 100)]
    public void R10_The_memory_of_a_set_is_linear_in_its_bytes(int length, int count)
    {
        byte[][] delimiters = [.. Enumerable.Range(0, count).Select(i => Bytes.Of($"<{i:0000}".PadRight(length, 'a')))];
        long before = GC.GetAllocatedBytesForCurrentThread();
        LineDelimiter set = LineDelimiter.CreateAny(delimiters);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        // Every set has a table of 256 states and some more.
        const int OfAnySet = 4096;
        long bytes = (long)length * count;
        Assert.InRange(ObjectSize.Of(set), bytes, (MaxBytesKept * bytes) + OfAnySet);
        Assert.InRange(allocated, bytes, (MaxBytesToBuild * bytes) + (2 * OfAnySet));
    }

    private static List<string> Overwriting(byte[] chunk, FramerOptions options)
    {
        byte[] filling = options.Delimiter.Strings[0];
        LineFramer framer = new(options.Delimiter.Real, options.MaxLineLength, options.OversizedLineHandling);
        LineReader reader = framer.Read(chunk);
        List<string> events = [];
        int filled = 0;
        try
        {
            while (reader.TryRead(out ReadOnlySpan<byte> line))
            {
                events.Add($"{line.Length} at {reader.Offset}, {Bytes.Text(reader.MatchedDelimiter)}");
                for (; filled < framer.State.BytesScanned; filled++)
                {
                    chunk[filled] = filling[filled % filling.Length];
                }
            }
        }
        catch (LineTooLongException tooLong)
        {
            events.Add($"0 at {tooLong.Offset}, ");
        }

        return events;
    }

    private static List<string> Described(EventLog log) =>
        [.. Enumerable.Range(0, log.Count).Select(i => $"{log.Content(i).Length} at {log.Offset(i)}, {Bytes.Text(log.Delimiter(i))}")];
}
