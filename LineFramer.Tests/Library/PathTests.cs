extern alias counted;

using Xunit;
using Counted = counted::LineFraming;

namespace LineFraming.Tests.Library;

/// <summary>
/// Which path bytes take through the library, and how often each is read. The tests use the build that counts both, because a
/// framer whose fast path is never taken, or that reads everything four times, returns the same lines.
/// </summary>
public class PathTests
{
    private const int ChunkSize = 64 << 10;

    private static readonly Counted.LineDelimiter[] Delimiters =
    [
        Counted.LineDelimiter.CrLf, Counted.LineDelimiter.Lf, Counted.LineDelimiter.CrLfOrLf, Counted.LineDelimiter.AnyNewline,
        Counted.LineDelimiter.CreateAny("\r\n"u8, "##"u8), Counted.LineDelimiter.Create("\r\n\r\n"u8),
    ];

    /// <summary>
    /// One line goes through the loop at each chunk boundary and, with any newline after a CR, at each refill of the queue.
    /// </summary>
    [SkippableTheory]
    [InlineData(8, 0.97)]
    [InlineData(64, 0.95)]
    [InlineData(200, 0.90)]
    public void Plain_lines_take_the_fast_path(int meanLength, double share)
    {
        Skip.IfNot(ByteBlock.IsFast, "Without vectors no end is known ahead.");
        foreach (Counted.LineDelimiter delimiter in Delimiters)
        {
            Counted.LineFramer framer = new(delimiter, 1 << 20);
            Counted.PathCounts.Reset();
            Read(framer, LinesOf(meanLength, delimiter), ChunkSize);
            double taken = (double)Counted.PathCounts.Of(Counted.LinePath.FastPath) / framer.LinesRead;
            Assert.True(taken >= share, $"{delimiter}: {taken:P1} of {framer.LinesRead} lines took the fast path.");
        }
    }

    /// <summary>
    /// Long lines take a scan each, which leads to the fast path unless an LF may be owed. Two lines at a chunk boundary do not: the one
    /// that crosses it, and the next, before which its buffer is released.
    /// </summary>
    [SkippableFact]
    public void Long_lines_take_the_fast_path_too()
    {
        Skip.IfNot(ByteBlock.IsFast, "Without vectors no end is known ahead.");
        foreach (Counted.LineDelimiter delimiter in Delimiters.Where(each => !each.IsAnyNewline))
        {
            Counted.LineFramer framer = new(delimiter, 1 << 20);
            Counted.PathCounts.Reset();
            Read(framer, LinesOf(2000, delimiter), ChunkSize);
            double taken = (double)Counted.PathCounts.Of(Counted.LinePath.FastPath) / framer.LinesRead;
            Assert.True(taken >= 0.93, $"{delimiter}: {taken:P1} of {framer.LinesRead} lines took the fast path.");
        }
    }

    /// <summary>
    /// R11: no byte is read twice, but for the bounded cost of a block or a chunk boundary. A scan to a far end checks a step
    /// of 256 bytes for the last byte of a delimiter, and then again for the exact place.
    /// </summary>
    [Theory]
    [InlineData(8, ChunkSize, 1.1)]
    [InlineData(64, ChunkSize, 1.1)]
    [InlineData(200, ChunkSize, 1.1)]
    [InlineData(2000, ChunkSize, 1.4)]
    [InlineData(20_000, ChunkSize, 1.1)]
    [InlineData(64, 1500, 1.2)]
    [InlineData(64, 4096, 1.1)]
    [InlineData(64, 1, 1.2)]
    [InlineData(2000, 7, 1.7)]
    public void R11_Bytes_are_looked_at_once(int meanLength, int chunkSize, double times)
    {
        foreach (Counted.LineDelimiter delimiter in Delimiters)
        {
            Counted.LineFramer framer = new(delimiter, 1 << 20);
            byte[] stream = LinesOf(meanLength, delimiter);
            Counted.PathCounts.Reset();
            Read(framer, stream, chunkSize);
            double scanned = (double)Counted.PathCounts.BytesScanned / stream.Length;
            Assert.True(scanned <= times, $"{delimiter}: the framer looked {scanned:F2} times at each byte.");
        }
    }

