using System.Text;
using Xunit;

namespace LineFraming.Tests;

/// <summary>How many ends there are in a block of 64 bytes, and in which, where many blocks are searched at once.</summary>
public class BlockSearchTests
{
    [Fact]
    public void Any_number_of_ends_in_a_block_may_be_followed_by_any_other()
    {
        for (int first = 0; first <= 64; first++)
        {
            for (int second = 0; second <= 64; second++)
            {
                byte[] chunk = [.. Block(first), .. Block(second), .. Block(64), .. Block(64)];
                Assert.Equal(first + second + 128, Count(new LineFramer(LineDelimiter.Lf, 1000).Read(chunk)));
            }
        }

        static IEnumerable<byte> Block(int ends) => Enumerable.Range(0, 64).Select(i => i < 64 - ends ? (byte)'x' : (byte)'\n');
    }

    /// <summary>Wherever the one end is, in the blocks that are searched at once, in what is left of the last, or in those behind.</summary>
    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r\n\r\n")]
    [InlineData("abcde")]
    public void A_single_end_is_found_in_any_place(string delimiter)
    {
        byte[] end = Encoding.Latin1.GetBytes(delimiter);
        LineFramer framer = new(LineDelimiter.Of(end), 1 << 16);
        byte[] before = [.. Enumerable.Repeat(end, 4096 / end.Length).SelectMany(bytes => bytes)];
        byte[] chunk = new byte[((LineEnds.MostBlocks + 2) * ByteBlock.Size) + 7];
        for (int at = 0; at + end.Length <= chunk.Length; at++)
        {
            Array.Fill(chunk, (byte)'x');
            end.CopyTo(chunk, at);
            Assert.Equal(before.Length / end.Length, Count(framer.Read(before)));
            LineReader reader = framer.Read(chunk);
            Assert.True(reader.TryRead(out ReadOnlySpan<byte> line));
            Assert.Equal(at, line.Length);
            Assert.Equal(chunk.Length - at - end.Length, reader.Unread.Length);
            Assert.Equal(0, Count(reader));
            Assert.Equal(1, Count(framer.Read(end)));
        }
    }

    /// <summary>What an earlier search of the same reader found is not found again where the last one compared fewer blocks.</summary>
    [Fact]
    public void Masks_of_an_earlier_search_say_nothing_of_a_later_one()
    {
        for (int rest = 1; rest < 10 * ByteBlock.Size; rest++)
        {
            byte[] dense = [.. Enumerable.Repeat((byte)'\n', LineEnds.MostBlocks * ByteBlock.Size)];
            byte[] chunk = [.. dense, .. Enumerable.Repeat((byte)'x', rest)];
            LineFramer framer = new(LineDelimiter.Lf, 1 << 16);
            Assert.Equal(dense.Length, Count(framer.Read(dense)));
            Assert.Equal(dense.Length, Count(framer.Read(chunk)));
            Assert.Equal(rest, framer.BytesBuffered);
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
