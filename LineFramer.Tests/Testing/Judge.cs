using LineFraming.Testing;

namespace LineFraming.Tests;

/// <summary>Short reports for tests of the harness, always from the same seed.</summary>
internal static class Judge
{
    /// <summary>The options of such a report. Tests run side by side, so only GrowthTests, which run alone, measure.</summary>
    public static FramerReportOptions Short { get; } = new() { Cases = 300, ExhaustiveBytes = 3, Seed = "2026,2027", MeasuresWork = false };

    /// <summary>The same with time and allocation measured, for tests that run alone.</summary>
    public static FramerReportOptions Measured { get; } = new() { Cases = 300, ExhaustiveBytes = 3, Seed = "2026,2027" };

    /// <summary>The names of the properties that a framer violates.</summary>
    public static string[] Violated(FramerAdapter adapter) => Of(FramerReport.Run(adapter, Short), PropertyVerdict.Violated);

    /// <summary>The names of the properties with a verdict.</summary>
    public static string[] Of(FramerReport report, PropertyVerdict verdict) =>
        [.. report.Results.Where(result => result.Verdict == verdict).Select(result => result.Property.Name)];
}
