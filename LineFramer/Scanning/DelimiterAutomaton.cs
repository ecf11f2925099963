using System.Runtime.CompilerServices;

namespace LineFraming;

/// <summary>
/// Remembers across chunks with how much of a delimiter the bytes so far end. After each byte, the match state stands for
/// the longest suffix of the line that is a prefix of a delimiter: with CRLF, the state of depth 1 after <c>abc\r</c>, and
/// <see cref="Start"/> after <c>abc\rx</c>. This is the automaton of Aho and Corasick (CACM 18:6, 1975), and simpler than
/// theirs: no delimiter of a valid set contains another one but at its end (R2), so a line ends exactly at the states
/// without children, and the delimiter that such a state spells is the longest that ends there.
/// </summary>
internal sealed class DelimiterAutomaton
{
    /// <summary>The state at the start of a line, and whenever no suffix begins a delimiter.</summary>
    public const int Start = 0;

    // In breadth-first order: the children of a node are neighbours, in the order of their bytes. 20 bytes for each byte of a delimiter.
    private readonly Node[] _nodes;

    // The children of the root by their byte: nearly all steps begin there.
    private readonly int[] _fromStart = new int[1 + byte.MaxValue];

    private readonly bool[] _occurs = new bool[1 + byte.MaxValue];
    private readonly int _longest;

    public DelimiterAutomaton(byte[][] delimiters)
    {
        _nodes = InBreadthFirstOrder(new DelimiterTrie(delimiters));
        _longest = _nodes[^1].Depth;
        for (int child = 0; child < _nodes[Start].Children; child++)
        {
            _fromStart[_nodes[_nodes[Start].FirstChild + child].Byte] = _nodes[Start].FirstChild + child;
        }

        LinkFallbacks();
    }

    /// <summary>Whether a delimiter contains another one before its last byte, so that it can never end a line (R2).</summary>
    public bool HasUnreachableDelimiter { get; private set; }

    /// <summary>How many bytes of a delimiter <paramref name="state"/> stands for.</summary>
    public int Depth(int state) => _nodes[state].Depth;

    /// <summary>
    /// The number of the delimiter that ends a line in <paramref name="state"/>; <see cref="DelimiterSet.None"/> if the line goes
    /// on.
    /// </summary>
    public int Delimiter(int state) => _nodes[state].Delimiter;

    /// <summary>Whether a delimiter contains this byte. After any other byte, the state is <see cref="Start"/>.</summary>
    public bool Occurs(byte b) => _occurs[b];

    /// <summary>The state after one more byte. The time is constant on average, since each fallback undoes an earlier step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Step(int state, byte b) => state == Start ? _fromStart[b] : StepFrom(state, b);

    /// <summary>Steps to the first end of a line, which <see cref="Delimiter"/> then says, or through all bytes.</summary>
    /// <returns>How many bytes were stepped through.</returns>
    public int StepToEnd(ReadOnlySpan<byte> bytes, ref int state)
    {
        int index = 0;
        int reached = state;
        bool isEnd = false;
        while (index < bytes.Length && !isEnd)
        {
            reached = Step(reached, bytes[index++]);
            isEnd = Delimiter(reached) >= 0;
        }

        PathCounts.Scanned(index);
        state = reached;
        return index;
    }

    /// <summary>
    /// The state after bytes in which no line ends. Most chunks end with a byte of no delimiter, so that is checked first.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Advance(int state, ReadOnlySpan<byte> bytes)
    {
        PathCounts.Scanned(1);
        return bytes.Length > 0 && !Occurs(bytes[^1]) ? Start : StepThrough(state, bytes);
    }

    /// <summary>
    /// The state after the same bytes, if those before the last <paramref name="length"/> are no part of the line any more.
    /// </summary>
    public int Shorten(int state, int length)
    {
        while (Depth(state) > length)
        {
            state = _nodes[state].Fallback;
        }

        return state;
    }

