namespace LineFraming.Fuzz;

/// <summary>
/// Counts the lines and branches of instrumented assemblies that the inputs of a user's method reach. The inputs run in a
/// separate process, so nothing on disk changes and an input that ends the process affects no other.
/// </summary>
internal sealed class MethodCoverage
{
    // After each batch the process gets time to fail on other threads.
    private const int BatchSize = 500;

    private readonly FuzzMethod _method;

    /// <summary>Empties the folder for the results.</summary>
    public MethodCoverage(FuzzMethod method, string folder)
    {
        (_method, Folder) = (method, folder);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
    }

    /// <summary>The folder for the results.</summary>
    public string Folder { get; }

    /// <summary>Runs inputs and returns the files that fail, which are counted too, and the counts of each assembly.</summary>
    public (List<string> Failing, List<(LineTable Table, uint[] Counts)> Counted) Count(IReadOnlyList<string> files)
    {
        IReadOnlyList<LineTable> tables = LineCounters.TablesOf(_method);
        string counters = Path.Combine(Folder, "counters");
        LineCounters.Create(counters, tables);
        List<string> failing = [];
        using (InputSeries series = new(UserMethodTarget.Counting(_method, counters)))
        {
            foreach (string[] some in files.Chunk(BatchSize))
            {
                IReadOnlyList<InputResult> results = series.Run([.. some.Select(File.ReadAllBytes)]);
                failing.AddRange(some.Zip(results).Where(pair => pair.Second.IsFailure).Select(pair => pair.First));
            }
        }

        List<(LineTable, uint[])> counted = [.. tables.Zip(LineCounters.Read(counters, tables))];
        File.Delete(counters);
        return (failing, counted);
    }

    /// <summary>Reports on an assembly without symbols: how many of its methods were reached, and which were not.</summary>
    public static IEnumerable<string> WithoutLines(LineTable table, uint[] counts)
    {
        int reached = table.Methods.Count(method => counts[method.Counter] > 0);
        return table.Methods.Where(method => counts[method.Counter] == 0).Select(method => $"{method.Method}: not reached")
            .Order(StringComparer.Ordinal)
            .Prepend(
                $"{table.Assembly} has no symbols ({table.NoLinesReason}), so its lines are not known; {reached} of its "
                + $"{table.Methods.Count} methods are reached");
    }
}
