namespace LineFraming.Testing;

/// <summary>One rule of the contract, or several, as a check that any framer can be put through.</summary>
public sealed class FramerProperty
{
    private readonly Func<FramerAdapter, string?> _skipReason;

    internal FramerProperty(
        string name,
        string sentence,
        string[] rules,
        Action<FramerFactory, FramerCase> check,
        Func<FramerAdapter, string?>? skipReason = null) =>
        (Name, Sentence, Rules, Check, _skipReason) = (name, sentence, rules, check, skipReason ?? (_ => null));

    /// <summary>Every property.</summary>
    public static IReadOnlyList<FramerProperty> All => FramerProperties.All;

    /// <summary>The name, which its test has too: <c>R1_Chunking_never_shows</c>.</summary>
    public string Name { get; }

    /// <summary>What it checks, in a sentence.</summary>
    public string Sentence { get; }

    /// <summary>The rules that it checks, such as <c>R1</c>.</summary>
    public IReadOnlyList<string> Rules { get; }

    /// <summary>Throws <see cref="PropertyViolatedException"/> if the framers that the factory makes violate a rule on the case.</summary>
    internal Action<FramerFactory, FramerCase> Check { get; }

    /// <summary>Whether its cases have content of any byte values.</summary>
    internal bool DrawsAnyBytes { get; init; }

    /// <summary>
    /// Whether it runs every case as ended or as not ended, whatever was drawn; null if as drawn. Reports and declared differences see
    /// the case as it is run.
    /// </summary>
    internal bool? IsEnded { get; init; }

    /// <summary>The cases on which it measures a framer, one after the other; null for a property of random cases.</summary>
    internal GrowingCases? MeasuredOn { get; init; }

    /// <summary>The property of a name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The property.</returns>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static FramerProperty Named(string name) =>
        All.FirstOrDefault(property => property.Name == name)
            ?? throw new ArgumentException($"There is no property \"{name}\"; there are {string.Join(", ", All)}.", nameof(name));

    /// <summary>The name.</summary>
    /// <returns>For example <c>R1_Chunking_never_shows</c>.</returns>
    public override string ToString() => Name;

    /// <summary>Why the property cannot be asked of a framer; null if it can.</summary>
    internal string? SkipReason(FramerAdapter adapter) => _skipReason(adapter);
}
