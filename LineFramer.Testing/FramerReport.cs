using System.Globalization;
using System.Text;

namespace LineFraming.Testing;

/// <summary>What the properties found of a framer: a table, and a screen for each violation.</summary>
public sealed class FramerReport
{
    private FramerReport(IReadOnlyList<PropertyResult> results) => Results = results;

    /// <summary>The result of every property.</summary>
    public IReadOnlyList<PropertyResult> Results { get; }

    /// <summary>How many properties were asked: all that are not skipped.</summary>
    public int Asked => Results.Count(result => result.Verdict != PropertyVerdict.Skipped);

    /// <summary>Asks every property.</summary>
    /// <param name="adapter">The framer, and what it offers.</param>
    /// <param name="options">How far to go.</param>
    /// <returns>The report.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="adapter"/> is null.</exception>
    /// <exception cref="FormatException">
    /// A variable of the environment that <see cref="FramerReportOptions"/> reads has another form.
    /// </exception>
    public static FramerReport Run(FramerAdapter adapter, FramerReportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        options ??= new();
        return new([.. FramerProperty.All.Select(property => PropertyRun.Of(adapter, property, options))]);
    }

    /// <summary>Asks one property.</summary>
    /// <param name="adapter">The framer, and what it offers.</param>
    /// <param name="property">The property.</param>
    /// <param name="options">How far to go.</param>
    /// <returns>Its result.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="adapter"/> or <paramref name="property"/> is null.</exception>
    /// <exception cref="FormatException">
    /// A variable of the environment that <see cref="FramerReportOptions"/> reads has another form.
    /// </exception>
    public static PropertyResult Ask(FramerAdapter adapter, FramerProperty property, FramerReportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        ArgumentNullException.ThrowIfNull(property);
        return PropertyRun.Of(adapter, property, options ?? new());
    }

    /// <summary>Throws if a property is violated, or if none was asked: a test in any runner.</summary>
    /// <exception cref="PropertyViolatedException">One is, or none was.</exception>
    public void ThrowIfViolated()
    {
        PropertyResult? violated = Results.FirstOrDefault(result => result.Verdict == PropertyVerdict.Violated);
        if (violated is not null || Asked == 0)
        {
            throw new PropertyViolatedException(violated?.FirstRule ?? "R1", $"of the report\n{this}");
        }
    }

    /// <summary>The table in Markdown: property, verdict, smallest counterexample, seconds.</summary>
    /// <returns>Lines of text.</returns>
    public string ToMarkdown() => ReportFormats.Markdown(this);

    /// <summary>All results as one object in JSON.</summary>
    /// <returns>The text.</returns>
    public string ToJson() => ReportFormats.Json(this);

    /// <summary>The table, and each violation.</summary>
    /// <returns>Lines of text.</returns>
    public override string ToString()
    {
        StringBuilder text = new();
        foreach (PropertyResult result in Results)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"{result.Property,-42} {PropertyResult.Word(result.Verdict),-9} {result.Elapsed.TotalSeconds,6:F1} s  {Remark(result)}");
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"{Asked} of {Results.Count} properties were asked: {Summary()}.");
        foreach (PropertyResult violated in Results.Where(result => result.Verdict == PropertyVerdict.Violated))
        {
            text.AppendLine().AppendLine(violated.ToString());
        }

        return text.ToString().TrimEnd();
    }

    private string Summary() => string.Join(
        ", ",
        Enum.GetValues<PropertyVerdict>()
            .Select(verdict => $"{Results.Count(result => result.Verdict == verdict)} {PropertyResult.Word(verdict)}"));

    private static string Remark(PropertyResult result) => result.Verdict switch
    {
        PropertyVerdict.Held => result.Tried,
        PropertyVerdict.Violated => result.Counterexample is { } input ? Escape.Quote(input.Stream, 40) : result.Failure ?? "",
        _ => result.Reason ?? "",
    };
}
