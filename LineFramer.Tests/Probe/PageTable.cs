using Xunit;

namespace LineFraming.Tests.Probe;

/// <summary>A table between two marks of docs/probe.md must be what the code writes.</summary>
internal static class PageTable
{
    public static void Check(string mark, string table)
    {
        string start = $"<!-- {mark} -->\n";
        string file = Path.Combine(Repository.Root, "docs", "probe.md");
        string page = File.ReadAllText(file);
        int from = page.IndexOf(start, StringComparison.Ordinal) + start.Length;
        int to = page.IndexOf($"<!-- /{mark} -->", StringComparison.Ordinal);
        Assert.True(from >= start.Length && to >= from, $"docs/probe.md has no marks for the table \"{mark}\".");
        if (Accept.IsOn)
        {
            File.WriteAllText(file, page[..from] + table + page[to..]);
        }

        Assert.True(
            Accept.IsOn || page[from..to] == table,
            $"The table \"{mark}\" of docs/probe.md is another. If that is meant: {Accept.Command}.\n\n{table}");
    }
}
