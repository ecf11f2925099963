using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using LineFraming.Testing;

namespace JudgeFramers;

/// <summary>What was found of all readers, as text, JSON and Markdown.</summary>
internal static class Judgement
{
    public static string Text(IEnumerable<(JudgedReader Reader, FramerReport Report)> judged)
    {
        StringBuilder text = new();
        foreach ((JudgedReader reader, FramerReport report) in judged)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"== {reader.Name}: {reader.Type}, {reader.Version}").AppendLine();
            text.AppendLine(report.ToString()).AppendLine();
            foreach (Finding finding in reader.Findings)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"{finding.Kind}: {finding.What}");
            }

            text.AppendLine();
        }

        return text.ToString();
    }

    public static string Json(IEnumerable<(JudgedReader Reader, FramerReport Report)> judged)
    {
        JsonArray all = [];
        foreach ((JudgedReader reader, FramerReport report) in judged)
        {
            all.Add(new JsonObject
            {
                ["reader"] = reader.Name,
                ["type"] = reader.Type,
                ["version"] = reader.Version,
                ["findings"] = new JsonArray([.. reader.Findings.Select(finding => new JsonObject
                {
                    ["kind"] = finding.Kind.ToString(),
                    ["what"] = finding.What,
                    ["properties"] = new JsonArray([.. finding.Properties.Select(property => (JsonNode)property)]),
                })]),
                ["report"] = JsonNode.Parse(report.ToJson()),
            });
        }

        return all.ToJsonString(new() { WriteIndented = true }) + "\n";
    }

    /// <summary>The page of a run; <paramref name="arguments"/> are those that make it.</summary>
    public static string Markdown(IReadOnlyList<string> arguments, IEnumerable<(JudgedReader Reader, FramerReport Report)> judged)
    {
        StringBuilder text = new();
        text.Append("# Line readers, judged\n\n");
        text.Append("`LineFramer.Testing` over line readers of well-known packages. This page is made by\n\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"```sh\ndotnet run --project samples/JudgeFramers -- {string.Join(' ', arguments)}\n```\n\n");
        text.Append(
            "which fails if a violation is not explained below, or if what is explained does not show any more. A *bug* is wrong by the\n"
            + "reader's own terms; a *policy* is declared as an expected difference, with a predicate outside of which the rule holds. "
            + "The\n"
            + "smallest counterexamples are as the suites found them. Seconds are those of one run on a busy machine of two cores.\n\n");
        text.Append("| reader | version | asked | held | violated | expected | bugs |\n|---|---|---|---|---|---|---|\n");
        foreach ((JudgedReader reader, FramerReport report) in judged)
        {
            int Count(PropertyVerdict verdict) => report.Results.Count(result => result.Verdict == verdict);
            int bugs = reader.Findings.Count(finding => finding.Kind == FindingKind.Bug);
            text.Append(
                CultureInfo.InvariantCulture,
                $"| [{reader.Type}](#{reader.Name}) | {reader.Version} | {report.Asked} of {report.Results.Count} | "
                + $"{Count(PropertyVerdict.Held)} | {Count(PropertyVerdict.Violated)} | {Count(PropertyVerdict.Expected)} | {bugs} |\n");
        }

        // A reader that takes long to judge is named all the same, with what is known of it.
        foreach (JudgedReader other in AllReaders.All.Except(judged.Select(each => each.Reader)))
        {
            string known = string.Join(" ", other.Findings.Select(finding => $"{finding.What} ({string.Join(", ", finding.Properties)})"));
            text.Append(
                CultureInfo.InvariantCulture, $"\nNot judged in this run: `{other.Name}`, {other.Type}, {other.Version}. {known}\n");
        }

        foreach ((JudgedReader reader, FramerReport report) in judged)
        {
            Append(text, reader, report);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, JudgedReader reader, FramerReport report)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n## {reader.Name}\n\n`{reader.Type}`, {reader.Version}. {reader.Reached}\n\n");
        foreach (Finding finding in reader.Findings)
        {
            text.Append(CultureInfo.InvariantCulture, $"- **{finding.Kind}**: {finding.What}");
            text.Append(finding.Properties.Length == 0 ? "\n" : $" ({string.Join(", ", finding.Properties)})\n");
        }

        text.Append(reader.Findings.Count == 0 ? "Nothing was found.\n\n" : "\n");
        text.Append(report.ToMarkdown());
    }
}
