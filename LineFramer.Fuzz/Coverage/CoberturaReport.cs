using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace LineFraming.Fuzz;

/// <summary>Reports from a Cobertura file how much of each source file was reached, and which lines and branches were not.</summary>
internal sealed class CoberturaReport
{
    private readonly SortedDictionary<string, SortedDictionary<int, CoveredLine>> _files = new(StringComparer.Ordinal);

    private CoberturaReport()
    {
    }

    /// <summary>The number of lines that were reached, and of all lines.</summary>
    public (int Reached, int All) Lines => CountLines(_files.Values.SelectMany(lines => lines.Values));

    /// <summary>The number of branches that were reached, and of all branches.</summary>
    public (int Reached, int All) Branches => CountBranches(_files.Values.SelectMany(lines => lines.Values));

    /// <summary>Reads a file.</summary>
    /// <exception cref="FuzzRejectedException">The file is not a Cobertura file.</exception>
    public static CoberturaReport Read(string path, string root)
    {
        try
        {
            XDocument document = XDocument.Load(path);
            CoberturaReport report = new();
            string source = document.Descendants("source").FirstOrDefault()?.Value ?? root;
            foreach (XElement type in document.Descendants("class"))
            {
                string file = Path.GetRelativePath(root, Path.Combine(source, (string)type.Attribute("filename")!));
                foreach (XElement line in type.Elements("lines").Elements("line"))
                {
                    report.Add(file, line);
                }
            }

            return report;
        }
        catch (Exception wrong) when (wrong is XmlException or IOException or FormatException or ArgumentNullException)
        {
            throw new FuzzRejectedException($"{path} is not a Cobertura file: {wrong.Message}");
        }
    }

    /// <summary>Formats a line for each file: how much of it was reached.</summary>
    public IEnumerable<string> Summary()
    {
        int width = _files.Keys.Select(file => file.Length).DefaultIfEmpty().Max();
        return
        [
            .. _files.Select(file => Row(file.Key.PadRight(width), CountLines(file.Value.Values), CountBranches(file.Value.Values))),
            Row("all".PadRight(width), Lines, Branches),
        ];
    }

    /// <summary>
    /// Formats a line for each range of consecutive lines that was not reached, and for each line with unreached branches.
    /// </summary>
    public IEnumerable<string> Unreached()
    {
        foreach ((string file, SortedDictionary<int, CoveredLine> lines) in _files)
        {
            List<int> unreached = [];
            foreach ((int number, CoveredLine line) in lines)
            {
                if (line.Hits == 0)
                {
                    unreached.Add(number);
                    continue;
                }

                if (unreached.Count > 0)
                {
                    yield return Unreached(file, unreached);
                    unreached.Clear();
                }

                if (line.Reached < line.Branches)
                {
                    yield return $"{file}:{number}: {line.Reached} of {line.Branches} branches reached";
                }
            }

            if (unreached.Count > 0)
            {
                yield return Unreached(file, unreached);
            }
        }
    }

    private static string Unreached(string file, List<int> lines) =>
        $"{file}:{lines[0]}: {(lines.Count == 1 ? "not reached" : $"not reached, to line {lines[^1]}")}";

    private static (int Reached, int All) CountLines(IEnumerable<CoveredLine> lines) => (lines.Count(line => line.Hits > 0), lines.Count());

    private static (int Reached, int All) CountBranches(IEnumerable<CoveredLine> lines) =>
        (lines.Sum(line => line.Reached), lines.Sum(line => line.Branches));

    private static string Row(string name, (int Reached, int All) lines, (int Reached, int All) branches) => string.Create(
        CultureInfo.InvariantCulture,
        $"{name}  {Share(lines)} lines  {Share(branches)} branches");

    private static string Share((int Reached, int All) of) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(of.All == 0 ? 100 : 100 * of.Reached / of.All),3} %  {of.Reached,4} of {of.All,4}");

    // A line may belong to several classes, because the compiler generates a class for a lambda or an iterator.
    private void Add(string file, XElement element)
    {
        if (!_files.TryGetValue(file, out SortedDictionary<int, CoveredLine>? lines))
        {
            _files.Add(file, lines = []);
        }

        int number = (int)element.Attribute("number")!;
        CoveredLine line = lines.GetValueOrDefault(number);
        (int reached, int branches) = Conditions((string?)element.Attribute("condition-coverage"));
        lines[number] = new(line.Hits + (long)element.Attribute("hits")!, line.Reached + reached, line.Branches + branches);
    }

    // Parses a value such as "50% (1/2)".
    private static (int Reached, int All) Conditions(string? coverage)
    {
        if (coverage is null)
        {
            return (0, 0);
        }

        string[] parts = coverage[(coverage.IndexOf('(', StringComparison.Ordinal) + 1)..].TrimEnd(')').Split('/');
        return (int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[^1], CultureInfo.InvariantCulture));
    }

    private readonly record struct CoveredLine(long Hits, int Reached, int Branches);
}
