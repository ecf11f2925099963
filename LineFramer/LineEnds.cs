using System.Numerics;
using System.Runtime.CompilerServices;

namespace LineFraming;

/// <summary>
/// Where lines may end in a reader's chunk, as far as it was searched: a short queue of ends, which a
/// <see cref="LineReader"/> keeps from one line to the next. Each byte of the chunk is searched once and in order (R11);
/// what is found but not taken yet waits in the queue.
/// <para>
/// These are facts about the chunk alone: bytes that spell a delimiter end there, whatever line they are in. Whether such
/// an end ends the line that is being read is for its reader to say (<c>aa</c> ends twice in <c>aaa</c>, but only one
/// line does), so a copy of a reader that lags behind is wrong about nothing. Of any newline (R15) the LF behind a CR is
/// no end: it belongs to the CR's, whatever line that ended.
/// </para>
/// </summary>
internal struct LineEnds
{
    // Ends are kept as 16 bits from where the search began that found them; it goes no further than that.
    private const int Furthest = ushort.MaxValue - ByteBlock.Size;

    // So many bytes are searched ahead at most: as many blocks as a mask has bits.
    private const int MostAhead = 64 * ByteBlock.Size;

    // The ends, as distances from _origin; those before _first were given up. "ab\nc\n" searched from 0: 3 and 5.
    private Queue _queue;
    private int _origin;
    private int _first;
    private int _count;

    // Whether the search before this one found so many ends that hardly a block is without.
    private bool _isDense;

    /// <summary>Begins a chunk, of which nothing is searched. The queue is left as it is: it has no ends.</summary>
    public void Begin()
    {
        Searched = 0;
        _origin = 0;
        _first = 0;
        _count = 0;
    }

    /// <summary>Of the bytes before this index every end that still matters is known.</summary>
    public int Searched { get; private set; }

    /// <summary>Whether an end is known.</summary>
    public readonly bool IsAnyKnown => _first < _count;

    /// <summary>The index behind the next known end.</summary>
    public readonly int Next { [MethodImpl(MethodImplOptions.AggressiveInlining)] get => _origin + _queue[_first]; }

    /// <summary>Gives up the next end: its line was taken, or it ends none.</summary>
    public void Drop() => _first++;

    /// <summary>Gives up the ends up to <paramref name="index"/>: what they ended was taken.</summary>
    public void DropTo(int index)
    {
        while (IsAnyKnown && Next <= index)
        {
            Drop();
        }
    }

    /// <summary>
    /// Searches on, where no end is known, for the next one and, on demand, for those behind it, which a caller who reads
    /// line by line will want soon. It goes 64 bytes at a time until the queue is rather full.
    /// </summary>
    /// <param name="search">The delimiters.</param>
    /// <param name="chunk">The chunk.</param>
    /// <param name="from">Where the line begins.</param>
    /// <param name="to">
    /// No 64 bytes that begin here or behind are searched for the next end, unless before <paramref name="ahead"/>: the line
    /// is too long. An end that is known afterwards may be behind it all the same.
    /// </param>
    /// <param name="ahead">No 64 bytes that begin here or behind are searched for those behind it; at most the chunk's length.</param>
    public void LookAhead(DelimiterSearch search, ReadOnlySpan<byte> chunk, int from, int to, int ahead)
    {
        _isDense = _count > Queue.Filled && Searched - _origin <= Queue.Filled * ByteBlock.Size / 2;
        Begin(from);
        if (IsWide(search, chunk))
        {
            search.SearchBlocks(chunk, to, (int)Math.Min(ahead, Searched + (long)MostAhead), ref this);
        }
    }

    /// <summary>
    /// The loops of <see cref="LookAhead"/>. To the next end the blocks are most often without one, and that is to be
    /// guessed; further ahead, where lines are short, nobody could guess it.
    /// </summary>
    /// <param name="mask">The delimiters.</param>
    /// <param name="chunk">The chunk.</param>
    /// <param name="to">No block that begins here or behind is searched for the next end, unless before <paramref name="ahead"/>.</param>
    /// <param name="ahead">No block that begins here or behind is searched for others.</param>
    public void SearchBlocks<TMask>(TMask mask, ReadOnlySpan<byte> chunk, int to, int ahead)
        where TMask : struct, IDelimiterMask
    {
        int origin = _origin;
        if (ahead > origin && !_isDense && SearchSparse(mask, chunk, ahead))
        {
            return;
        }

        int searched = Searched;
        int offset = 1;
        ulong ends = 0;

        // Where only the next end is wanted it is far: two blocks at a time, and those that have it once more on their own.
        int pairs = ahead > searched ? searched : Math.Min(to, chunk.Length - ByteBlock.Size + 1) - ByteBlock.Size;
        while (searched < pairs && (mask.EndsIn(chunk, searched) | mask.EndsIn(chunk, searched + ByteBlock.Size)) == 0)
        {
            searched += 2 * ByteBlock.Size;
        }

        while (ends == 0 && searched < to && searched - origin <= Furthest)
        {
            ends = NextBlock(mask, chunk, origin, ref searched, out offset);
        }

        // Written in one place of the loop: twice the code of that is dearer than one branch.
        int count = 0;
        if (ends != 0)
        {
            while (true)
            {
                count += BitIndices.Write(ends, offset, ((Span<ushort>)_queue)[count..]);
                if (count > Queue.Filled || searched >= ahead)
                {
                    break;
                }

                ends = NextBlock(mask, chunk, origin, ref searched, out offset);
            }
        }

        Searched = searched;
        _count = count;
    }

