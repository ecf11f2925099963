using System.Globalization;
using System.Text;

namespace LineFraming.Benchmarks;

/// <summary>
/// The tables of the documentation, made of what <c>load</c> recorded. A table is between two comments: after
/// <c>&lt;!-- load FILE --&gt;</c> all of a record, and after <c>&lt;!-- load-ratios FILE... --&gt;</c> the shapes that
/// something is promised for, of several records beside each other; up to <c>&lt;!-- /load --&gt;</c>.
/// </summary>
internal static class LoadTables
{
    private const string Begin = "<!-- load";
    private const string End = "<!-- /load -->";

    private static readonly LoadShape[] Promised =
    [
        LoadShape.Parse("1x1")!.Value, LoadShape.Parse("16x16")!.Value, LoadShape.Parse("16x256")!.Value,
    ];

    /// <summary>Makes the tables of a page anew from the records under <paramref name="root"/> that exist.</summary>
    /// <exception cref="LoadFailedException">A table has no end, or no record.</exception>
    public static string Fill(string page, string root)
    {
        StringBuilder filled = new();
        int at = 0;
        int begin;
        while ((begin = page.IndexOf(Begin, at, StringComparison.Ordinal)) >= 0)
        {
            int table = page.IndexOf('\n', begin) + 1;
            int end = page.IndexOf(End, begin, StringComparison.Ordinal);
            string line = page[begin..table].Trim();
            if (table == 0 || end < 0 || line.Split(' ') is not [_, string kind, .. string[] files, "-->"])
            {
                throw new LoadFailedException($"\"{line}\" begins a table that has no end, \"{End}\".");
            }

            LoadReport[] records = [.. files.Select(file => Path.Combine(root, file)).Where(File.Exists).Select(LoadReport.Read)];
            if (records.Length == 0)
            {
                throw new LoadFailedException($"\"{line}\": nothing of that is recorded.");
            }

            filled.Append(page, at, table - at).Append(kind == "load" ? string.Concat(records.Select(All)) : Ratios(records));
            at = end;
        }

        return filled.Append(page, at, page.Length - at).ToString();
    }

    private static string All(LoadReport record)
    {
        using StringWriter output = new() { NewLine = "\n" };
        LoadTable table = new(output);
        output.WriteLine($"{record.Machine}, {Conditions(record)}.\n");
        IReadOnlyList<LoadResult>[] shapes = [.. record.Shapes.GroupBy(result => result.Shape).Select(shape => shape.ToArray())];
        if (shapes.Length > 0)
        {
            table.Begin(isCompared: shapes[0].Count > 1);
            Array.ForEach(shapes, table.Add);
        }

        if (record.Idle is not null || record.Ticking is not null)
        {
            output.WriteLine("\n```text");
            if (record.Idle is not null)
            {
                table.Add(record.Idle);
            }

            if (record.Ticking is not null)
            {
                table.Add(record.Ticking);
            }

            output.WriteLine("```");
        }

        return output.ToString();
    }

    private static string Conditions(LoadReport record) => string.Create(
        CultureInfo.InvariantCulture,
        $"{record.Processors} processors for server and generator together, "
        + $"{(record.IsBusy ? "one of them kept busy by something else" : "quiet")}; "
        + $"{string.Join(", ", record.Runtimes)}; {record.Rounds} rounds of {record.Seconds} s");

    private static string Ratios(LoadReport[] records)
    {
        string[] others =
        [
            .. records.SelectMany(record => record.Shapes)
                .Select(result => result.Server)
                .Distinct()
                .Where(server => server != LoadReport.Ours),
        ];
        StringBuilder table = new();
        table.Append("| connections x depth x bytes | the machine | lines a second | 99.9 % within |")
            .AppendJoin("", others.Select(other => $" to {other} |")).Append('\n')
            .Append("|---|---|---|---|").AppendJoin("", others.Select(_ => "---|")).Append('\n');
        foreach (LoadShape shape in Promised)
        {
            foreach (LoadReport record in records)
            {
                LoadResult[] results = [.. record.Shapes.Where(result => result.Shape == shape)];
                if (Array.Find(results, result => result.Server == LoadReport.Ours) is { } ours)
                {
                    table.Append(
                        CultureInfo.InvariantCulture,
                        $"| {shape} | {(record.IsBusy ? "one core busy" : "quiet")} | {ours.LinesASecond:N0} | "
                        + $"{LoadTable.Time(ours.P999Microseconds)} |")
                        .AppendJoin("", others.Select(other => $" {Ratio(ours, Array.Find(results, result => result.Server == other))} |"))
                        .Append('\n');
                }
            }
        }

        return table.ToString();
    }

    private static string Ratio(LoadResult ours, LoadResult? other) => other is null ? "" : LoadTable.Ratio(ours, other);
}
