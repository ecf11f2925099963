using System.Runtime.CompilerServices;

namespace LineFraming;

/// <summary>
/// Where delimiters end in a reader's chunk, as far as it was scanned and not yet consumed. These are facts about the
/// chunk: whether such an end is the end of a line is for <see cref="DelimiterSet"/> to say (<c>aa</c> ends twice in
/// <c>aaa</c>, and only one line does), so what an older copy of a reader has queued stays true. The queue
/// does not search; a <see cref="DelimiterScanner"/> writes into it.
/// </summary>
internal struct LineEndQueue
{
    /// <summary>A scan stops once it has found more ends than this.</summary>
    public const int Filled = 96;

    // The ends, as distances from _origin: "ab\nc\n", scanned from 0, gives 3 and 5. Those before _first were dropped.
    private Ends _ends;
    private int _origin;
    private int _first;
    private int _count;

    /// <summary>Every end before this index of the chunk was found.</summary>
    public int Scanned { get; private set; }

    /// <summary>
    /// The match state at <see cref="Scanned"/>, where the automaton alone scans. The next piece (Split) goes on from it.
    /// </summary>
    public int MatchState { get; private set; }

    /// <summary>Whether an end is queued.</summary>
    public readonly bool IsAny => _first < _count;

    /// <summary>The index after the next end's delimiter.</summary>
    public readonly int Next { [MethodImpl(MethodImplOptions.AggressiveInlining)] get => _origin + _ends[_first]; }

    /// <summary>Where a scan writes ends, as distances. There is room for all of one block after <see cref="Filled"/> ends.</summary>
    public static Span<ushort> RoomOf(ref LineEndQueue queue) => queue._ends;

    /// <summary>Begins a chunk of which nothing was scanned. The array is not cleared: none of its entries counts as an end.</summary>
    public void Begin()
    {
        Scanned = 0;
        _origin = 0;
        _first = 0;
        _count = 0;
    }

    /// <summary>Drops the next end: its line was returned, or it ends none.</summary>
    public void Drop() => _first++;

    /// <summary>Drops the ends up to <paramref name="index"/>, which were consumed in another way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void DropThrough(int index)
    {
        while (IsAny && Next <= index)
        {
            Drop();
        }
    }

    /// <summary>
    /// Empties the queue before a scan, which goes on at <see cref="Scanned"/>, or at <paramref name="from"/> if that is later.
    /// </summary>
    public void Restart(int from)
    {
        // A branch rather than Math.Max: it is nearly always predicted, so the scan need not wait until the end of the last line
        // is known.
        if (from > Scanned)
        {
            Scanned = from;
        }

        _origin = Scanned;
        _first = 0;
        _count = 0;
    }

    /// <summary>
    /// Publishes the ends that a scan up to <paramref name="scanned"/> wrote into <see cref="RoomOf"/>, as distances of at most 65,535
    /// from <paramref name="origin"/>.
    /// </summary>
    public void Publish(int origin, int scanned, int count)
    {
        _origin = origin;
        _first = 0;
        _count = count;
        Scanned = scanned;
    }

    /// <summary>Queues the one end that a scan up to it found.</summary>
    public void Add(int end)
    {
        _ends[0] = 0;
        Publish(end, end, 1);
    }

    /// <summary>
    /// Queues an end that the automaton found, unless a scan has queued it already. That of an oversized line stays queued until
    /// its remainder is read.
    /// </summary>
    public void AddIfNew(int end)
    {
        if (end > Scanned)
        {
            Add(end);
        }
    }

    /// <summary>
    /// Records how far the automaton has scanned, and its match state there, unless a scan went further. An end at that index may be
    /// queued.
    /// </summary>
    public void ScannedTo(int index, int matchState)
    {
        if (index >= Scanned)
        {
            Scanned = index;
            MatchState = matchState;
        }
    }

    [InlineArray(Filled + BitIndices.Room)]
    private struct Ends
    {
        private ushort _end;
    }
}
