using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LineFraming;

/// <summary>
/// Compares 64 bytes at once, in vectors as wide as the hardware has them: the wide type is made of narrower ones where
/// it is not there itself. Every access is a slice, so it is checked.
/// </summary>
internal static class ByteBlock
{
    /// <summary>How many bytes a block has: one for each bit of a mask.</summary>
    public const int Size = 64;

    /// <summary>Whether there are vectors at all; byte by byte is faster than vectors in software.</summary>
    public static bool IsFast => Vector128.IsHardwareAccelerated;

    /// <summary>Which of the 64 bytes from <paramref name="start"/> on equal <paramref name="value"/>: bit i stands for byte i.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Equal(ReadOnlySpan<byte> bytes, int start, Vector512<byte> value) =>
        Vector512.Equals(Vector512.Create(bytes.Slice(start, Size)), value).ExtractMostSignificantBits();

    /// <summary>As <see cref="Equal"/>, and of these only the bytes that have <paramref name="before"/> before them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong EqualBehind(ReadOnlySpan<byte> bytes, int start, Vector512<byte> before, Vector512<byte> value)
    {
        ReadOnlySpan<byte> block = bytes.Slice(start - 1, Size + 1);
        Vector512<byte> isBefore = Vector512.Equals(Vector512.Create(block), before);
        Vector512<byte> isValue = Vector512.Equals(Vector512.Create(block[1..]), value);
        return (isBefore & isValue).ExtractMostSignificantBits();
    }
}
