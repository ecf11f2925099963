using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LineFraming.Testing;

/// <summary>A report in forms that other programs read.</summary>
internal static class ReportFormats
{
    // How many bytes of a stream are shown.
    private const int MaxShown = 60;

    /// <summary>The smallest case on which a property is violated, in one line.</summary>
    public static string Counterexample(FramerCase input)
    {
        string chunks = Array.TrueForAll(input.ChunkSizes, size => size == 0) ? "" : $" in chunks of {string.Join(", ", input.ChunkSizes)}";
        return $"{Escape.Quote(input.Stream, MaxShown)}{chunks}{(input.IsEnded ? ", ended" : "")}; {input.Options}";
    }

    /// <summary>A table in Markdown.</summary>
    public static string Markdown(FramerReport report)
    {
        StringBuilder text = new();
        text.Append("| property | verdict | smallest counterexample, or what was tried | seconds |\n|---|---|---|---|\n");
        foreach (PropertyResult result in report.Results)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {result.Property} | {PropertyResult.Word(result.Verdict)} | {Cell(result)} | {result.Elapsed.TotalSeconds:F1} |\n");
        }

        return text.ToString();
    }

    /// <summary>An object in JSON, with all that is known of every result.</summary>
    public static string Json(FramerReport report)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("asked", report.Asked);
            json.WriteNumber("properties", report.Results.Count);
            json.WriteStartArray("results");
            foreach (PropertyResult result in report.Results)
            {
                Write(json, result);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    // In a Markdown table, a pipe character ends a cell even within code.
    private static string Cell(PropertyResult result) => (result switch
    {
        { Verdict: PropertyVerdict.Violated, Counterexample: { } input } => $"`{Counterexample(input)}`",
        { Verdict: PropertyVerdict.Violated } => result.Failure ?? "",
        { Verdict: PropertyVerdict.Held } => result.Tried,
        _ => result.Reason ?? "",
    }).Replace("|", @"\|", StringComparison.Ordinal).ReplaceLineEndings(" ");

    private static void Write(Utf8JsonWriter json, PropertyResult result)
    {
        json.WriteStartObject();
        json.WriteString("property", result.Property.Name);
        json.WriteString("verdict", PropertyResult.Word(result.Verdict));
        json.WriteNumber("seconds", Math.Round(result.Elapsed.TotalSeconds, 3));
        json.WriteString("tried", result.Tried);
        json.WriteString("reason", result.Reason);
        json.WriteString("rule", result.Verdict == PropertyVerdict.Violated ? result.FirstRule : null);
        json.WriteString("failure", result.Failure);
        json.WriteString("seed", result.Seed);
        json.WritePropertyName("counterexample");
        if (result.Counterexample is { } input)
        {
            Write(json, input);
        }
        else
        {
            json.WriteNullValue();
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, FramerCase input)
    {
        json.WriteStartObject();
        json.WriteString("settings", input.Options.ToString());
        json.WriteString("stream", Escape.Quote(input.Stream));
        json.WriteStartArray("chunks");
        foreach (int size in input.ChunkSizes)
        {
            json.WriteNumberValue(size);
        }

        json.WriteEndArray();
        json.WriteBoolean("ended", input.IsEnded);
        json.WriteEndObject();
    }
}
