using System.Globalization;
using System.Numerics;
using System.Text;

namespace LineFraming.FuzzEngine;

/// <summary>
/// The numbers that were lately parsed from text. A number that is compared with another one may be one of them: then what the input
/// would have to hold is the other one's digits, and not its bytes.
/// </summary>
internal static class ParsedNumbers
{
    // A few: what is compared was parsed a moment ago. A power of two.
    private const int Kept = 8;

    private static readonly long[] Bits = new long[Kept];
    private static readonly bool[] IsHex = new bool[Kept];
    private static int _next;

    /// <summary>Whether there are any.</summary>
    public static bool Any { get; private set; }

    /// <summary>Keeps a number; one with a fraction by the bits of a double.</summary>
    public static T Keep<T>(T value, NumberStyles style = NumberStyles.Integer)
        where T : INumberBase<T>
    {
        if (TextReport.IsOn)
        {
            int at = _next++ % Kept & (Kept - 1);
            Bits[at] = value is double or float or Half ? BitConverter.DoubleToInt64Bits(double.CreateChecked(value)) : long.CreateTruncating(value);
            IsHex[at] = (style & NumberStyles.AllowHexSpecifier) != 0;
            Any = true;
        }

        return value;
    }

    /// <summary>Two different numbers are compared, or the bits of two doubles.</summary>
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
