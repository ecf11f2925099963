namespace LineFraming.Fuzz;

/// <summary>The lines of a type in one file.</summary>
internal sealed record SourceType(string Name, string File)
{
    /// <summary>The lines with code, by number.</summary>
    public SortedDictionary<int, SourceLine> Lines { get; } = [];

    /// <summary>Lists the types of an assembly, sorted by name.</summary>
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
            type.Lines[condition.Line] =
                line with { Reached = line.Reached + condition.Reached(counts), Branches = line.Branches + condition.All };
        }

        return [.. types.Values.OrderBy(type => type.Name, StringComparer.Ordinal).ThenBy(type => type.File, StringComparer.Ordinal)];
    }
}

/// <summary>The counts of a line with code.</summary>
internal readonly record struct SourceLine(long Hits, int Reached, int Branches);
