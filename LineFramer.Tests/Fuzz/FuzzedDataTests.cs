using System.Numerics;
using System.Text;
using FsCheck.Xunit;
using Xunit;

namespace LineFraming.Tests;

/// <summary>Tests the layout of <see cref="FuzzedData"/>; a corpus keeps its meaning as long as they pass.</summary>
public sealed class FuzzedDataTests
{
    [Fact]
    public void Numbers_come_from_the_end_and_strings_from_the_beginning()
    {
        FuzzedData data = new([.. "ab\\\\c\\.d"u8, 0x34, 0x12, 7]);
        Assert.Equal(7, data.NextInteger<byte>());
        Assert.Equal(0x1234, data.NextInteger<ushort>());
        Assert.Equal("ab\\c", data.NextString(100));
        Assert.Equal("d", data.RestAsString());
        Assert.Equal(0, data.Length);
    }

    [Fact]
    public void A_number_takes_the_bytes_that_its_range_needs()
    {
        FuzzedData data = new([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        Assert.Equal(3, data.NextInteger(3, 3));
        Assert.Equal(10, data.Length);
        Assert.Equal(10 % 7, data.NextInteger(0, 6));
        Assert.Equal(9, data.Length);
        Assert.Equal(-100 + (0x0908 % 1001), data.NextInteger(-100, 900));
        Assert.Equal(7, data.Length);
        Assert.Equal(7 % 2 == 1, data.NextBoolean());
        Assert.Equal(6, data.Length);
        Assert.Equal("cab"[6 % 3], data.Pick<char>("cab"));
        Assert.Equal(Enum.GetValues<DayOfWeek>()[5], data.NextEnum<DayOfWeek>());
        Assert.Equal([1, 2], data.NextBytes(2).ToArray());
        Assert.Equal([3, 4], data.NextBytes(3).ToArray());
    }

    [Fact]
    public void At_the_end_of_the_input_everything_has_a_default()
    {
        FuzzedData data = default;
        Assert.Equal(-5, data.NextInteger(-5, 5));
        Assert.Equal(0, data.NextInteger<long>());
        Assert.False(data.NextBoolean());
        Assert.Equal("x", data.Pick(["x", "y"]));
        Assert.Equal(0.0, data.NextDouble());
        Assert.Equal("", data.NextString(5));
        Assert.Empty(data.NextByteArray(5));
        Assert.Equal(0, data.NextBytes(5).Length + data.Rest().Length);
    }

    [Property]
    public void Every_number_of_a_range_can_be_read_and_no_other(byte[] input, long a, long b)
    {
        (long min, long max) = a < b ? (a, b) : (b, a);
        FuzzedData data = new(input);
        Assert.InRange(data.NextInteger(min, max), min, max);
        Assert.InRange(data.NextInteger(long.MinValue, long.MaxValue), long.MinValue, long.MaxValue);

        ulong distance = unchecked((ulong)max - (ulong)min);
        FuzzedData last = new(BitConverter.GetBytes(distance).AsSpan(0, distance == 0 ? 0 : 1 + (BitOperations.Log2(distance) / 8)));
        Assert.Equal(max, last.NextInteger(min, max));
    }

    [Property]
    public void A_string_is_encoded_by_doubling_its_backslashes(FsCheck.NonNull<string> text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text.Get);
        FuzzedData data = new([.. bytes.SelectMany(b => b == '\\' ? (byte[])[b, b] : [b]), (byte)'\\', (byte)'.', 1]);
        Assert.Equal(bytes, data.NextByteArray(int.MaxValue));
        Assert.Equal(1, data.Length);
    }

    [Fact]
    public void Invalid_arguments_are_rejected()
    {
        Assert.Throws<ArgumentException>(() => new FuzzedData([1]).NextInteger(1, 0));
        Assert.Throws<NotSupportedException>(() => new FuzzedData([1]).NextInteger<Int128>());
        Assert.Throws<NotSupportedException>(() => new FuzzedData([1]).NextInteger<BigInteger>());
        Assert.Throws<NotSupportedException>(() => new FuzzedData([1]).NextInteger<BigInteger>(0, 1));
        Assert.Throws<ArgumentException>(() => new FuzzedData([1]).Pick<int>([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FuzzedData([1]).NextBytes(-1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => new FuzzedData([1]).NextByteArray(-1));
    }
}
