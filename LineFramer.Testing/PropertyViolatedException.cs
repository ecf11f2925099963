namespace LineFraming.Testing;

/// <summary>A framer broke a rule of the contract.</summary>
/// <param name="rule">The rule, R1 to R15.</param>
/// <param name="what">What was seen, and what was expected.</param>
public sealed class PropertyViolatedException(string rule, string what) : Exception($"{rule}: {what}")
{
    /// <summary>The rule that fell, R1 to R15.</summary>
    public string Rule { get; } = rule;
}
