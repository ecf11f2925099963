namespace LineFraming.Testing;

/// <summary>
/// A difference from a rule that is the framer's policy. Where the predicate holds, properties of that rule may be violated;
/// everywhere else they hold as before. A declared difference that never shows is a violation itself.
/// </summary>
public sealed class ExpectedDifference
{
    /// <summary>Declares a difference.</summary>
    /// <param name="rule">The rule, from <c>R1</c> to <c>R16</c>.</param>
    /// <param name="reason">Why it is meant, for the report.</param>
    /// <param name="covers">
    /// On which cases it may show. It is called for cases of every kind, with empty streams too. What it throws ends the report.
    /// </param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">There is no such rule, or the reason is empty.</exception>
    public ExpectedDifference(string rule, string reason, Predicate<FramerCase> covers)
    {
        if (!ContractRules.IsKnown(rule))
        {
            throw new ArgumentException($"There is no rule \"{rule}\"; the rules are R1 to R16.", nameof(rule));
        }

        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        ArgumentNullException.ThrowIfNull(covers);
        (Rule, Reason, Covers) = (rule, reason, covers);
    }

    /// <summary>The rule, such as <c>R7</c>.</summary>
    public string Rule { get; }

    /// <summary>Why the difference is intended.</summary>
    public string Reason { get; }

    /// <summary>On which cases it may show.</summary>
    public Predicate<FramerCase> Covers { get; }

    /// <summary>The rule and the reason.</summary>
    /// <returns>For example <c>R6: blank lines are dropped by design</c>.</returns>
    public override string ToString() => $"{Rule}: {Reason}";
}
