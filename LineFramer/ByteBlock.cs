using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LineFraming;

/// <summary>
/// Compares 64 bytes at once, in vectors as wide as the hardware has them: the wide type is made of narrower ones where
/// it is not there itself. Every access is checked.
/// </summary>
internal static class ByteBlock
{
    /// <summary>How many bytes a block has: one for each bit of a mask.</summary>
    public const int Size = 64;

    /// <summary>Whether there are vectors at all; byte by byte is faster than vectors in software.</summary>
    public static bool IsFast => Vector128.IsHardwareAccelerated;

    /// <summary>Which of the first 64 bytes equal <paramref name="value"/>: bit i stands for byte i.</summary>
    /// <param name="bytes">64 bytes or more.</param>
    /// <param name="value">The byte that is sought, 64 times.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Equal(ReadOnlySpan<byte> bytes, Vector512<byte> value) =>
        Vector512.Equals(Vector512.Create(bytes), value).ExtractMostSignificantBits();

    /// <summary>
    /// Which of the 64 bytes behind the first equal <paramref name="value"/> and have <paramref name="before"/> before them:
    /// bit 0 stands for the second byte.
    /// </summary>
    /// <param name="bytes">65 bytes or more.</param>
    /// <param name="before">The byte that is sought before, 64 times.</param>
    /// <param name="value">The byte that is sought, 64 times.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong EqualBehind(ReadOnlySpan<byte> bytes, Vector512<byte> before, Vector512<byte> value)
    {
        Vector512<byte> isBefore = Vector512.Equals(Vector512.Create(bytes), before);
        Vector512<byte> isValue = Vector512.Equals(Vector512.Create(bytes[1..]), value);
        return (isBefore & isValue).ExtractMostSignificantBits();
    }
}
