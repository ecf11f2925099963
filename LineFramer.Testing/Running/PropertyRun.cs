using System.Diagnostics;
using System.Globalization;

namespace LineFraming.Testing;

/// <summary>Asks one property of a framer: on random cases, on those that it measures, or exhaustively.</summary>
internal static class PropertyRun
{
    /// <summary>Properties that every framer must have, so that a declared difference cannot excuse all of their cases.</summary>
    private static readonly string[] Unconditional = [FramerProperties.Chunking, FramerProperties.Conservation, FramerProperties.Progress];

    // Of those, one case in so many must not be covered.
    private const int MinShare = 10;

    /// <summary>Asks the property.</summary>
    public static PropertyResult Of(FramerAdapter adapter, FramerProperty property, FramerReportOptions options)
    {
        if (property.SkipReason(adapter) is { } reason)
        {
            return new PropertyResult(property, PropertyVerdict.Skipped) { Reason = reason };
        }

        if (property.MeasuredOn is not null && !options.MeasuresWork)
        {
            return new PropertyResult(property, PropertyVerdict.Skipped)
            {
                Reason = $"{nameof(FramerReportOptions)}.{nameof(options.MeasuresWork)} is false",
            };
        }

        long start = Stopwatch.GetTimestamp();
        PropertyResult result = DeadlineRun.Of(property, options.Deadline, attempts => property switch
        {
            { Name: FramerProperties.Exhaustive } => ExhaustiveRun.Of(adapter, property, options, attempts),
            { Name: FramerProperties.Differences } => DifferencesRun.Of(adapter, property, options, attempts),
            { MeasuredOn: { } cases } => OnMeasurements(cases, adapter, property, attempts),
            _ => OnRandomCases(adapter, property, options, attempts),
        });
        return result.After(Stopwatch.GetElapsedTime(start));
    }

    /// <summary>A violation, with its counterexample made as small as it gets.</summary>
    public static PropertyResult Violated(FramerProperty property, PropertyTrial trial, FramerCase found, string? seed)
    {
        ShrinkBudget budget = new();
        FramerCase smallest = Shrinker.Simplest(found, trial.Fails, budget);
        return Violated(
            property,
            trial.FailureOf(smallest),
            smallest,
            seed,
            budget.IsSpent ? "; the case may not be the smallest, which would take too long to find" : "");
    }

    /// <summary>The verdict of a property that holds on every case that no declared difference covers.</summary>
    public static PropertyResult NotViolated(FramerProperty property, PropertyTrial trial, string tried) =>
        new(property, trial.Shown.Count == 0 ? PropertyVerdict.Held : PropertyVerdict.Expected)
        {
            Tried = tried,
            Reason = trial.Shown.Count == 0 ? null : string.Join("; ", trial.Shown),
        };

    // The cases grow, so the first one that fails is the smallest.
    private static PropertyResult OnMeasurements(
        GrowingCases cases, FramerAdapter adapter, FramerProperty property, Attempts attempts)
    {
        PropertyTrial trial = new(adapter, property, attempts);
        int longest = 0;
        foreach (FramerCase input in cases(adapter, trial.TimeOf))
        {
            longest = Math.Max(longest, input.Stream.Length);
            Exception? failure = trial.FailureOf(input);
            if (failure is not null && !trial.IsExpected(input))
            {
                return Violated(property, failure, input, seed: null);
            }
        }

        return NotViolated(property, trial, string.Create(CultureInfo.InvariantCulture, $"{GrowthCases.Shapes}, up to {longest:N0} bytes"));
    }

    private static PropertyResult OnRandomCases(
        FramerAdapter adapter, FramerProperty property, FramerReportOptions options, Attempts attempts)
    {
        PropertyTrial trial = new(adapter, property, attempts);
        if (RandomCases.FirstFailure(CaseGenerators.Cases(adapter.Capabilities, property.DrawsAnyBytes), options, trial.Holds) is { } found)
        {
            return Violated(property, trial, trial.AsRun(found.Case), found.Seed);
        }

        bool isUnconditional = Unconditional.Contains(property.Name);
        if (trial.Uncovered > (isUnconditional ? options.Cases / MinShare : 0))
        {
            return NotViolated(property, trial, string.Create(CultureInfo.InvariantCulture, $"{options.Cases:N0} cases"));
        }

        string covered = trial.Uncovered == 0
            ? "The declared differences cover every case, so it was asked of none."
            : string.Create(
                CultureInfo.InvariantCulture,
                $"The declared differences cover all but {trial.Uncovered:N0} of {options.Cases:N0} cases.");
        return isUnconditional
            ? new PropertyResult(property, PropertyVerdict.Violated) { Failure = $"{covered} This property cannot be declared away." }
            : new PropertyResult(property, PropertyVerdict.Skipped) { Reason = covered };
    }

    private static PropertyResult Violated(
        FramerProperty property, Exception? failure, FramerCase input, string? seed, string remark = "") =>
        new(property, PropertyVerdict.Violated)
        {
            Counterexample = input,
            Failure = Describe(failure) + remark,
            Rule = (failure as PropertyViolatedException)?.Rule,
            Seed = seed,
        };

    /// <summary>What a failure says of the framer.</summary>
    public static string Describe(Exception? failure) => failure switch
    {
        null => "It failed once and holds when tried again: the framer keeps state outside of itself.",
        PropertyViolatedException violation => violation.Message,
        _ => GuardedFramer.Describe(failure),
    };
}
