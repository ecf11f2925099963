using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LineFraming;

/// <summary>Writes the indices of a mask's bits, without a branch on how many there are: that would be mispredicted all the time.</summary>
internal static class BitIndices
{
    /// <summary>How many entries there must be room for, whatever the mask.</summary>
    public const int Room = 64;

    // Byte i of the mask, eight times, for each i. Inlined always: a call for every block would spill every vector.
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

    // In each eight bytes, one bit after the other.
    private static Vector512<byte> EachBit
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(0x80_40_20_10_08_04_02_01).AsByte();
    }

    /// <summary>Writes the index of every bit that is set, the lowest first.</summary>
    /// <param name="bits">The mask.</param>
    /// <param name="offset">Added to each index; none may be over 65,535 then.</param>
    /// <param name="room">At least <see cref="Room"/> entries; what follows the indices is undefined afterwards.</param>
    /// <returns>How many there are.</returns>
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

    // Compresses 0, 1, 2 ... to those whose bit is set, all at once.
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

    /// <summary>The same for hardware that cannot compress bytes: four at a time, whether there are as many or not.</summary>
    /// <param name="bits">The mask.</param>
    /// <param name="offset">Added to each index.</param>
    /// <param name="room">At least <see cref="Room"/> entries.</param>
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
