using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LineFraming;

/// <summary>
/// Writes the indices of a mask's set bits without a branch for each bit: how many are set cannot be predicted, so such a
/// branch would often be mispredicted.
/// </summary>
internal static class BitIndices
{
    /// <summary>The minimum length of the span to write to. More entries may be written than bits are set.</summary>
    public const int Room = 64;

    // Repeats each of the eight bytes of the mask eight times, so that each bit of the mask has a byte of its own. Always
    // inlined: a call for every block would spill every vector.
    private static Vector512<byte> EachByteEightTimes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(
            0UL,
            0x01_01_01_01_01_01_01_01,
            0x02_02_02_02_02_02_02_02,
            0x03_03_03_03_03_03_03_03,
            0x04_04_04_04_04_04_04_04,
            0x05_05_05_05_05_05_05_05,
            0x06_06_06_06_06_06_06_06,
            0x07_07_07_07_07_07_07_07).AsByte();
    }

    // Of eight equal bytes, the first keeps its lowest bit, the second the next one, and so on.
    private static Vector512<byte> EachBit
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(0x80_40_20_10_08_04_02_01).AsByte();
    }

    /// <summary>
    /// Writes the index of every bit that is set plus <paramref name="offset"/>, the lowest first; no sum may be over 65,535. There
    /// is room for <see cref="Room"/> entries at least, and those after the indices may be overwritten.
    /// </summary>
    /// <returns>How many indices were written: one for each bit that is set.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Write(ulong bits, int offset, Span<ushort> room)
    {
        int count = BitOperations.PopCount(bits);
        if (Avx512Vbmi2.IsSupported)
        {
            Pack(bits, offset, count, room);
        }
        else
        {
            WriteFours(bits, offset, room);
        }

        return count;
    }

    // Keeps, of the numbers from 0 to 63, those whose bit is set, with one instruction.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pack(ulong bits, int offset, int count, Span<ushort> room)
    {
        Vector512<byte> spread = Avx512BW.Shuffle(Vector512.Create(bits).AsByte(), EachByteEightTimes);
        Vector512<byte> isSet = ~Vector512.Equals(spread & EachBit, Vector512<byte>.Zero);
        Vector512<byte> indices = Avx512Vbmi2.Compress(Vector512<byte>.Zero, isSet, Vector512<byte>.Indices);
        Vector512<ushort> added = Vector512.Create((ushort)offset);
        (Vector512.WidenLower(indices) + added).CopyTo(room);
        if (count > Vector512<ushort>.Count)
        {
            (Vector512.WidenUpper(indices) + added).CopyTo(room[Vector512<ushort>.Count..]);
        }
    }

    /// <summary>
    /// The same for hardware without that instruction. It writes four indices at a time, even if fewer bits are left, so there
    /// is one branch for every four.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void WriteFours(ulong bits, int offset, Span<ushort> room)
    {
        do
        {
            Span<ushort> four = room[..4];
            four[0] = (ushort)(offset + BitOperations.TrailingZeroCount(bits));
            bits &= bits - 1;
            four[1] = (ushort)(offset + BitOperations.TrailingZeroCount(bits));
            bits &= bits - 1;
            four[2] = (ushort)(offset + BitOperations.TrailingZeroCount(bits));
            bits &= bits - 1;
            four[3] = (ushort)(offset + BitOperations.TrailingZeroCount(bits));
            bits &= bits - 1;
            room = room[4..];
        }
        while (bits != 0);
    }
}
