using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LineFraming.Testing;
using Xunit;

namespace LineFraming.Tests.Library;

/// <summary>R10 to R12 where they need the internals: what the library buffers, scans again, and allocates.</summary>
public sealed class ResourceTests
{
    /// <summary>
    /// R11: the bytes that were scanned may be overwritten with delimiters (in the framer's buffer but for the few that may
    /// begin a delimiter, and in the chunk where it was consumed): the same lines end in the same places.
    /// </summary>
    [Cases]
    public void Overwriting_what_was_scanned_with_delimiters_changes_nothing(FramerCase input)
    {
        // For any newline the filling is not CR: with an LF that is still to be scanned it would be one delimiter.
        byte[] filling = input.Options.Delimiter.Strings[input.Options.Delimiter.IsAnyNewline ? ^1 : 0];
        int few = input.Options.Delimiter.Longest - 1;
        LineFramer framer = new(input.Options.Delimiter.Real, input.Options.MaxLineLength, input.Options.OversizedLineHandling);
        EventLog expected = new();
        ReferenceFramer.Read(input.Stream, false, input.Options, expected);
        ChunkSizeCycle sizes = new(input.ChunkSizes);
        int fed = 0;
        int events = 0;

        // Of a line that goes on in the next chunk, what was filled stays filled.
        long filledLine = -1;
        int filledOfLine = 0;
        while (fed < input.Stream.Length)
        {
            byte[] chunk = input.Stream[fed..(fed + Math.Min(sizes.Next(), input.Stream.Length - fed))];
            fed += chunk.Length;
            int filled = 0;
            try
            {
                LineReader reader = framer.Read(chunk);
                while (reader.TryRead(out ReadOnlySpan<byte> line))
                {
                    if (expected.Offset(events) != reader.Offset
                        || expected.Content(events).Length != line.Length
                        || expected.Delimiter(events).Length != reader.MatchedDelimiter.Length)
                    {
                        Assert.Fail($"event {events}: {expected.Describe(events)} became {line.Length} bytes at {reader.Offset}.");
                    }

                    events++;
                    int consumed = chunk.Length - reader.UnreadSpan.Length;
                    Fill(chunk.AsSpan(0, consumed), filled, filling);
                    filled = consumed;
                }
            }
            catch (LineTooLongException)
            {
                Assert.True(expected.IsOversized(events));
                return;
            }

            int buffered = Math.Max(framer.BytesBuffered - few, 0);
            long start = framer.BytesConsumed - framer.BytesBuffered;
            Fill(framer.State.Buffer.Bytes[..buffered], start == filledLine ? filledOfLine : 0, filling);
            (filledLine, filledOfLine) = (start, buffered);
        }

        Assert.Equal(expected.Count, events);
    }

    [Theory]
    [InlineData(OversizedLineHandling.Throw)]
    [InlineData(OversizedLineHandling.Truncate)]
    [InlineData(OversizedLineHandling.Split)]
    public void A_warm_framer_allocates_nothing(OversizedLineHandling policy)
    {
        LineFramer framer = new(LineDelimiter.CrLf, 100, policy);
        byte[] stream = Bytes.Of(string.Concat(Enumerable.Range(0, 500).Select(i => new string('x', i % 100) + "\r\n")));
        byte[] oversized = policy == OversizedLineHandling.Throw ? [] : Bytes.Of(new string('x', 1000) + "\r\n");
        int[] sizes = [1, 2, 3, 17, 64, 1000, stream.Length];
        long warm = Allocated.OnceWarm(() =>
        {
            foreach (int size in sizes)
            {
                FeedAll(framer, stream, size);
                FeedAll(framer, oversized, size);
            }
        });
        Assert.Equal(0, warm);
    }

    [Fact]
    public void Between_lines_there_is_no_buffer()
    {
        LineFramer framer = new(LineDelimiter.Lf, 1 << 20);
        Assert.Empty(Lines.Read(framer, new string('x', 1 << 19)));
        Assert.True(framer.State.Buffer.Capacity >= 1 << 19);
        Assert.Single(Lines.Read(framer, "\n"));
        Assert.Equal(0, framer.State.Buffer.Capacity);
        Assert.Empty(Lines.Read(framer, "abc"));
        Assert.InRange(framer.State.Buffer.Capacity, 3, 64);
    }

    [Fact]
    public void Between_lines_there_is_no_buffer_after_a_piece()
    {
        LineFramer framer = new(LineDelimiter.Lf, 1 << 16, OversizedLineHandling.Split);
        Assert.Empty(Lines.Read(framer, new string('x', 1 << 16)));
        LineReader reader = framer.Read(Bytes.Of("yz\n" + string.Concat(Enumerable.Repeat("ab\n", 200))));
        Assert.True(reader.TryRead(out ReadOnlySpan<byte> piece) && reader.IsPartial && piece.Length == 1 << 16);
        Assert.True(reader.TryRead(out ReadOnlySpan<byte> last) && !reader.IsPartial);
        Assert.Equal(("yz", 0), (Bytes.Text(last), framer.State.Buffer.Capacity));
    }

