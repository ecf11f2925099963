using System.Globalization;
using System.Text.Json;
using System.Xml;

namespace LineFraming.Probe;

/// <summary>
/// The results in files for programs. They are opened before the run, so that a path that cannot be written costs no run.
/// </summary>
internal sealed class ReportFiles : IDisposable
{
    private const int ShownBytes = 2000;

    private readonly FileStream? _json;
    private readonly FileStream? _junit;

    private ReportFiles(FileStream? json, FileStream? junit) => (_json, _junit) = (json, junit);

    /// <summary>Opens the files; null for none.</summary>
    /// <exception cref="FormatException">One cannot be written, or both are the same; neither has lost its content.</exception>
    public static ReportFiles Open(string? json, string? junit)
    {
        FileStream? first = OpenFile("--json", json);
        FileStream? second = null;
        try
        {
            second = OpenFile("--junit", junit);
            if (second is not null && second.Name == first?.Name)
            {
                throw new FormatException($"--junit \"{junit}\" is the file of --json.");
            }

            // What earlier runs wrote is kept until nothing is rejected any more.
            Empty(first);
            Empty(second);
            return new(first, second);
        }
        catch
        {
            first?.Dispose();
            second?.Dispose();
            throw;
        }
    }

    /// <summary>Writes the results to those that are open.</summary>
    public void Write(IReadOnlyList<ProbeReport> reports)
    {
        if (_json is not null)
        {
            WriteJson(_json, reports);
        }

        if (_junit is not null)
        {
            WriteJUnit(_junit, reports);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _json?.Dispose();
        _junit?.Dispose();
    }

    private static FileStream? OpenFile(string option, string? path)
    {
        try
        {
            return path is null ? null : new FileStream(path, FileMode.OpenOrCreate);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new FormatException($"{option} \"{path}\" cannot be written: {e.Message.TrimEnd('.')}.");
        }
    }

    // A pipe and a device have no length, and cannot be truncated.
    private static void Empty(FileStream? file)
    {
        if (file is { CanSeek: true, Length: > 0 })
        {
            file.SetLength(0);
        }
    }

    private static void WriteJson(Stream stream, IReadOnlyList<ProbeReport> reports)
    {
        using Utf8JsonWriter json = new(stream, new() { Indented = true });
        json.WriteStartArray();
        foreach (ProbeReport report in reports)
        {
            json.WriteStartObject();
            json.WriteString("server", report.Address);
            json.WriteString("protocol", report.Protocol);
            json.WriteBoolean("loopback", report.IsLoopback);
            json.WriteNumber("seconds", Math.Round(report.Elapsed.TotalSeconds, 1));
            json.WriteStartArray("cases");
            foreach (CaseResult result in report.Results)
            {
                WriteJson(json, result);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteJson(Utf8JsonWriter json, CaseResult result)
    {
        json.WriteStartObject();
        json.WriteString("id", result.Case.Id);
        json.WriteString("title", result.Case.Title);
        json.WriteString("rules", result.Case.Rules);
        json.WriteString("requirement", result.Case.Requirement);
        json.WriteString("expected", result.Case.Expected);
        json.WriteString("verdict", TerminalReport.Name(result.Outcome.Verdict));
        json.WriteString("actual", result.Outcome.Actual);
        json.WriteNumber("seconds", Math.Round(result.Elapsed.TotalSeconds, 2));
        json.WriteStartArray("conversation");
        foreach (string line in result.Outcome.Transcript?.Lines(ShownBytes) ?? [])
        {
            json.WriteStringValue(line);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    // JUnit has no warnings: neither a warning nor an inconclusive case is a failure there.
    private static void WriteJUnit(Stream stream, IReadOnlyList<ProbeReport> reports)
    {
        using XmlWriter xml = XmlWriter.Create(stream, new() { Indent = true });
        xml.WriteStartElement("testsuites");
        foreach (ProbeReport report in reports)
        {
            xml.WriteStartElement("testsuite");
            xml.WriteAttributeString("name", $"lineframer-probe {report.Protocol} {report.Address}");
            xml.WriteAttributeString("tests", Text(report.Results.Count));
            xml.WriteAttributeString("failures", Text(report.Count(Verdict.Failed)));
            xml.WriteAttributeString("skipped", Text(report.Count(Verdict.Skipped) + report.Count(Verdict.Inconclusive)));
            xml.WriteAttributeString("time", Text(report.Elapsed));
            foreach (CaseResult result in report.Results)
            {
                WriteJUnit(xml, result);
            }

            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void WriteJUnit(XmlWriter xml, CaseResult result)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", result.Case.Group);
        xml.WriteAttributeString("name", $"{result.Case.Id} {result.Case.Title}");
        xml.WriteAttributeString("time", Text(result.Elapsed));
        string lines = string.Join('\n', result.Outcome.Transcript?.Lines(ShownBytes) ?? []);
        switch (result.Outcome.Verdict)
        {
            case Verdict.Failed:
                xml.WriteStartElement("failure");
                xml.WriteAttributeString("message", result.Outcome.Actual);
                xml.WriteString($"requirement: {result.Case.Requirement}\nexpected: {result.Case.Expected}\n{lines}");
                xml.WriteEndElement();
                break;
            case Verdict.Skipped or Verdict.Inconclusive:
                xml.WriteStartElement("skipped");
                xml.WriteAttributeString("message", result.Outcome.Actual);
                xml.WriteEndElement();
                break;
            case Verdict.Warned or Verdict.Information:
                xml.WriteElementString("system-out", $"{TerminalReport.Name(result.Outcome.Verdict)}: {result.Outcome.Actual}");
                break;
            default:
                break;
        }

        xml.WriteEndElement();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(TimeSpan time) => time.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture);
}
