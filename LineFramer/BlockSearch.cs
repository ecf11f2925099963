using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LineFraming;

/// <summary>
/// Finds line ends in a chunk, 64 bytes at a time. The loops are compiled for each shape of delimiter, so that what is
/// sought stays in registers.
/// </summary>
internal abstract class BlockSearch(int bytesBefore)
{
    /// <summary>So many bytes are searched ahead at most: as many blocks as a word has bits.</summary>
    public const int MostAhead = 64 * ByteBlock.Size;

    /// <summary>How many bytes of the chunk there must be before what is searched.</summary>
    public int BytesBefore => bytesBefore;

    /// <summary>The search for any of some delimiters.</summary>
    /// <param name="delimiters">None is a suffix of another.</param>
    /// <param name="isAnyNewline">Whether they are those of any newline (R15).</param>
    public static BlockSearch For(byte[][] delimiters, bool isAnyNewline)
    {
        byte[] one = delimiters[0];
        byte[] other = delimiters[^1];
        return (delimiters.Length, one.Length, other.Length) switch
        {
            (2, _, _) when isAnyNewline => new BlockSearch<AnyNewlineMask>(new AnyNewlineMask()),
            (1, 1, _) => new BlockSearch<OneByteMask>(new OneByteMask(one[0])),
            (1, 2, _) => new BlockSearch<TwoBytesMask>(new TwoBytesMask(one[0], one[1])),
            (1, 4, _) => new BlockSearch<FourBytesMask>(new FourBytesMask(one)),
            (2, 1, 1) => new BlockSearch<EitherByteMask>(new EitherByteMask(one[0], other[0])),
            (2, 2, 2) => new BlockSearch<EitherTwoBytesMask>(new EitherTwoBytesMask(one, other)),
            _ => new BlockSearch<AnyMask>(new AnyMask(delimiters)),
        };
    }

    /// <summary>Finds the next end and, on demand, those behind it.</summary>
    /// <param name="chunk">The chunk, of which <see cref="BytesBefore"/> bytes or more must be searched, and 64 more be there.</param>
    /// <param name="to">No block that begins here or behind is searched for the next end, unless before <paramref name="ahead"/>.</param>
    /// <param name="ahead">No block that begins here or behind is searched for others; at most the chunk's length.</param>
    /// <param name="ends">Which is searched on, and is told what was found.</param>
    public abstract void Search(ReadOnlySpan<byte> chunk, int to, int ahead, scoped ref LineEnds ends);
}

