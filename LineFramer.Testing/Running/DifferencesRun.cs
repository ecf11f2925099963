using System.Globalization;

namespace LineFraming.Testing;

/// <summary>Whether every difference that a framer declares shows: one that does not would hide a later bug.</summary>
internal static class DifferencesRun
{
    /// <summary>Looks for a case on which each declared difference shows.</summary>
    public static PropertyResult Of(FramerAdapter adapter, FramerProperty property, FramerReportOptions options, Attempts attempts)
    {
        IReadOnlyList<ExpectedDifference> differences = adapter.Capabilities.ExpectedDifferences;
        ExpectedDifference[] unseen = [.. differences.Where(difference => !Shows(adapter, difference, options, attempts))];
        return unseen.Length == 0
            ? new PropertyResult(property, PropertyVerdict.Held) { Tried = string.Create(CultureInfo.InvariantCulture, $"{differences.Count} declared") }
            : new PropertyResult(property, PropertyVerdict.Violated)
            {
                Rule = unseen[0].Rule,
                Failure = $"declared, but not seen on any case that it covers: {string.Join("; ", unseen.AsEnumerable())}",
            };
    }

    private static bool Shows(FramerAdapter adapter, ExpectedDifference difference, FramerReportOptions options, Attempts attempts) =>
        FramerProperties.OfRandomCases.Concat(FramerProperties.OfMeasurements)
            .Where(property => property.Rules.Contains(difference.Rule) && property.SkipReason(adapter) is null)
            .Any(property =>
            {
                PropertyTrial trial = new(adapter, property, attempts);
                bool Shows(FramerCase input) => difference.Covers(input) && trial.FailureOf(input) is not null;
                return property.MeasuredOn is { } cases
                    ? cases(adapter).Any(Shows)
                    : RandomCases.FirstFailure(CaseGenerators.Cases(adapter.Capabilities, property.DrawsAnyBytes), options, input => !Shows(input)) is not null;
            });
}