    [Fact]
    public void An_idle_framer_takes_less_than_200_bytes()
    {
        LineFramer[] framers = new LineFramer[1000];
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < framers.Length; i++)
        {
            framers[i] = new LineFramer(LineDelimiter.CrLf, 8192);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, (200 * framers.Length) - 1);
    }

    [Fact]
    public void A_buffer_that_grows_moves_less_than_twice_what_it_took()
    {
        LineFramer framer = new(LineDelimiter.Lf, 100_000);
        long moved = 0;
        for (int i = 0; i < 100_000; i++)
        {
            int capacity = framer.State.Buffer.Capacity;
            Assert.Empty(Lines.Rest(framer.Read("x"u8)));
            moved += framer.State.Buffer.Capacity == capacity ? 0 : i;
        }

        Assert.Equal(100_000, framer.State.Buffer.BytesCopied);
        Assert.InRange(moved, 1, 2 * framer.State.Buffer.BytesCopied);
        Assert.Equal(100_000, framer.State.BytesScanned);
    }

    /// <summary>
    /// R11: each piece frees one byte in front of hundreds that may begin the delimiter. Moving those to the front for every
    /// byte or two would take quadratic time.
    /// </summary>
    [Theory]
    [InlineData(300)]
    [InlineData(400)]
    [InlineData(511)]
    [InlineData(512)]
    public void R11_Bytes_that_stay_buffered_are_moved_seldom(int delimiterLength)
    {
        LineFramer framer = new(LineDelimiter.Create(Bytes.Of(new string('a', delimiterLength - 1) + "b")), 1, OversizedLineHandling.Split);
        long moved = 0;
        const int Total = 20_000;
        for (int i = 0; i < Total; i++)
        {
            ref byte before = ref MemoryMarshal.GetReference(framer.State.Buffer.Bytes);
            int buffered = framer.BytesBuffered;
            int pieces = Lines.Rest(framer.Read("a"u8)).Count;
            ref byte after = ref MemoryMarshal.GetReference(framer.State.Buffer.Bytes);
            moved += buffered == 0 || Unsafe.AreSame(ref Unsafe.Add(ref before, pieces), ref after) ? 0 : buffered;
        }

        Assert.InRange(moved, 1, 2 * Total);
        Assert.InRange(framer.State.Buffer.Capacity, delimiterLength, 3 * delimiterLength);
    }

    /// <summary>R11: of a line that crosses chunks each content byte is copied once, and of any other line none.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(50)]
    public void R11_Each_byte_of_a_line_that_crosses_chunks_is_copied_once(int size)
    {
        LineFramer framer = new(LineDelimiter.Lf, 1000);
        foreach (string chunk in (string[])["a\nb\n", .. new string('x', 100).Chunk(size).Select(part => new string(part)), "\nc\nd\n"])
        {
            _ = Lines.Read(framer, chunk);
        }

        Assert.Equal((5L, 100L), (framer.LinesRead, framer.State.Buffer.BytesCopied));
    }

    /// <summary>What was returned of the buffer, what is buffered and what comes are more than int.MaxValue bytes together.</summary>
    [SkippableFact]
    public void R3_A_limit_over_a_gibibyte_works_as_any_other()
    {
        Needs.Memory(6);
        const int Limit = (1 << 30) + 100;
        LineFramer framer = new(LineDelimiter.CrLf, Limit, OversizedLineHandling.Split);
        byte[] chunk = new byte[Limit];
        Assert.False(framer.Read(chunk).TryRead(out _));
        Assert.False(framer.Read("\r"u8).TryRead(out _));
        LineReader reader = framer.Read(chunk.AsSpan(1));
        Assert.True(reader.TryRead(out ReadOnlySpan<byte> piece));
        Assert.Equal(Limit, piece.Length);
        Assert.False(reader.TryRead(out _));
        Assert.Equal(Limit, framer.BytesBuffered);
        framer.Reset();
    }

    [Fact]
    public void A_limit_bounds_how_far_a_line_is_scanned()
    {
        LineFramer framer = new(LineDelimiter.Lf, 10, OversizedLineHandling.Split);
        byte[] chunk = new byte[1 << 16];
        LineReader reader = framer.Read(chunk);
        Assert.True(reader.TryRead(out _));
        Assert.InRange(framer.State.BytesScanned, 11, 11 + ByteBlock.Size);
        while (reader.TryRead(out _))
        {
        }

        Assert.InRange(framer.State.BytesScanned, chunk.Length, chunk.Length + 16);
    }

    [Theory]
    [InlineData("abcd")]
    [InlineData("\r\n\r\n")]
    public void What_was_scanned_up_to_a_limit_is_not_scanned_again_in_the_remainder(string delimiter)
    {
        LineFramer framer = new(LineDelimiter.Create(Bytes.Of(delimiter)), 2, OversizedLineHandling.Truncate);
        LineReader reader = framer.Read(new byte[1000]);
        Assert.True(reader.TryRead(out _) && reader.IsTruncated);
        Assert.False(reader.TryRead(out _));
        Assert.Equal(1000, framer.State.BytesScanned);
    }

    private static void FeedAll(LineFramer framer, ReadOnlySpan<byte> stream, int size)
    {
        while (!stream.IsEmpty)
        {
            LineReader reader = framer.Read(stream[..Math.Min(size, stream.Length)]);
            while (reader.TryRead(out _))
            {
            }

            stream = stream[Math.Min(size, stream.Length)..];
        }
    }

    // What lies before was filled before.
    private static void Fill(Span<byte> bytes, int from, byte[] filling)
    {
        for (int i = from; i < bytes.Length; i++)
        {
            bytes[i] = filling[i % filling.Length];
        }
    }
}
