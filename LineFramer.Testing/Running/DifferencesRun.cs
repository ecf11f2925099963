using System.Globalization;

namespace LineFraming.Testing;

/// <summary>
/// Checks that every declared difference is seen on some case. The declaration of one that is never seen would excuse a later
/// bug.
/// </summary>
internal static class DifferencesRun
{
    /// <summary>Looks, for each declared difference, for a case that it covers and on which a property of its rule fails.</summary>
    public static PropertyResult Of(FramerAdapter adapter, FramerProperty property, FramerReportOptions options, Attempts attempts)
    {
        IReadOnlyList<ExpectedDifference> differences = adapter.Capabilities.ExpectedDifferences;
        ExpectedDifference[] unseen =
        [
            .. differences.Where(difference => CanBeAsked(difference, options) && !Shows(adapter, difference, options, attempts)),
        ];
        return unseen.Length == 0
            ? new PropertyResult(property, PropertyVerdict.Held)
            {
                Tried = string.Create(CultureInfo.InvariantCulture, $"{differences.Count} declared"),
            }
            : new PropertyResult(property, PropertyVerdict.Violated)
            {
                Rule = unseen[0].Rule,
                Failure = $"declared, but not seen on any case that it covers: {string.Join("; ", unseen.AsEnumerable())}",
            };
    }

    // Differences in work show where work is measured.
    private static bool CanBeAsked(ExpectedDifference difference, FramerReportOptions options) =>
        options.MeasuresWork || !FramerProperties.OfMeasurements.Any(property => property.Rules.Contains(difference.Rule));

    private static bool Shows(FramerAdapter adapter, ExpectedDifference difference, FramerReportOptions options, Attempts attempts) =>
        FramerProperties.OfRandomCases.Concat(FramerProperties.OfMeasurements)
            .Where(property => property.Rules.Contains(difference.Rule) && property.SkipReason(adapter) is null)
            .Any(property =>
            {
                PropertyTrial trial = new(adapter, property, attempts);
                bool IsSeenOn(FramerCase input) => difference.Covers(trial.AsRun(input)) && trial.FailureOf(input) is not null;
                return property.MeasuredOn is { } cases
                    ? cases(adapter, trial.TimeOf).Any(IsSeenOn)
                    : RandomCases.FirstFailure(
                        CaseGenerators.Cases(adapter.Capabilities, property.DrawsAnyBytes),
                        options,
                        input => !IsSeenOn(input)) is not null;
            });
}
