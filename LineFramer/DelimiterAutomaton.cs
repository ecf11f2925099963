namespace LineFraming;

/// <summary>
/// Remembers, across chunks, how much of a delimiter the bytes so far end with. After each byte the state stands for
/// the longest suffix of the line that is a prefix of a delimiter: with CR LF, <c>1</c> after <c>abc\r</c> and
/// <see cref="Start"/> after <c>abc\rx</c>. It is the automaton of Aho and Corasick (CACM 18:6, 1975), and simpler than
/// theirs: since no delimiter of a legal set contains another but at its end (R2), a line ends exactly on the states
/// without a further child, and the delimiter that such a state spells out is the longest that ends there.
/// </summary>
internal sealed class DelimiterAutomaton
{
    /// <summary>The state at the start of a line, and whenever no suffix begins a delimiter.</summary>
    public const int Start = 0;

    private readonly Node[] _nodes;

    // The children of the root by their byte, for most bytes are stepped over from there.
    private readonly int[] _fromStart = new int[byte.MaxValue + 1];

    // By byte, whether it is one of a delimiter's.
    private readonly bool[] _occurs = new bool[byte.MaxValue + 1];

    // The root, and as many as were added.
    private int _count = 1;

    public DelimiterAutomaton(byte[][] delimiters)
    {
        _nodes = new Node[1 + delimiters.Sum(delimiter => delimiter.Length)];
        foreach (byte[] delimiter in delimiters)
        {
            int state = Start;
            foreach (byte b in delimiter)
            {
                _occurs[b] = true;
                int child = Child(state, b);
                state = child != Start ? child : AddChild(state, b);
            }

            _nodes[state].Delimiter = delimiter;
        }

        for (int child = _nodes[Start].FirstChild; child != Start; child = _nodes[child].NextSibling)
        {
            _fromStart[_nodes[child].Byte] = child;
        }

        LinkFallbacks();
    }

    /// <summary>How many bytes of a delimiter <paramref name="state"/> stands for.</summary>
    public int Depth(int state) => _nodes[state].Depth;

    /// <summary>The delimiter that ends a line in <paramref name="state"/>, or null if the line goes on.</summary>
    public byte[]? Delimiter(int state) => _nodes[state].Delimiter;

    /// <summary>Whether a delimiter has this byte in it; behind any other the state is <see cref="Start"/>.</summary>
    public bool Occurs(byte b) => _occurs[b];

    /// <summary>The state after one more byte. Amortised constant time: each fallback undoes an earlier step.</summary>
    public int Step(int state, byte b)
    {
        while (state != Start)
        {
            int child = Child(state, b);
            if (child != Start)
            {
                return child;
            }

            state = _nodes[state].Fallback;
        }

        return _fromStart[b];
    }

    private int Child(int state, byte b)
    {
        int child = _nodes[state].FirstChild;
        while (child != Start && _nodes[child].Byte != b)
        {
            child = _nodes[child].NextSibling;
        }

        return child;
    }

    private int AddChild(int parent, byte b)
    {
        _nodes[_count] = new Node { Byte = b, Depth = _nodes[parent].Depth + 1, NextSibling = _nodes[parent].FirstChild };
        return _nodes[parent].FirstChild = _count++;
    }

    // Breadth first, so that the fallback of a parent is there before its children need it.
    private void LinkFallbacks()
    {
        Queue<int> queue = new([Start]);
        while (queue.TryDequeue(out int parent))
        {
            for (int child = _nodes[parent].FirstChild; child != Start; child = _nodes[child].NextSibling)
            {
                _nodes[child].Fallback = parent == Start ? Start : Step(_nodes[parent].Fallback, _nodes[child].Byte);
                queue.Enqueue(child);
            }
        }
    }

    private struct Node
    {
        public byte Byte;
        public int Depth;
        public int FirstChild;
        public int NextSibling;

        /// <summary>The state of the longest proper suffix that is itself the prefix of a delimiter.</summary>
        public int Fallback;

        public byte[]? Delimiter;
    }
}
