using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LineFraming;

/// <summary>
/// Compares 64 bytes at once. The runtime makes the wide vector of narrower ones where the hardware has no wide ones. Every
/// access is checked.
/// </summary>
internal static class ByteBlock
{
    /// <summary>How many bytes a block has: one for each bit of a mask.</summary>
    public const int Size = 64;

    /// <summary>Whether the hardware has vectors. Vectors in software are slower than one byte at a time.</summary>
    public static bool IsFast => Vector128.IsHardwareAccelerated;

    /// <summary>Which of the first 64 bytes equal <paramref name="value"/>.</summary>
    /// <param name="bytes">64 bytes or more.</param>
    /// <param name="value">The sought byte, 64 times.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Equal(ReadOnlySpan<byte> bytes, Vector512<byte> value) =>
        Vector512.Equals(Vector512.Create(bytes), value);

    /// <summary>At which of the 64 bytes after the first one a pair of bytes ends.</summary>
    /// <param name="bytes">65 bytes or more.</param>
    /// <param name="first">The first byte of the pair, 64 times.</param>
    /// <param name="second">The second byte of the pair, 64 times.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> EqualPair(ReadOnlySpan<byte> bytes, Vector512<byte> first, Vector512<byte> second) =>
        Equal(bytes, first) & Equal(bytes[1..], second);
}
