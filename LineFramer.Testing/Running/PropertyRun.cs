using System.Diagnostics;
using System.Globalization;

namespace LineFraming.Testing;

/// <summary>Asks one property of a framer: on random cases, or exhaustively.</summary>
internal static class PropertyRun
{
    /// <summary>These hold for everything that frames lines, so nothing that is declared can take them away.</summary>
    private static readonly string[] Unconditional = [FramerProperties.Chunking, FramerProperties.Conservation, FramerProperties.Progress];

    /// <summary>Asks the property.</summary>
    /// <param name="adapter">The framer.</param>
    /// <param name="property">The property.</param>
    /// <param name="options">How far to go.</param>
    public static PropertyResult Of(FramerAdapter adapter, FramerProperty property, FramerReportOptions options)
    {
        if (property.SkipReason(adapter) is { } reason)
        {
            return new PropertyResult(property, PropertyVerdict.Skipped) { Reason = reason };
        }

        long start = Stopwatch.GetTimestamp();
        PropertyResult result = property.Name switch
        {
            FramerProperties.Exhaustive => ExhaustiveRun.Of(adapter, property, options),
            FramerProperties.Differences => DifferencesRun.Of(adapter, property, options),
            _ => OnRandomCases(adapter, property, options),
        };
        return result.After(Stopwatch.GetElapsedTime(start));
    }

    /// <summary>A violation, with its counterexample made as small as it gets.</summary>
    public static PropertyResult Violated(FramerProperty property, PropertyTrial trial, FramerCase found, string? seed)
    {
        FramerCase smallest = Shrinker.Simplest(found, trial.Fails);
        Exception? failure = trial.FailureOf(smallest);
        return new PropertyResult(property, PropertyVerdict.Violated)
        {
            Counterexample = smallest,
            Failure = Describe(failure),
            Rule = (failure as PropertyViolatedException)?.Rule,
            Seed = seed,
        };
    }

    /// <summary>The verdict of a property that holds on every case that no declared difference covers.</summary>
    public static PropertyResult NotViolated(FramerProperty property, PropertyTrial trial, string tried) =>
        new(property, trial.Shown.Count == 0 ? PropertyVerdict.Held : PropertyVerdict.Expected)
        {
            Tried = tried,
            Reason = trial.Shown.Count == 0 ? null : string.Join("; ", trial.Shown),
        };

    private static PropertyResult OnRandomCases(FramerAdapter adapter, FramerProperty property, FramerReportOptions options)
    {
        PropertyTrial trial = new(adapter, property);
        if (RandomCases.FirstFailure(CaseGenerators.Cases(adapter.Capabilities, property.DrawsAnyBytes), options, trial.Holds) is { } found)
        {
            return Violated(property, trial, found.Case, found.Seed);
        }

        if (trial.Uncovered > 0)
        {
            return NotViolated(property, trial, string.Create(CultureInfo.InvariantCulture, $"{options.Cases:N0} cases"));
        }

        const string Covered = "The declared differences cover every case, so it was asked of none.";
        return Unconditional.Contains(property.Name)
            ? new PropertyResult(property, PropertyVerdict.Violated) { Failure = $"{Covered} This property cannot be declared away." }
            : new PropertyResult(property, PropertyVerdict.Skipped) { Reason = Covered };
    }

    private static string Describe(Exception? failure) => failure switch
    {
        null => "It failed once and holds when tried again: the framer keeps state outside of itself.",
        PropertyViolatedException violation => violation.Message,
        _ => GuardedFramer.Describe(failure),
    };
}
