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
    /// <summary>A search rests when more ends than this are found.</summary>
    public const int Filled = 96;

    // The ends, as distances from _origin; those before _first were given up. "ab\nc\n" searched from 0: 3 and 5.
    private Queue _queue;
    private int _origin;
    private int _first;
    private int _count;

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
        Begin(from);
        if (IsWide(search, chunk))
        {
            search.Blocks.Search(chunk, to, ahead, ref this);
        }
    }

    /// <summary>
    /// Where a search writes the ends it finds, for <see cref="Found"/>: as distances, none over 65,535. There is room for all in
    /// a block where there are <see cref="Filled"/> already.
    /// </summary>
    public static Span<ushort> RoomOf(ref LineEnds ends) => ends._queue;

    /// <summary>Makes ends known that were written to <see cref="RoomOf"/>.</summary>
    /// <param name="origin">What they are distances from.</param>
    /// <param name="searched">How far the search went.</param>
    /// <param name="count">How many there are.</param>
    public void Found(int origin, int searched, int count)
    {
        _origin = origin;
        Searched = searched;
        _count = count;
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
        // Seldom, and a branch rather than Math.Max: the next search need not wait until it is known where this line ended.
        if (from > Searched)
        {
            Searched = from;
        }

        _origin = Searched;
        _first = 0;
        _count = 0;
    }

    /// <summary>Room for the ends in a block where there are <see cref="Filled"/> already.</summary>
    [InlineArray(Filled + BitIndices.Room)]
    private struct Queue
    {
        private ushort _end;
    }
}
