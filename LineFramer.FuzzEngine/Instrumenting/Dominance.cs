namespace LineFraming.FuzzEngine;

/// <summary>
/// Finds which nodes of a graph dominate others: are on every path from the root to them. The algorithm is that of Cooper,
/// Harvey and Kennedy, "A Simple, Fast Dominance Algorithm" (2001).
/// </summary>
internal sealed class Dominance
{
    private const int Unreachable = -1;

    // Nodes are numbered in reverse postorder: except for back edges, a node comes after its predecessors.
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

    /// <summary>Whether a node is on every path from the root to another one, or both are the same.</summary>
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

    // Uses an explicit stack: in a method of thousands of blocks, recursion would overflow the stack of the thread.
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
