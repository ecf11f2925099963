using System.Globalization;
using System.Runtime.ExceptionServices;

namespace LineFraming.Testing;

/// <summary>The exhaustive suite over all settings that a framer offers.</summary>
internal static class ExhaustiveRun
{
    /// <summary>Tries every short stream in every chunking, and in the middle of content.</summary>
    public static PropertyResult Of(FramerAdapter adapter, FramerProperty property, FramerReportOptions options, Attempts attempts)
    {
        IReadOnlyList<FramerOptions> settings = SmallScope.SettingsOf(adapter.Capabilities);
        FramerFactory factory = GuardedFramer.Around(adapter.Create);
        PropertyTrial trial = new(adapter, property, attempts);
        Lock oneAtATime = new();
        SmallScopeResult total = new(0, 0, 0, null, null);
        ParallelOptions threads = new() { MaxDegreeOfParallelism = options.ExhaustiveThreads };
        IEnumerable<Func<SmallScopeResult>> runs =
        [
            .. settings.Select(setting => (Func<SmallScopeResult>)(() =>
                SmallScope.Run(factory, setting, options.ExhaustiveBytes, isExpected: trial.IsExpected, attempt: attempts.Add()))),
            .. EdgeScope.SettingsOf(adapter.Capabilities).Select(setting => (Func<SmallScopeResult>)(() =>
                EdgeScope.Run(factory, setting, options.ExhaustiveBytes, trial.IsExpected, attempts.Add()))),
        ];
        try
        {
            Parallel.ForEach(runs, threads, (run, loop) =>
            {
                SmallScopeResult result = run();
                lock (oneAtATime)
                {
                    total = total.And(result);
                }

                if (result.Counterexample is not null)
                {
                    loop.Stop();
                }
            });
        }
        catch (AggregateException thrown)
        {
            // A declared predicate threw; its author sees that exception.
            ExceptionDispatchInfo.Throw(thrown.InnerExceptions[0]);
        }

        if (total.Counterexample is { } found)
        {
            return trial.Fails(found)
                ? PropertyRun.Violated(property, trial, found, seed: null)
                : new PropertyResult(property, PropertyVerdict.Violated) { Counterexample = found, Failure = total.Failure };
        }

        string restarts = total.Restarts == 0 ? ""
            : string.Create(CultureInfo.InvariantCulture, $", and {total.Restarts:N0} restarts");
        return PropertyRun.NotViolated(
            property,
            trial,
            string.Create(
                CultureInfo.InvariantCulture,
                $"every stream of up to {Lengths(settings, options)}, for {settings.Count} settings: {total.Streams:N0} streams "
                + $"in {total.Chunkings:N0} chunkings{restarts}"));
    }

    // A further letter means more streams, so they are shorter then.
    private static string Lengths(IReadOnlyList<FramerOptions> settings, FramerReportOptions options)
    {
        int[] lengths = [.. settings.Select(setting => SmallScope.LongestOf(setting.Delimiter, options.ExhaustiveBytes)).Distinct()];
        string shorter = lengths.Length == 1 ? ""
            : string.Create(CultureInfo.InvariantCulture, $" ({lengths.Min()} for delimiters of three different bytes)");
        return string.Create(CultureInfo.InvariantCulture, $"{lengths.Max()} bytes{shorter}");
    }
}
