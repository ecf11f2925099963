namespace LineFraming.FuzzEngine;

/// <summary>
/// The control flow graph of a method. Block 0 is the entry; blocks without successors leave the method.
/// </summary>
internal sealed class FlowGraph(IReadOnlyList<IReadOnlyList<int>> successors)
{
    private readonly List<int>[] _predecessors = Reverse(successors);

    /// <summary>
    /// Returns for each block whether it needs a counter. The counters of these blocks imply which of the others have run: a block
    /// that dominates all of its successors has run if one of them has, and so has a block that post-dominates all of its
    /// predecessors. The entry is always counted, an unreachable block never. clang omits blocks for the same reasons
    /// (<c>shouldInstrumentBlock</c> in LLVM's SanitizerCoverage.cpp); here, in addition, no two blocks are implied only by each other.
    /// The implication holds for calls that return: a call that throws may have run one block more.
    /// </summary>
    public bool[] Counted()
    {
        Dominance dominance = new(0, successors, _predecessors);
        Dominance postDominance = PostDominance();
        IReadOnlyList<int>?[] impliedBy = new IReadOnlyList<int>?[successors.Count];
        for (int block = 1; block < impliedBy.Length; block++)
        {
            int[] before = Others(block, _predecessors);
            int[] after = Others(block, successors);
            if (before.Length > 0 && before.All(other => postDominance.Dominates(block, other)) && !IsCycle(block, before, impliedBy))
            {
                impliedBy[block] = before;
            }
            else if (after.Length > 0 && after.All(other => dominance.Dominates(block, other)) && !IsCycle(block, after, impliedBy))
            {
                impliedBy[block] = after;
            }
        }

        return [.. impliedBy.Select((others, block) => others is null && dominance.Dominates(0, block))];
    }

    private static int[] Others(int block, IReadOnlyList<IReadOnlyList<int>> edges) => [.. edges[block].Where(other => other != block)];

    private static bool IsCycle(int block, int[] others, IReadOnlyList<int>?[] impliedBy)
    {
        HashSet<int> seen = [.. others];
        Stack<int> open = new(others);
        while (open.TryPop(out int other) && other != block)
        {
            foreach (int next in (impliedBy[other] ?? []).Where(seen.Add))
            {
                open.Push(next);
            }
        }

        return seen.Contains(block);
    }

    // Post-dominance is dominance in the reversed graph, with one exit after all blocks that leave the method.
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
