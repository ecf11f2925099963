using Xunit;

namespace LineFraming.Tests;

/// <summary>Tests that the blocks with counters imply which of the other blocks have run.</summary>
public sealed class FlowGraphTests
{
    [Fact]
    public void Blocks_in_a_row_are_counted_once() => Assert.Equal([true, false, false], Counted([1], [2], []));

    [Fact]
    public void An_if_counts_its_entry_and_its_body() => Assert.Equal([true, true, false], Counted([1, 2], [2], []));

    [Fact]
    public void An_if_with_else_counts_both_branches_but_not_the_join() =>
        Assert.Equal([true, true, true, false], Counted([1, 2], [3], [3], []));

    [Fact]
    public void A_loop_counts_its_body() =>
        Assert.Equal([true, false, true, false], Counted([1], [2, 3], [1], []));

    [Fact]
    public void Unreachable_blocks_are_not_counted() => Assert.Equal([true, false, false], Counted([2], [2], []));

    [Fact]
    public void An_endless_loop_is_counted() => Assert.Equal([true, true, false], Counted([1, 2], [1], []));

    /// <summary>In graphs of any shape, two calls that return and reach different blocks reach different counted blocks.</summary>
    [Fact]
    public void The_counted_blocks_imply_which_blocks_have_run()
    {
        int left = 0;
        for (int seed = 0; seed < 3000; seed++)
        {
            Random random = new(seed);
            int[][] graph = Graph(random);
            bool[] isCounted = new FlowGraph(graph).Counted();
            left += isCounted.Count(counted => !counted);
            Dictionary<string, string> ranOf = [];
            for (int walk = 0; walk < 100; walk++)
            {
                if (Walk(graph, random) is { } ran)
                {
                    string counted = Shown(ran.Where(block => isCounted[block]));
                    Assert.True(
                        ranOf.TryAdd(counted, Shown(ran)) || ranOf[counted] == Shown(ran),
                        $"seed {seed}: {Shown(ran)} and {ranOf[counted]}");
                }
            }
        }

        Assert.True(left > 3000, $"{left} blocks are not counted");
    }

    /// <summary>A node dominates another one if no path reaches the other without it.</summary>
    [Fact]
    public void Dominance_matches_its_definition()
    {
        for (int seed = 0; seed < 1000; seed++)
        {
            int[][] graph = Graph(new Random(seed));
            int[][] reversed =
                [.. graph.Select((_, to) => Enumerable.Range(0, graph.Length).Where(from => graph[from].Contains(to)).ToArray())];
            Dominance dominance = new(0, graph, reversed);
            HashSet<int> reachable = Reachable(graph, without: -1);
            for (int node = 0; node < graph.Length; node++)
            {
                HashSet<int> around = Reachable(graph, without: node);
                for (int other = 0; other < graph.Length; other++)
                {
                    bool expected = reachable.Contains(other) && !around.Contains(other);
                    Assert.True(expected == dominance.Dominates(node, other), $"seed {seed}: {node}, {other}");
                }
            }
        }
    }

    private static bool[] Counted(params int[][] graph) => new FlowGraph(graph).Counted();

    // Edges go mostly forward, as in code, and every loop has an exit.
    private static int[][] Graph(Random random)
    {
        int count = random.Next(1, 12);
        return [.. Enumerable.Range(0, count).Select(After)];

        int[] After(int block) =>
        [
            .. Enumerable.Range(0, random.Next(4) == 0 ? random.Next(4) : 1)
                .Select(_ => Next(block))
                .Where(next => next < count)
                .Distinct(),
        ];

        int Next(int block) => random.Next(6) == 0 ? random.Next(block + 1) : random.Next(block + 1, Math.Min(block + 4, count + 1));
    }

    private static HashSet<int>? Walk(int[][] graph, Random random)
    {
        const int MaxSteps = 200;
        HashSet<int> ran = [];
        int block = 0;
        for (int step = 0; step < MaxSteps; step++)
        {
            ran.Add(block);
            if (graph[block].Length == 0)
            {
                return ran;
            }

            block = graph[block][random.Next(graph[block].Length)];
        }

        return null;
    }

    private static HashSet<int> Reachable(int[][] graph, int without)
    {
        HashSet<int> reached = [];
        Stack<int> open = new([0]);
        while (open.TryPop(out int node))
        {
            if (node != without && reached.Add(node))
            {
                Array.ForEach(graph[node], open.Push);
            }
        }

        return reached;
    }

    private static string Shown(IEnumerable<int> blocks) => string.Join(' ', blocks.Order());
}
