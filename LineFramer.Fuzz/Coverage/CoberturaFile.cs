using System.Globalization;
using System.Xml.Linq;

namespace LineFraming.Fuzz;

/// <summary>Writes the line and branch counts of assemblies in the Cobertura format.</summary>
internal static class CoberturaFile
{
    /// <summary>Writes a file and returns the folder to which the paths of its source files are relative.</summary>
    public static string Write(string path, IEnumerable<(LineTable Table, uint[] Counts)> counted)
    {
        List<(string Assembly, List<SourceType> Types)> packages =
            [.. counted.Select(each => (each.Table.Assembly, SourceType.Of(each.Table, each.Counts)))];
        string root = CommonFolder([.. packages.SelectMany(package => package.Types).Select(type => type.File).Distinct()]);
        XElement coverage = new(
            "coverage",
            Rates(packages.SelectMany(package => package.Types).SelectMany(type => type.Lines.Values)),
            new XAttribute("version", "1"),
            new XAttribute("timestamp", DateTimeOffset.UtcNow.ToUnixTimeSeconds()),
            new XElement("sources", new XElement("source", root)),
            new XElement("packages", packages.Select(package => Package(package.Assembly, package.Types, root))));
        new XDocument(coverage).Save(path);
        return root;
    }

    /// <summary>Returns the deepest folder that contains all of the files.</summary>
    internal static string CommonFolder(IReadOnlyList<string> files)
    {
        string[] common = files.Count == 0 ? [""] : files[0].Split('/')[..^1];
        foreach (string file in files)
        {
            string[] folders = file.Split('/')[..^1];
            int same = common.Zip(folders).TakeWhile(pair => pair.First == pair.Second).Count();
            common = common[..same];
        }

        return $"{string.Join('/', common)}/";
    }

    private static XElement Package(string assembly, List<SourceType> types, string root) => new(
        "package",
        new XAttribute("name", assembly),
        Rates(types.SelectMany(type => type.Lines.Values)),
        new XElement("classes", types.Select(type => new XElement(
            "class",
            new XAttribute("name", type.Name),
            new XAttribute("filename", type.File.StartsWith(root, StringComparison.Ordinal) ? type.File[root.Length..] : type.File),
            Rates(type.Lines.Values),
            new XElement("methods"),
            new XElement("lines", type.Lines.Select(line => Line(line.Key, line.Value)))))));

    private static XElement Line(int number, SourceLine line)
    {
        XElement element = new(
            "line",
            new XAttribute("number", number),
            new XAttribute("hits", line.Hits),
            new XAttribute("branch", line.Branches > 0));
        if (line.Branches > 0)
        {
            element.Add(new XAttribute("condition-coverage", string.Create(
                CultureInfo.InvariantCulture, $"{100 * line.Reached / line.Branches}% ({line.Reached}/{line.Branches})")));
        }

        return element;
    }

    private static XAttribute[] Rates(IEnumerable<SourceLine> lines)
    {
        SourceLine[] all = [.. lines];
        return
        [
            new("line-rate", Rate(all.Count(line => line.Hits > 0), all.Length)),
            new("branch-rate", Rate(all.Sum(line => line.Reached), all.Sum(line => line.Branches))),
            new("lines-covered", all.Count(line => line.Hits > 0)),
            new("lines-valid", all.Length),
            new("branches-covered", all.Sum(line => line.Reached)),
            new("branches-valid", all.Sum(line => line.Branches)),
            new("complexity", "0"),
        ];
    }

    private static string Rate(int reached, int all) =>
        (all == 0 ? 1 : (double)reached / all).ToString("0.####", CultureInfo.InvariantCulture);
}
