namespace LineFraming.FuzzEngine;

/// <summary>
/// Which block of a method runs after which. Block 0 is the method's entry; blocks without successors leave the method.
/// </summary>
internal sealed class FlowGraph(IReadOnlyList<IReadOnlyList<int>> successors)
{
    private readonly List<int>[] _predecessors = Reverse(successors);

    /// <summary>
    /// The blocks whose counters tell of all the others: a block that dominates all of its successors has run if one of
    /// them has, and one that post-dominates all of its predecessors has run if one of them has. clang leaves blocks out
    /// for the same reasons (<c>shouldInstrumentBlock</c> of LLVM's SanitizerCoverage.cpp); here two of them never follow
    /// only from each other. What follows is the path of a call that returns: one that an exception leaves may have run a
    /// block more.
    /// </summary>
    /// <returns>For every block whether it is to be counted: always the entry, never what no path leads to.</returns>
    public bool[] Counted()
    {
        Dominance dominance = new(0, successors, _predecessors);
        Dominance postDominance = PostDominance();
        IReadOnlyList<int>?[] followsFrom = new IReadOnlyList<int>?[successors.Count];
        for (int block = 1; block < followsFrom.Length; block++)
        {
            int[] before = Others(block, _predecessors);
            int[] after = Others(block, successors);
            if (before.Length > 0 && before.All(other => postDominance.Dominates(block, other)) && !IsCircle(block, before, followsFrom))
            {
                followsFrom[block] = before;
            }
            else if (after.Length > 0 && after.All(other => dominance.Dominates(block, other)) && !IsCircle(block, after, followsFrom))
            {
                followsFrom[block] = after;
            }
        }

        return [.. followsFrom.Select((others, block) => others is null && dominance.Dominates(0, block))];
    }

    private static int[] Others(int block, IReadOnlyList<IReadOnlyList<int>> edges) => [.. edges[block].Where(other => other != block)];

    private static bool IsCircle(int block, int[] others, IReadOnlyList<int>?[] followsFrom)
    {
        HashSet<int> seen = [.. others];
        Stack<int> open = new(others);
        while (open.TryPop(out int other) && other != block)
        {
            foreach (int next in (followsFrom[other] ?? []).Where(seen.Add))
            {
                open.Push(next);
            }
        }

        return seen.Contains(block);
    }

    // The graph backwards, from one exit after all blocks that leave the method.
    private Dominance PostDominance()
    {
        int exit = successors.Count;
        IReadOnlyList<int> leaving = [.. Enumerable.Range(0, exit).Where(block => successors[block].Count == 0)];
        return new(
            exit,
            [.. _predecessors, leaving],
            [.. successors.Select(after => after.Count == 0 ? [exit] : after), []]);
    }

    private static List<int>[] Reverse(IReadOnlyList<IReadOnlyList<int>> edges)
    {
        List<int>[] reversed = [.. edges.Select(_ => new List<int>())];
        for (int from = 0; from < edges.Count; from++)
        {
            foreach (int to in edges[from])
            {
                reversed[to].Add(from);
            }
        }

        return reversed;
    }
}
