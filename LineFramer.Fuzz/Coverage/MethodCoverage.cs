namespace LineFraming.Fuzz;

/// <summary>
/// Counts which lines and branches of what it instruments the inputs of a method of one's own reach. The engine counts, in a
/// process of its own, so that nothing on disk changes and an input that ends the process takes nothing with it.
/// </summary>
internal sealed class MethodCoverage
{
    // After so many the process is given time to fail on other threads.
    private const int Together = 500;

    private readonly FuzzMethod _method;

    /// <summary>Empties the folder.</summary>
    public MethodCoverage(FuzzMethod method, string folder)
    {
        (_method, Folder) = (method, folder);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
    }

    /// <summary>Where the results are.</summary>
    public string Folder { get; }

    /// <summary>Runs inputs.</summary>
    /// <returns>The files of those that fail, which are counted too; and what is counted in each assembly, and how often it was.</returns>
    public (List<string> Failing, List<(LineTable Table, uint[] Counts)> Counted) Count(IReadOnlyList<string> files)
    {
        IReadOnlyList<LineTable> tables = LineCounters.TablesOf(_method);
        string counters = Path.Combine(Folder, "counters");
        LineCounters.Create(counters, tables);
        List<string> failing = [];
        using (InputSeries series = new(OwnTarget.Counting(_method, counters)))
        {
            foreach (string[] some in files.Chunk(Together))
            {
                IReadOnlyList<InputResult> results = series.Run([.. some.Select(File.ReadAllBytes)]);
                failing.AddRange(some.Zip(results).Where(pair => pair.Second.IsFailure).Select(pair => pair.First));
            }
        }

        List<(LineTable, uint[])> counted = [.. tables.Zip(LineCounters.Read(counters, tables))];
        File.Delete(counters);
        return (failing, counted);
    }

    /// <summary>What is said of an assembly whose lines are not known: how many of its methods were reached, and which not.</summary>
    public static IEnumerable<string> WithoutLines(LineTable table, uint[] counts)
    {
        int reached = table.Methods.Count(method => counts[method.Counter] > 0);
        return table.Methods.Where(method => counts[method.Counter] == 0).Select(method => $"{method.Method}: not reached")
            .Order(StringComparer.Ordinal)
            .Prepend($"{table.Assembly} has no symbols ({table.WhyNoLines}), so nothing is known of its lines; {reached} of its {table.Methods.Count} methods are reached");
    }
}
