namespace LineFraming.Fuzz;

/// <summary>The lines that a type has in one file.</summary>
/// <param name="Name">The type's full name.</param>
/// <param name="File">The file.</param>
internal sealed record SourceType(string Name, string File)
{
    /// <summary>The lines with code, by their numbers.</summary>
    public SortedDictionary<int, SourceLine> Lines { get; } = [];

    /// <summary>The types of an assembly, by their names.</summary>
    /// <param name="table">What is counted in it.</param>
    /// <param name="counts">How often it was.</param>
    public static List<SourceType> Of(LineTable table, uint[] counts)
    {
        Dictionary<(string, string), SourceType> types = [];
        Dictionary<string, SourceType> last = [];
        foreach (CountedStatement statement in table.Statements)
        {
            if (!types.TryGetValue((statement.Type, statement.File), out SourceType? type))
            {
                types.Add((statement.Type, statement.File), type = new(statement.Type, statement.File));
            }

            for (int number = statement.First; number <= statement.Last; number++)
            {
                SourceLine line = type.Lines.GetValueOrDefault(number);
                type.Lines[number] = line with { Hits = Math.Max(line.Hits, counts[statement.Counter]) };
                last[$"{statement.File}:{number}"] = type;
            }
        }

        foreach (CountedCondition condition in table.Conditions)
        {
            SourceType type = last[$"{condition.File}:{condition.Line}"];
            SourceLine line = type.Lines[condition.Line];
            type.Lines[condition.Line] = line with { Reached = line.Reached + condition.Reached(counts), Branches = line.Branches + condition.All };
        }

        return [.. types.Values.OrderBy(type => type.Name, StringComparer.Ordinal).ThenBy(type => type.File, StringComparer.Ordinal)];
    }
}

/// <summary>A line with code.</summary>
/// <param name="Hits">How often it was executed.</param>
/// <param name="Reached">How many of its ways were taken, where it goes on in several.</param>
/// <param name="Branches">How many there are.</param>
internal readonly record struct SourceLine(long Hits, int Reached, int Branches);
