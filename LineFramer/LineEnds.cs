using System.Numerics;
using System.Runtime.CompilerServices;

namespace LineFraming;

/// <summary>
/// Where lines may end in a reader's chunk, as far as it was searched: a bit for each byte of the blocks that were searched
/// last, which a <see cref="LineReader"/> keeps from one line to the next. Each byte of the chunk is searched once and in
/// order (R11); what is found but not taken yet stays set.
/// <para>
/// These are facts about the chunk alone: bytes that spell a delimiter end there, whatever line they are in. Whether such
/// an end ends the line that is being read is for its reader to say (<c>aa</c> ends twice in <c>aaa</c>, but only one
/// line does), so a copy of a reader that lags behind is wrong about nothing. Of any newline (R15) the LF behind a CR is
/// no end: it belongs to the CR's, whatever line that ended.
/// </para>
/// </summary>
internal struct LineEnds
{
    /// <summary>So many blocks may be searched at once: fewer than a word has bits, and a multiple of eight.</summary>
    public const int MostBlocks = 48;

    // The blocks begin at _origin. "ab\nc\n" searched from 0: bits 2 and 4 of the first.
    private Masks _masks;
    private int _origin;

    // Of the block whose ends are handed out, those that are not given up, and the index behind its first byte.
    private ulong _inBlock;
    private int _block;

    // Which blocks behind that one have an end; none while no end is known.
    private ulong _behind;

    /// <summary>Begins a chunk, of which nothing is searched. The masks are left as they are: no end is known.</summary>
    public void Begin()
    {
        Searched = 0;
        _inBlock = 0;
        _behind = 0;
    }

    /// <summary>Of the bytes before this index every end that still matters is known.</summary>
    public int Searched { get; private set; }

    /// <summary>Whether an end is known.</summary>
    public readonly bool IsAnyKnown => _inBlock != 0;

    /// <summary>The index behind the next known end.</summary>
    public readonly int Next
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _block + BitOperations.TrailingZeroCount(_inBlock);
    }

    /// <summary>Gives up the next end: its line was taken, or it ends none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Drop()
    {
        _inBlock &= _inBlock - 1;
        if (_inBlock == 0 && _behind != 0)
        {
            GoToNextBlock();
        }
    }

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
    /// line by line will want soon: as many blocks of 64 bytes as there are masks for.
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
        SkipTo(from);
        if (IsWide(search, chunk))
        {
            search.Blocks.Search(chunk, to, ahead, ref this);
        }
    }

    /// <summary>Where a search writes a mask for each block, for <see cref="Found"/>.</summary>
    public static Span<ulong> MasksOf(ref LineEnds ends) => ends._masks;

    /// <summary>Makes ends known, where none is, whose masks were written to <see cref="MasksOf"/>.</summary>
    /// <param name="origin">Where the first block begins.</param>
    /// <param name="searched">How far the search went.</param>
    /// <param name="haveEnd">Which blocks have an end: bit i stands for the one of mask i.</param>
    public void Found(int origin, int searched, ulong haveEnd)
    {
        _origin = origin;
        Searched = searched;
        _behind = haveEnd;
        if (haveEnd != 0)
        {
            GoToNextBlock();
        }
    }

    /// <summary>Searches on, where no end is known, for one, and no further than that.</summary>
    /// <param name="search">The delimiters.</param>
    /// <param name="chunk">The chunk.</param>
    /// <param name="from">Where the line begins.</param>
    /// <param name="to">Nothing from here on is searched.</param>
    public void SearchOne(DelimiterSearch search, ReadOnlySpan<byte> chunk, int from, int to)
    {
        SkipTo(from);
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
            _inBlock = 1;
            _block = end;
            _behind = 0;
            Searched = end;
        }
    }

    // Not in the first bytes of a chunk, where a delimiter would begin before it; nor in a short chunk; nor without vectors.
    private readonly bool IsWide(DelimiterSearch search, ReadOnlySpan<byte> chunk)
    {
        int before = search.BytesBefore;
        return Searched >= before && chunk.Length >= before + ByteBlock.Size && ByteBlock.IsFast;
    }

    // Seldom beyond it, and a branch rather than Math.Max: the next search need not wait until it is known where this line ended.
    private void SkipTo(int from)
    {
        if (from > Searched)
        {
            Searched = from;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void GoToNextBlock()
    {
        int block = BitOperations.TrailingZeroCount(_behind);
        _behind &= _behind - 1;
        _inBlock = _masks[block];
        _block = _origin + (block * ByteBlock.Size) + 1;
    }

    [InlineArray(MostBlocks)]
    private struct Masks
    {
        private ulong _mask;
    }
}
