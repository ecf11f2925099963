namespace LineFraming;

/// <summary>
/// The delimiters as a trie: a node for each different beginning of a delimiter. It exists only while a
/// <see cref="DelimiterAutomaton"/> is built from it.
/// </summary>
internal sealed class DelimiterTrie
{
    /// <summary>Stands for "no node" and for "no delimiter".</summary>
    public const int None = DelimiterSet.None;

    private readonly Node[] _nodes;

    public DelimiterTrie(byte[][] delimiters)
    {
        int bytes = 0;
        foreach (byte[] delimiter in delimiters)
        {
            bytes += delimiter.Length;
        }

        _nodes = new Node[1 + bytes];
        _nodes[0] = new Node { FirstChild = None, NextSibling = None, Delimiter = None };
        Count = 1;
        for (int i = 0; i < delimiters.Length; i++)
        {
            int node = 0;
            foreach (byte b in delimiters[i])
            {
                node = ChildOf(node, b);
            }

            _nodes[node].Delimiter = i;
        }
    }

    /// <summary>How many nodes there are, the root included.</summary>
    public int Count { get; private set; }

    /// <summary>The child with the lowest byte; <see cref="None"/> if there is none.</summary>
    public int FirstChild(int node) => _nodes[node].FirstChild;

    /// <summary>The child of the same parent with the next higher byte; <see cref="None"/> if there is none.</summary>
    public int NextSibling(int node) => _nodes[node].NextSibling;

    /// <summary>The byte that leads to a node.</summary>
    public byte ByteOf(int node) => _nodes[node].Byte;

    /// <summary>The number of the delimiter that ends at a node; <see cref="None"/> if none does.</summary>
    public int DelimiterOf(int node) => _nodes[node].Delimiter;

    // Finds the child, or adds it so that the siblings stay in the order of their bytes.
    private int ChildOf(int node, byte b)
    {
        ref int link = ref _nodes[node].FirstChild;
        while (link != None && _nodes[link].Byte < b)
        {
            link = ref _nodes[link].NextSibling;
        }

        if (link == None || _nodes[link].Byte != b)
        {
            _nodes[Count] = new Node { Byte = b, FirstChild = None, NextSibling = link, Delimiter = None };
            link = Count++;
        }

        return link;
    }

    private struct Node
    {
        public byte Byte;
        public int FirstChild;
        public int NextSibling;
        public int Delimiter;
    }
}