    /// <summary>
    /// The way ahead where many a block has no end, and none can guess which: all are compared first, and then only those
    /// that have one are written down. Where nearly all have, that would be work for nothing.
    /// </summary>
    /// <param name="mask">The delimiters.</param>
    /// <param name="chunk">The chunk.</param>
    /// <param name="ahead">No block that begins here or behind is searched.</param>
    /// <returns>Whether an end was found.</returns>
    /// <remarks>
    /// To clear the room for the masks would take longer than some chunks' search. None is read that was not written: only
    /// of those that were has the word a bit.
    /// </remarks>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool SearchSparse<TMask>(TMask mask, ReadOnlySpan<byte> chunk, int ahead)
        where TMask : struct, IDelimiterMask
    {
        int origin = _origin;
        int searched = origin;
        Unsafe.SkipInit(out Masks room);
        Span<ulong> masks = ((Span<ulong>)room)[..((ahead - origin) / ByteBlock.Size)];
        ulong haveEnd = 0;
        int count = 0;
        for (int i = 0; i < masks.Length && count <= Queue.Filled; i++)
        {
            ulong ends = mask.EndsIn(chunk, searched);
            masks[i] = ends;
            haveEnd |= (ends != 0 ? 1UL : 0UL) << i;
            count += BitOperations.PopCount(ends);
            searched += ByteBlock.Size;
        }

        int written = 0;
        while (haveEnd != 0)
        {
            int block = BitOperations.TrailingZeroCount(haveEnd);
            haveEnd &= haveEnd - 1;
            written += BitIndices.Write(masks[block], (block * ByteBlock.Size) + 1, ((Span<ushort>)_queue)[written..]);
        }

        // The last block is wanted only in part, or there only in part: the chunk ends.
        if (searched < ahead && count <= Queue.Filled)
        {
            ulong ends = NextBlock(mask, chunk, origin, ref searched, out int offset);
            count += BitIndices.Write(ends, offset, ((Span<ushort>)_queue)[count..]);
        }

        Searched = searched;
        _count = count;
        return count > 0;
    }

    /// <summary>Searches on, where no end is known, for one, and no further than that.</summary>
    /// <param name="search">The delimiters.</param>
    /// <param name="chunk">The chunk.</param>
    /// <param name="from">Where the line begins.</param>
    /// <param name="to">Nothing from here on is searched.</param>
    public void SearchOne(DelimiterSearch search, ReadOnlySpan<byte> chunk, int from, int to)
    {
        Begin(from);
        if (Searched >= to)
        {
            return;
        }

        int last = IsWide(search, chunk) ? search.Skip(chunk, Searched, to) : search.IndexOfLastByte(chunk, Searched, to);
        if (last == to)
        {
            Searched = to;
        }
        else
        {
            Add(last + 1);
        }
    }

    /// <summary>Says that no line ends before <paramref name="index"/> that is not known.</summary>
    public void SearchedTo(int index) => Searched = Math.Max(Searched, index);

    /// <summary>Makes an end known that a search of the chunk alone does not see, or has just seen.</summary>
    public void Add(int end)
    {
        if (end > Searched)
        {
            _origin = end;
            _queue[0] = 0;
            _first = 0;
            _count = 1;
            Searched = end;
        }
    }

    // Not in the first bytes of a chunk, where a delimiter would begin before it; nor in a short chunk; nor without vectors.
    private readonly bool IsWide(DelimiterSearch search, ReadOnlySpan<byte> chunk)
    {
        int before = search.BytesBefore;
        return Searched >= before && chunk.Length >= before + ByteBlock.Size && ByteBlock.IsFast;
    }

    private void Begin(int from)
    {
        Searched = Math.Max(Searched, from);
        _origin = Searched;
        _first = 0;
        _count = 0;
    }

    // The last 64 bytes of the chunk may overlap those before: what was searched is shifted out.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong NextBlock<TMask>(TMask mask, ReadOnlySpan<byte> chunk, int origin, ref int searched, out int offset)
        where TMask : struct, IDelimiterMask
    {
        int start = Math.Min(searched, chunk.Length - ByteBlock.Size);
        ulong ends = mask.EndsIn(chunk, start) >> (searched - start);
        offset = searched - origin + 1;
        searched = start + ByteBlock.Size;
        return ends;
    }

    /// <summary>A mask for each block that lies within <see cref="MostAhead"/>.</summary>
    [InlineArray(MostAhead / ByteBlock.Size)]
    private struct Masks
    {
        private ulong _mask;
    }

    /// <summary>Room for the ends in a block where there are <see cref="Filled"/> already.</summary>
    [InlineArray(Filled + BitIndices.Room)]
    private struct Queue
    {
        public const int Filled = 64;

        private ushort _end;
    }
}