    /// <summary>
    /// Finds the byte that proves a line oversized (R4): the first one after which the bytes of the line, less those that
    /// could begin a delimiter, exceed the limit.
    /// </summary>
    /// <returns>The index after the proof, and the delimiter that ends at that very byte or the match state after it.</returns>
    /// <remarks>
    /// <paramref name="bytes"/> follow the buffered ones. The proof is among them, or the buffered ones are proof already.
    /// </remarks>
    public LineEnd FindProof(int matchState, ReadOnlySpan<byte> bytes, int buffered, int limit)
    {
        // The proof is byte limit + 1 at the earliest, and nearly always that one.
        int earliest = limit - buffered;
        if (earliest >= 0 && !Occurs(bytes[earliest]))
        {
            return LineEnd.None(earliest + 1, Start);
        }

        // Otherwise step through the bytes from the first one at which a delimiter can begin that is open at byte limit + 1.
        int index = (int)Math.Max(limit + 2L - _longest - buffered, 0);
        int state = index > 0 ? Start : matchState;
        int delimiter = DelimiterSet.None;
        while (delimiter < 0 && (long)buffered + index - Depth(state) <= limit)
        {
            state = Step(state, bytes[index++]);
            delimiter = Delimiter(state);
        }

        return delimiter >= 0 ? LineEnd.Found(index, delimiter) : LineEnd.None(index, state);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private int StepThrough(int state, ReadOnlySpan<byte> bytes)
    {
        // An open delimiter is shorter than the longest, so it begins in the last bytes.
        if (bytes.Length >= _longest)
        {
            state = Start;
            bytes = bytes[^(_longest - 1)..];
        }

        PathCounts.Scanned(bytes.Length);
        foreach (byte b in bytes)
        {
            state = Step(state, b);
        }

        return state;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int StepFrom(int state, byte b)
    {
        while (state != Start)
        {
            int child = Child(_nodes, state, b);
            if (child != Start)
            {
                return child;
            }

            state = _nodes[state].Fallback;
        }

        return _fromStart[b];
    }

    // A binary search: a node has at most 256 children, and nearly always one.
    private static int Child(Node[] nodes, int state, byte b)
    {
        int first = nodes[state].FirstChild;
        int count = nodes[state].Children;
        while (count > 1)
        {
            int half = count / 2;
            if (nodes[first + half].Byte <= b)
            {
                first += half;
                count -= half;
            }
            else
            {
                count = half;
            }
        }

        return count == 1 && nodes[first].Byte == b ? first : Start;
    }

    private Node[] InBreadthFirstOrder(DelimiterTrie trie)
    {
        Node[] nodes = new Node[trie.Count];
        int[] inTrie = new int[trie.Count];
        int count = 1;
        nodes[Start].Delimiter = DelimiterSet.None;
        for (int parent = 0; parent < count; parent++)
        {
            nodes[parent].FirstChild = count;
            for (int child = trie.FirstChild(inTrie[parent]); child != DelimiterTrie.None; child = trie.NextSibling(child))
            {
                byte b = trie.ByteOf(child);
                _occurs[b] = true;
                nodes[count] = new Node { Byte = b, Depth = nodes[parent].Depth + 1, Delimiter = trie.DelimiterOf(child) };
                inTrie[count] = child;
                nodes[parent].Children++;
                count++;
            }
        }

        return nodes;
    }

    // In breadth-first order, so that the fallback of a parent is set before its children need it.
    private void LinkFallbacks()
    {
        bool[] endsDelimiter = new bool[_nodes.Length];
        for (int parent = 0; parent < _nodes.Length; parent++)
        {
            ref Node node = ref _nodes[parent];
            endsDelimiter[parent] = node.Delimiter != DelimiterSet.None || (parent != Start && endsDelimiter[node.Fallback]);
            HasUnreachableDelimiter |= endsDelimiter[parent] && node.Children > 0;
            for (int child = node.FirstChild; child < node.FirstChild + node.Children; child++)
            {
                _nodes[child].Fallback = parent == Start ? Start : Step(node.Fallback, _nodes[child].Byte);
            }
        }
    }

    private struct Node
    {
        public int Depth;
        public int FirstChild;

        /// <summary>The state of the longest proper suffix that is a prefix of a delimiter.</summary>
        public int Fallback;

        public int Delimiter;
        public ushort Children;
        public byte Byte;
    }
}
