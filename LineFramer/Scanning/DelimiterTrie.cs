namespace LineFraming;

/// <summary>The delimiters as a tree of their bytes, while a <see cref="DelimiterAutomaton"/> is built from it.</summary>
internal sealed class DelimiterTrie
{
    private const int None = -1;

    private readonly Node[] _nodes;

    public DelimiterTrie(byte[][] delimiters)
    {
        _nodes = new Node[1 + delimiters.Sum(delimiter => delimiter.Length)];
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

    /// <summary>The children of a node in the order of their bytes, each with the number of the delimiter that ends there, or -1.</summary>
    public IEnumerable<(byte Byte, int Node, int Delimiter)> ChildrenOf(int node)
    {
        for (int child = _nodes[node].FirstChild; child != None; child = _nodes[child].NextSibling)
        {
            yield return (_nodes[child].Byte, child, _nodes[child].Delimiter);
        }
    }

    // Finds the child, or adds it where the order of the siblings wants it.
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
