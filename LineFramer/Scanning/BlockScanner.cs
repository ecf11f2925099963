using System.Numerics;
using System.Runtime.CompilerServices;

namespace LineFraming;

/// <summary>
/// Scans 64 bytes at a time, in two ways: several blocks ahead while lines are short, and to one far end while they are long. The mask
/// and the table have the same delimiters; the table is for chunks in which no block fits.
/// </summary>
/// <remarks>
/// Codegen notes. There is an instance for each shape of delimiter, so that what is sought stays in registers. The loops are
/// optimized when they are first compiled, so that a fresh process need not wait for the JIT. They are not inlined into each
/// other: with both in one method, the four vectors of the longest shape are spilled.
/// </remarks>
internal sealed class BlockScanner<TMask, TBlock>(TMask mask, LastByteTable lastBytes) : DelimiterScanner(mask.BytesBefore, lastBytes)
    where TMask : struct, IDelimiterMask<TBlock>
    where TBlock : struct, IByteBlock<TBlock>
{
    /// <summary>A scan ahead takes at most as many blocks as a word has bits.</summary>
    private const int BlocksAhead = 64;

    private const int FarStep = 4 * ByteBlock.Size;

    private readonly TMask _mask = mask;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void ScanBlocks(ReadOnlySpan<byte> chunk, int to, int ahead, scoped ref LineEndQueue queue)
    {
        if (ahead <= queue.Scanned || !ScanAhead(chunk, ahead, ref queue))
        {
            ScanFar(chunk, to, ref queue);
        }
    }

    /// <summary>
    /// Compares all blocks first, and then writes the ends of those that have one: which blocks have an end cannot be
    /// predicted, so a branch for each block would be mispredicted.
    /// </summary>
    /// <returns>Whether an end was found.</returns>
    /// <remarks>The masks are not cleared first: that would take longer than the scan of a short chunk.</remarks>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private bool ScanAhead(ReadOnlySpan<byte> chunk, int ahead, scoped ref LineEndQueue queue)
    {
        TMask mask = _mask;
        int origin = queue.Scanned;
        Unsafe.SkipInit(out Masks room);
        ahead = (int)Math.Min(ahead, origin + (long)(BlocksAhead * ByteBlock.Size));
        Span<ulong> masks = ((Span<ulong>)room)[..((ahead - origin) / ByteBlock.Size)];
        ReadOnlySpan<byte> rest = chunk[(origin - mask.BytesBefore)..];
        int blocks = 0;
        int count = 0;
        while (blocks < masks.Length && count <= LineEndQueue.Filled)
        {
            ulong found = mask.EndsIn(rest[..(ByteBlock.Size + mask.BytesBefore)]);
            masks[blocks] = found;
            blocks++;
            count += BitOperations.PopCount(found);
            rest = rest[ByteBlock.Size..];
        }

        // The last block is compared alone: only a part of it is within the scan ahead or within the chunk.
        int scanned = origin + (blocks * ByteBlock.Size);
        if (scanned < ahead && count <= LineEndQueue.Filled)
        {
            ulong found = EndsInNextBlock(mask, chunk, ref scanned);
            room[blocks] = found;
            blocks++;
            count += BitOperations.PopCount(found);
        }

        PathCounts.Took(LinePath.ScannedAhead);
        PathCounts.TookIf(count > LineEndQueue.Filled, LinePath.QueueFull);
        PathCounts.Scanned(blocks * ByteBlock.Size);
        WriteEnds(room, blocks, LineEndQueue.RoomOf(ref queue));
        queue.Publish(origin, scanned, count);
        return count > 0;
    }

    // First finds which blocks have an end, several blocks at a time. The masks after the last compared block are uninitialized.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteEnds(ReadOnlySpan<ulong> masks, int blocks, Span<ushort> room)
    {
        ulong haveEnd = 0;
        for (int i = 0; i < blocks; i += TBlock.WordsAtOnce)
        {
            haveEnd |= TBlock.NonZero(masks[i..]) << i;
        }

        haveEnd &= ulong.MaxValue >> (masks.Length - blocks);
        while (haveEnd != 0)
        {
            int block = BitOperations.TrailingZeroCount(haveEnd);
            haveEnd &= haveEnd - 1;
            room = room[BitIndices.Write(masks[block], (block * ByteBlock.Size) + 1, room)..];
        }
    }

    /// <summary>
    /// Scans to a far end. The first loop looks only for the last byte of a delimiter, four blocks a step; the second compares
    /// whole delimiters, two blocks a step. An input full of last bytes that end nothing leaves the first loop at once, so the scan
    /// stays linear and fast enough.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void ScanFar(ReadOnlySpan<byte> chunk, int to, scoped ref LineEndQueue queue)
    {
        PathCounts.Took(LinePath.ScannedFar);
        TMask mask = _mask;
        int scanned = queue.Scanned;
        ReadOnlySpan<byte> rest = chunk[scanned..];
        while (rest.Length >= FarStep && scanned <= to - FarStep)
        {
            PathCounts.Scanned(FarStep);
            ReadOnlySpan<byte> step = rest[..FarStep];
            TBlock mayEnd = mask.MayEnd(step)
                | mask.MayEnd(step[ByteBlock.Size..])
                | mask.MayEnd(step[(2 * ByteBlock.Size)..])
                | mask.MayEnd(step[(3 * ByteBlock.Size)..]);
            if (!mayEnd.IsNowhere)
            {
                break;
            }

            scanned += FarStep;
            rest = rest[FarStep..];
        }

        // It cannot be predicted which of two blocks has the end, so the ends of both are written.
        int bytesOfTwo = (2 * ByteBlock.Size) + mask.BytesBefore;
        rest = chunk[(scanned - mask.BytesBefore)..];
        ulong first = 0;
        ulong second = 0;
        int origin = scanned;
        while ((first | second) == 0 && rest.Length >= bytesOfTwo && scanned < to - ByteBlock.Size)
        {
            PathCounts.Scanned(2 * ByteBlock.Size);
            ReadOnlySpan<byte> two = rest[..bytesOfTwo];
            first = mask.EndsIn(two);
            second = mask.EndsIn(two[ByteBlock.Size..]);
            origin = scanned;
            scanned += 2 * ByteBlock.Size;
            rest = rest[(2 * ByteBlock.Size)..];
        }

        while ((first | second) == 0 && scanned < to)
        {
            PathCounts.Scanned(ByteBlock.Size);
            origin = scanned;
            first = EndsInNextBlock(mask, chunk, ref scanned);
        }

        Span<ushort> room = LineEndQueue.RoomOf(ref queue);
        int written = BitIndices.Write(first, 1, room);
        written += BitIndices.Write(second, ByteBlock.Size + 1, room[written..]);
        queue.Publish(origin, scanned, written);
    }

    // Where fewer than 64 bytes are left, the block is the last 64 bytes of the chunk, and the bits of those that were scanned
    // before are shifted out.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong EndsInNextBlock(TMask mask, ReadOnlySpan<byte> chunk, ref int scanned)
    {
        int start = Math.Min(scanned, chunk.Length - ByteBlock.Size);
        ulong found = mask.EndsIn(chunk.Slice(start - mask.BytesBefore, ByteBlock.Size + mask.BytesBefore)) >> (scanned - start);
        scanned = start + ByteBlock.Size;
        return found;
    }

    /// <summary>A mask for each block of a scan ahead.</summary>
    [InlineArray(BlocksAhead)]
    private struct Masks
    {
        private ulong _mask;
    }
}
