using System.Globalization;
using System.Numerics;
using System.Text;

namespace LineFraming.FuzzEngine;

/// <summary>
/// The numbers that were parsed most recently. If a compared number is one of them, the input contains its digits, so the
/// digits of the other operand are reported, not its bytes.
/// </summary>
internal static class ParsedNumbers
{
    // A few suffice, because numbers are usually compared soon after they are parsed. Must be a power of two.
    private const int Capacity = 8;

    private static readonly long[] Bits = new long[Capacity];
    private static readonly bool[] IsHex = new bool[Capacity];
    private static int _next;

    /// <summary>Whether a number has been parsed.</summary>
    public static bool Any { get; private set; }

    /// <summary>Remembers a number, a floating-point one by the bits of a double.</summary>
    public static T Keep<T>(T value, NumberStyles style = NumberStyles.Integer)
        where T : INumberBase<T>
    {
        if (TextReport.IsOn)
        {
            int at = _next++ % Capacity & (Capacity - 1);
            Bits[at] = value is double or float or Half
                ? BitConverter.DoubleToInt64Bits(double.CreateChecked(value))
                : long.CreateTruncating(value);
            IsHex[at] = (style & NumberStyles.AllowHexSpecifier) != 0;
            Any = true;
        }

        return value;
    }

    /// <summary>Reports a comparison of two different numbers, or of the bits of two doubles.</summary>
    public static void Compared(long left, long right, bool areDoubles = false)
    {
        int at = Array.IndexOf(Bits, left);
        long other = right;
        if (at < 0)
        {
            at = Array.IndexOf(Bits, right);
            other = left;
        }

        if (at >= 0)
        {
            Report(Bits[at], other, areDoubles, IsHex[at]);
        }
    }

    private static void Report(long from, long to, bool areDoubles, bool isHex) =>
        TextReport.Pair(TextOf(from, areDoubles, isHex), TextOf(to, areDoubles, isHex));

    private static byte[] TextOf(long bits, bool isDouble, bool isHex) => Encoding.ASCII.GetBytes(
        isDouble ? BitConverter.Int64BitsToDouble(bits).ToString("R", CultureInfo.InvariantCulture)
        : bits.ToString(isHex ? "x" : "", CultureInfo.InvariantCulture));
}