    /// <summary>The same for streams that are built to be read again and again.</summary>
    [Theory]
    [InlineData("\r")]
    [InlineData("\n")]
    [InlineData("#")]
    [InlineData("\r\n\r")]
    [InlineData("#\r")]
    public void R11_Bytes_of_a_hard_stream_are_looked_at_a_few_times(string repeated)
    {
        byte[] stream = [.. Enumerable.Range(0, 4 * ChunkSize).Select(i => (byte)repeated[i % repeated.Length])];
        foreach (Counted.LineDelimiter delimiter in Delimiters)
        {
            foreach (int limit in new[] { 0, 1, 100, 1 << 20 })
            {
                foreach (int chunkSize in new[] { 1, 3, 700, ChunkSize })
                {
                    Counted.LineFramer framer = new(delimiter, limit, Counted.OversizedLineHandling.Truncate);
                    Counted.PathCounts.Reset();
                    Read(framer, stream, chunkSize);
                    double scanned = (double)Counted.PathCounts.BytesScanned / stream.Length;
                    Assert.True(
                        scanned <= 2.2,
                        $"{delimiter}, limit {limit}, chunks of {chunkSize}: the framer looked {scanned:F2} times at each byte.");
                }
            }
        }
    }

    /// <summary>After a piece (Split), what proved it is looked at again: no more bytes than the longest delimiter has.</summary>
    [Theory]
    [InlineData("x")]
    [InlineData("\r")]
    [InlineData("-")]
    public void R11_Bytes_of_pieces_are_looked_at_again_for_a_delimiter_at_most(string repeated)
    {
        byte[] stream = [.. Enumerable.Repeat((byte)repeated[0], ChunkSize)];
        byte[] longest = [.. Enumerable.Repeat((byte)'-', 63), (byte)'b'];
        foreach (Counted.LineDelimiter delimiter in Delimiters.Append(Counted.LineDelimiter.Create(longest)))
        {
            foreach (int limit in new[] { 1, 2, 3, 100 })
            {
                foreach (int chunkSize in new[] { 1, 3, 64, 700, ChunkSize })
                {
                    Counted.LineFramer framer = new(delimiter, limit, Counted.OversizedLineHandling.Split);
                    Counted.PathCounts.Reset();
                    Read(framer, stream, chunkSize);
                    double scanned = (double)Counted.PathCounts.BytesScanned / stream.Length;
                    Assert.True(
                        scanned <= 2.2 + ((double)delimiter.Set.Longest / limit),
                        $"{delimiter}, limit {limit}, chunks of {chunkSize}: the framer looked {scanned:F2} times at each byte.");
                }
            }
        }
    }

    private static byte[] LinesOf(int meanLength, Counted.LineDelimiter delimiter)
    {
        Random random = new(1);
        ReadOnlySpan<byte> end = delimiter.Written;
        byte[] stream = new byte[16 * ChunkSize];
        stream.AsSpan().Fill((byte)'x');
        for (int at = random.Next(2 * meanLength); at + end.Length <= stream.Length; at += end.Length + random.Next(1, 2 * meanLength))
        {
            end.CopyTo(stream.AsSpan(at));
        }

        return stream;
    }

    private static void Read(Counted.LineFramer framer, ReadOnlySpan<byte> stream, int chunkSize)
    {
        for (; !stream.IsEmpty; stream = stream[Math.Min(chunkSize, stream.Length)..])
        {
            foreach (ReadOnlySpan<byte> _ in framer.Read(stream[..Math.Min(chunkSize, stream.Length)]))
            {
            }
        }
    }
}
