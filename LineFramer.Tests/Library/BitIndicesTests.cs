using System.Numerics;
using Xunit;

namespace LineFraming.Tests.Library;

/// <summary>
/// The indices of a mask's set bits are those that a loop over the bits finds, with the instructions of this machine and with those
/// for other machines.
/// </summary>
public class BitIndicesTests
{
    [Fact]
    public void Every_bit_that_is_set_has_its_index_in_order()
    {
        Random random = new(1);
        ulong[] masks =
        [
            .. Enumerable.Range(0, 64).Select(bit => 1UL << bit),
            .. Enumerable.Range(0, 65).Select(bits => bits == 64 ? ulong.MaxValue : (1UL << bits) - 1),
            .. Enumerable.Range(0, 65).Select(bits => bits == 0 ? 0 : ulong.MaxValue << (64 - bits)),
            .. Enumerable.Range(0, 1000).Select(_ => (ulong)random.NextInt64() & (ulong)random.NextInt64()),
            .. Enumerable.Range(0, 1000).Select(_ => (ulong)random.NextInt64() | (ulong)random.NextInt64()),
        ];
        foreach (ulong mask in masks)
        {
            foreach (int offset in new[] { 0, 1, 300, ushort.MaxValue - 63 })
            {
                ushort[] room = new ushort[BitIndices.Room];
                int count = BitIndices.Write(mask, offset, room);
                Assert.Equal(BitOperations.PopCount(mask), count);
                ushort[] expected = [.. Enumerable.Range(0, 64).Where(bit => (mask >> bit & 1) != 0).Select(bit => (ushort)(offset + bit))];
                Assert.Equal(expected, room[..count]);
                Array.Clear(room);
                BitIndices.WriteFours(mask, offset, room);
                Assert.Equal(expected, room[..count]);
            }
        }
    }

    [Fact]
    public void Nothing_is_written_outside_of_the_room()
    {
        ushort[] around = [.. Enumerable.Repeat((ushort)0xABCD, BitIndices.Room + 64)];
        BitIndices.Write(ulong.MaxValue, 0, around.AsSpan(32, BitIndices.Room));
        Assert.All(around[..32].Concat(around[^32..]), value => Assert.Equal(0xABCD, value));
        Assert.ThrowsAny<ArgumentException>(() => BitIndices.Write(ulong.MaxValue, 0, new ushort[BitIndices.Room - 1]));
    }

    /// <summary>However many ends one block of 64 bytes has, there is room for as many as the next may have.</summary>
    [Fact]
    public void Any_number_of_ends_in_a_block_may_be_followed_by_any_other()
    {
        for (int first = 0; first <= 64; first++)
        {
            for (int second = 0; second <= 64; second++)
            {
                byte[] chunk = [.. Block(first), .. Block(second), .. Block(64), .. Block(64)];
                LineReader reader = new LineFramer(LineDelimiter.Lf, 1000).Read(chunk);
                int lines = 0;
                while (reader.TryRead(out _))
                {
                    lines++;
                }

                Assert.Equal(first + second + 128, lines);
            }
        }

        static IEnumerable<byte> Block(int ends) => Enumerable.Range(0, 64).Select(i => i < 64 - ends ? (byte)'x' : (byte)'\n');
    }
}
