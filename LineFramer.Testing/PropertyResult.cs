using System.Globalization;
using System.Text;

namespace LineFraming.Testing;

/// <summary>The result of one property for a framer.</summary>
public sealed class PropertyResult
{
    internal PropertyResult(FramerProperty property, PropertyVerdict verdict) => (Property, Verdict) = (property, verdict);

    /// <summary>The property.</summary>
    public FramerProperty Property { get; }

    /// <summary>The verdict.</summary>
    public PropertyVerdict Verdict { get; }

    /// <summary>Why it was skipped, or what difference is expected; null otherwise.</summary>
    public string? Reason { get; internal init; }

    /// <summary>What was tried, such as <c>1,000 cases</c>.</summary>
    public string Tried { get; internal init; } = "";

    /// <summary>How long it took.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>The smallest case on which it is violated; null if it is not.</summary>
    public FramerCase? Counterexample { get; internal init; }

    /// <summary>The rule that is violated, such as <c>R4</c>, and what was expected and seen; null if none is.</summary>
    public string? Failure { get; internal init; }

    /// <summary>
    /// The seed of the case that failed first, for <see cref="FramerReportOptions.Seed"/>; null if none did or none is needed.
    /// </summary>
    public string? Seed { get; internal init; }

    /// <summary>The rule that is violated.</summary>
    internal string? Rule { get; init; }

    /// <summary>That rule, or the first of the property's.</summary>
    internal string FirstRule => Rule ?? (Property.Rules is [string first, ..] ? first : "R1");

    /// <summary>Throws if the property is violated.</summary>
    /// <exception cref="PropertyViolatedException">It is.</exception>
    public void ThrowIfViolated()
    {
        if (Verdict == PropertyVerdict.Violated)
        {
            throw new PropertyViolatedException(FirstRule, ToString());
        }
    }

    /// <summary>All that a person needs to act on it.</summary>
    /// <returns>A line, or for a violation a screen.</returns>
    public override string ToString() => Verdict switch
    {
        PropertyVerdict.Violated => Violation(),
        PropertyVerdict.Held => $"{Property} held: {Tried}",
        _ => $"{Property} {Word(Verdict)}: {Reason}",
    };

    internal PropertyResult After(TimeSpan elapsed)
    {
        Elapsed = elapsed;
        return this;
    }

    internal static string Word(PropertyVerdict verdict) => verdict switch
    {
        PropertyVerdict.Held => "held",
        PropertyVerdict.Violated => "violated",
        PropertyVerdict.Skipped => "skipped",
        _ => "expected",
    };

    private string Violation()
    {
        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Property} is violated.");
        Add(text, "property", Property.Sentence);
        if (Rule is not null)
        {
            Add(text, "rule", $"{Rule}: {ContractRules.SentenceOf(Rule)}");
        }

        if (Counterexample is { } input)
        {
            Add(text, "settings", input.Options.ToString());
            Add(
                text,
                "stream",
                $"{Escape.Quote(input.Stream, 400)}, {input.Stream.Length} bytes, {(input.IsEnded ? "then it ends" : "and it goes on")}");
            Add(text, "chunks", Chunks(input.ChunkSizes));
        }

        Add(text, "seen", Failure ?? "");
        if (Seed is not null)
        {
            Add(text, "replay", $"LINEFRAMER_SEED={Seed} dotnet test --filter {Property}");
            Add(text, "", $"or FramerReport.Run(adapter, new FramerReportOptions {{ Seed = \"{Seed}\" }})");
        }

        return text.ToString().TrimEnd();
    }

    private static void Add(StringBuilder text, string name, string value) =>
        text.AppendLine(CultureInfo.InvariantCulture, $"  {name,-9} {value}");

    private static string Chunks(int[] sizes) =>
        Array.TrueForAll(sizes, size => size == 0) ? "one" : $"of {string.Join(", ", sizes)} bytes{(sizes.Length > 1 ? ", repeated" : "")}";
}
