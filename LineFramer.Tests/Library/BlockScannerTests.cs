using System.Text;
using Xunit;

namespace LineFraming.Tests;

/// <summary>In which block an end is, where many are scanned at once.</summary>
public class BlockScannerTests
{
    // As many bytes as a scan goes ahead.
    private const int MaxAhead = 4096;

    /// <summary>In the blocks that are scanned at once, in the rest of the last of them, and in those after them.</summary>
    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r\n\r\n")]
    [InlineData("abcde")]
    public void A_single_end_is_found_in_any_place(string delimiter)
    {
        byte[] end = Encoding.Latin1.GetBytes(delimiter);
        LineFramer framer = new(LineDelimiter.Create(end), 1 << 16);
        byte[] before = [.. Enumerable.Repeat(end, MaxAhead / end.Length).SelectMany(bytes => bytes)];
        byte[] chunk = new byte[MaxAhead + (2 * ByteBlock.Size) + 7];
        for (int at = 0; at + end.Length <= chunk.Length; at++)
        {
            Array.Fill(chunk, (byte)'x');
            end.CopyTo(chunk, at);
            Assert.Equal(before.Length / end.Length, Count(framer.Read(before)));
            LineReader reader = framer.Read(chunk);
            Assert.True(reader.TryRead(out ReadOnlySpan<byte> line));
            Assert.Equal(at, line.Length);
            Assert.Equal(chunk.Length - at - end.Length, reader.UnreadSpan.Length);
            Assert.Equal(0, Count(reader));
            Assert.Equal(1, Count(framer.Read(end)));
        }
    }

    private static int Count(LineReader reader)
    {
        int lines = 0;
        while (reader.TryRead(out _))
        {
            lines++;
        }

        return lines;
    }
}
