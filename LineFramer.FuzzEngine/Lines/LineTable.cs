namespace LineFraming.FuzzEngine;

/// <summary>What is counted in one assembly, and where it is in the source. The numbers are those of its counters.</summary>
internal sealed record LineTable(string Assembly, string? WhyNoLines)
{
    /// <summary>Its methods, each with the counter of its calls.</summary>
    public List<(string Method, int Counter)> Methods { get; } = [];

    /// <summary>Its statements.</summary>
    public List<CountedStatement> Statements { get; } = [];

    /// <summary>Its conditions.</summary>
    public List<CountedCondition> Conditions { get; } = [];

    /// <summary>How many counters it has.</summary>
    public int Count { get; set; }
}

/// <summary>A statement, and the counter of its executions.</summary>
internal readonly record struct CountedStatement(string Type, string File, int First, int Last, int Counter);

/// <summary>
/// A jump that depends on a condition, with a counter before it and one for not jumping. With targets it is a switch, with a
/// counter for each target; otherwise it was taken where the count before is more than the count after.
/// </summary>
internal sealed record CountedCondition(string File, int Line, int Before, int After, IReadOnlyList<int> Targets)
{
    /// <summary>How many ways there are.</summary>
    public int All => Targets.Count + (Targets.Count == 0 ? 2 : 1);

    /// <summary>How many of them were taken.</summary>
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