/// <inheritdoc/>
/// <param name="mask">The delimiters.</param>
internal sealed class BlockSearch<TMask>(TMask mask) : BlockSearch(mask.BytesBefore)
    where TMask : struct, IDelimiterMask
{
    private readonly TMask _mask = mask;

    /// <inheritdoc/>
    /// <remarks>Its two ways are not to be inlined: with both in one method, the longer delimiters are kept in memory.</remarks>
    public override void Search(ReadOnlySpan<byte> chunk, int to, int ahead, scoped ref LineEnds ends)
    {
        if (ahead <= ends.Searched || !SearchAhead(chunk, ahead, ref ends))
        {
            SearchNext(chunk, to, ref ends);
        }
    }

    /// <summary>
    /// The way to a far end: two blocks at a time, for most are without one, and that is to be guessed. In which of the two it
    /// is could not be, so both are written down.
    /// </summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="to">No block that begins here or behind is searched.</param>
    /// <param name="ends">Which is told what was found.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void SearchNext(ReadOnlySpan<byte> chunk, int to, scoped ref LineEnds ends)
    {
        TMask mask = _mask;
        int searched = ends.Searched;
        int bytesOfTwo = (2 * ByteBlock.Size) + mask.BytesBefore;
        ReadOnlySpan<byte> rest = chunk[(searched - mask.BytesBefore)..];
        while (rest.Length >= bytesOfTwo && searched < to - ByteBlock.Size)
        {
            ReadOnlySpan<byte> two = rest[..bytesOfTwo];
            ulong first = mask.EndsIn(two);
            ulong second = mask.EndsIn(two[ByteBlock.Size..]);
            if ((first | second) != 0)
            {
                int written = BitIndices.Write(first, 1, LineEnds.RoomOf(ref ends));
                written += BitIndices.Write(second, ByteBlock.Size + 1, LineEnds.RoomOf(ref ends)[written..]);
                ends.Found(searched, searched + (2 * ByteBlock.Size), written);
                return;
            }

            searched += 2 * ByteBlock.Size;
            rest = rest[(2 * ByteBlock.Size)..];
        }

        int origin = searched;
        int count = 0;
        while (count == 0 && searched < to)
        {
            origin = searched;
            count = BitIndices.Write(NextBlock(mask, chunk, ref searched), 1, LineEnds.RoomOf(ref ends));
        }

        ends.Found(origin, searched, count);
    }

    /// <summary>
    /// The way ahead where many a block has no end, and none can guess which: all are compared first, and then only those
    /// that have one are written down.
    /// </summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="ahead">No block that begins here or behind is searched.</param>
    /// <param name="ends">Which is told what was found.</param>
    /// <returns>Whether an end was found.</returns>
    /// <remarks>To clear the room for the masks would take longer than some chunks' search.</remarks>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool SearchAhead(ReadOnlySpan<byte> chunk, int ahead, scoped ref LineEnds ends)
    {
        TMask mask = _mask;
        int origin = ends.Searched;
        Unsafe.SkipInit(out Masks room);
        ahead = (int)Math.Min(ahead, origin + (long)MostAhead);
        Span<ulong> masks = ((Span<ulong>)room)[..((ahead - origin) / ByteBlock.Size)];
        ReadOnlySpan<byte> rest = chunk[(origin - mask.BytesBefore)..];
        int blocks = 0;
        int count = 0;
        while (blocks < masks.Length && count <= LineEnds.Filled)
        {
            ulong found = mask.EndsIn(rest[..(ByteBlock.Size + mask.BytesBefore)]);
            masks[blocks] = found;
            blocks++;
            count += BitOperations.PopCount(found);
            rest = rest[ByteBlock.Size..];
        }

        // The last block is wanted only in part, or there only in part: the chunk ends.
        int searched = origin + (blocks * ByteBlock.Size);
        if (searched < ahead && count <= LineEnds.Filled)
        {
            ulong found = NextBlock(mask, chunk, ref searched);
            room[blocks] = found;
            blocks++;
            count += BitOperations.PopCount(found);
        }

        WriteDown(room, blocks, LineEnds.RoomOf(ref ends));
        ends.Found(origin, searched, count);
        return count > 0;
    }

    // Which blocks have an end is found eight at a time. Of the masks behind the last one that was compared nothing is known.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteDown(ReadOnlySpan<ulong> masks, int blocks, Span<ushort> room)
    {
        ulong haveEnd = 0;
        for (int i = 0; i < blocks; i += Vector512<ulong>.Count)
        {
            haveEnd |= (~Vector512.Equals(Vector512.Create(masks[i..]), Vector512<ulong>.Zero)).ExtractMostSignificantBits() << i;
        }

        haveEnd &= ulong.MaxValue >> (masks.Length - blocks);
        while (haveEnd != 0)
        {
            int block = BitOperations.TrailingZeroCount(haveEnd);
            haveEnd &= haveEnd - 1;
            room = room[BitIndices.Write(masks[block], (block * ByteBlock.Size) + 1, room)..];
        }
    }

    // The last 64 bytes of the chunk may overlap those before: what was searched is shifted out.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong NextBlock(TMask mask, ReadOnlySpan<byte> chunk, ref int searched)
    {
        int start = Math.Min(searched, chunk.Length - ByteBlock.Size);
        ulong found = mask.EndsIn(chunk.Slice(start - mask.BytesBefore, ByteBlock.Size + mask.BytesBefore)) >> (searched - start);
        searched = start + ByteBlock.Size;
        return found;
    }

    /// <summary>A mask for each block that lies within <see cref="BlockSearch.MostAhead"/>.</summary>
    [InlineArray(MostAhead / ByteBlock.Size)]
    private struct Masks
    {
        private ulong _mask;
    }
}
