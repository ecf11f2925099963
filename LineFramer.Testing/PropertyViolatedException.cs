namespace LineFraming.Testing;

/// <summary>A framer violates a rule of the contract.</summary>
/// <param name="rule">The rule, R1 to R16.</param>
/// <param name="what">What was seen, and what was expected.</param>
/// <param name="thrown">The framer's own exception, if that was the violation.</param>
public sealed class PropertyViolatedException(string rule, string what, Exception? thrown = null) : Exception($"{rule}: {what}", thrown)
{
    /// <summary>The rule that is violated, R1 to R16.</summary>
    public string Rule { get; } = rule;
}
