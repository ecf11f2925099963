using System.Text;
using Xunit;

namespace LineFraming.Tests.Library;

/// <summary>Many blocks are scanned at once: an end must be found in the right block.</summary>
public class BlockScannerTests
{
    // The number of bytes that a scan reads ahead.
    private const int MaxAhead = 4096;

    // Each of the first five blocks, of the last of a scan ahead and of those after it; in the blocks between, what differs is the block.
    private static readonly int[] Places =
    [
        .. Enumerable.Range(0, 5 * ByteBlock.Size),
        .. Enumerable.Range(0, MaxAhead / 61).Select(i => i * 61).Where(at => at is >= 5 * ByteBlock.Size and < MaxAhead - ByteBlock.Size),
        .. Enumerable.Range(MaxAhead - ByteBlock.Size, 4 * ByteBlock.Size),
    ];

    /// <summary>In the blocks of one scan ahead, in the part of its last block, and in the blocks after it.</summary>
    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r\n\r\n")]
    [InlineData("abcde")]
    public void A_single_end_is_found_in_any_place(string delimiter)
    {
        byte[] end = Encoding.Latin1.GetBytes(delimiter);
        LineFramer framer = new(LineDelimiter.Create(end), 1 << 16);
        byte[] line100 = [.. new byte[100 - end.Length], .. end];
        byte[] before = [.. Enumerable.Repeat(line100, (MaxAhead / 100) + 1).SelectMany(bytes => bytes)];
        byte[] chunk = new byte[MaxAhead + (2 * ByteBlock.Size) + 7];
        foreach (int at in Places.Where(at => at + end.Length <= chunk.Length))
        {
            Array.Fill(chunk, (byte)'x');
            end.CopyTo(chunk, at);
            Assert.Equal(before.Length / 100, Count(framer.Read(before)));
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
