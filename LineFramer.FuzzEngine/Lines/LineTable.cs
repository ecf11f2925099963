namespace LineFraming.FuzzEngine;

/// <summary>What is counted in one assembly, with source locations and the indexes of the counters.</summary>
internal sealed record LineTable(string Assembly, string? NoLinesReason)
{
    /// <summary>The methods, each with the counter of its calls.</summary>
    public List<(string Method, int Counter)> Methods { get; } = [];

    /// <summary>The statements.</summary>
    public List<CountedStatement> Statements { get; } = [];

    /// <summary>The conditions.</summary>
    public List<CountedCondition> Conditions { get; } = [];

    /// <summary>The number of counters.</summary>
    public int Count { get; set; }
}

/// <summary>A statement and the counter of its executions.</summary>
internal readonly record struct CountedStatement(string Type, string File, int First, int Last, int Counter);

/// <summary>
/// A conditional jump, with a counter before it and one after it, where control continues if it is not taken. A switch also
/// has a counter for each target; another jump was taken if the count before it is greater than the count after it.
/// </summary>
internal sealed record CountedCondition(string File, int Line, int Before, int After, IReadOnlyList<int> Targets)
{
    /// <summary>The number of branches.</summary>
    public int All => Targets.Count + (Targets.Count == 0 ? 2 : 1);

    /// <summary>Counts the branches that were taken.</summary>
    public int Reached(ReadOnlySpan<uint> counts)
    {
        int reached = counts[After] > 0 ? 1 : 0;
        foreach (int target in Targets)
        {
            reached += counts[target] > 0 ? 1 : 0;
        }

        return reached + (Targets.Count == 0 && counts[Before] > counts[After] ? 1 : 0);
    }
}
