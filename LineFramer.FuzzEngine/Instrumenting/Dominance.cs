namespace LineFraming.FuzzEngine;

/// <summary>
/// Which nodes of a graph are on every path from its root to another one. The algorithm is that of Cooper, Harvey and
/// Kennedy, "A Simple, Fast Dominance Algorithm" (2001).
/// </summary>
internal sealed class Dominance
{
    private const int Unreachable = -1;

    // Nodes have numbers in order of a search from the root, after all that lead to them but those of loops.
    private readonly int[] _number;
    private readonly List<int> _order;
    private readonly int[] _immediate;

    /// <summary>Finds the immediate dominator of every node.</summary>
    public Dominance(int root, IReadOnlyList<IReadOnlyList<int>> successors, IReadOnlyList<IReadOnlyList<int>> predecessors)
    {
        _order = ReversePostorder(root, successors);
        _number = new int[successors.Count];
        Array.Fill(_number, Unreachable);
        for (int i = 0; i < _order.Count; i++)
        {
            _number[_order[i]] = i;
        }

        _immediate = new int[_order.Count];
        Array.Fill(_immediate, Unreachable);
        _immediate[0] = 0;
        while (Improve(predecessors))
        {
        }
    }

    /// <summary>Whether every path from the root to a node leads over another, or both are the same.</summary>
    public bool Dominates(int node, int dominated)
    {
        int above = _number[node];
        int below = _number[dominated];
        if (above == Unreachable || below == Unreachable)
        {
            return false;
        }

        // A dominator has the lower number.
        while (below > above)
        {
            below = _immediate[below];
        }

        return below == above;
    }

    private bool Improve(IReadOnlyList<IReadOnlyList<int>> predecessors)
    {
        bool hasChanged = false;
        for (int i = 1; i < _order.Count; i++)
        {
            int common = Unreachable;
            foreach (int predecessor in predecessors[_order[i]])
            {
                int number = _number[predecessor];
                if (number != Unreachable && _immediate[number] != Unreachable)
                {
                    common = common == Unreachable ? number : Common(common, number);
                }
            }

            hasChanged |= _immediate[i] != common;
            _immediate[i] = common;
        }

        return hasChanged;
    }

    private int Common(int left, int right)
    {
        while (left != right)
        {
            if (left > right)
            {
                left = _immediate[left];
            }
            else
            {
                right = _immediate[right];
            }
        }

        return left;
    }

    // With a stack of its own: methods of thousands of blocks would overflow the thread's.
    private static List<int> ReversePostorder(int root, IReadOnlyList<IReadOnlyList<int>> successors)
    {
        List<int> order = [];
        bool[] isFound = new bool[successors.Count];
        Stack<(int Node, int Next)> path = new();
        path.Push((root, 0));
        isFound[root] = true;
        while (path.TryPop(out (int Node, int Next) at))
        {
            if (at.Next == successors[at.Node].Count)
            {
                order.Add(at.Node);
                continue;
            }

            path.Push((at.Node, at.Next + 1));
            int successor = successors[at.Node][at.Next];
            if (!isFound[successor])
            {
                isFound[successor] = true;
                path.Push((successor, 0));
            }
        }

        order.Reverse();
        return order;
    }
}
