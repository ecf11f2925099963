using System.Globalization;
using LineFraming.Fuzz;
using LineFraming.Testing;

namespace LineFraming.Benchmarks;

/// <summary>
/// How many cases a second each property checks, without the time to make and shrink cases. From that
/// follows how many minutes a run of so many million cases takes.
/// </summary>
internal static class PropertySpeeds
{
    private const int Seed = 1;

    private const int Cases = 1000;

    public static void Print(TextWriter output)
    {
        FramerCase[] cases = GalleryCases.Make(Seed, Cases);
        output.WriteLine(Machine.Description);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Cases} cases of {cases.Average(input => input.Stream.Length):F1} bytes, one thread; cases a second, the median "
            + $"of {RunRates.Rounds} rounds in turns"));
        double[] rates = RunRates.Medians([.. FramerProperties.OfRandomCases.Select(property => (Action)(() => HoldTo(property, cases)))]);
        for (int i = 0; i < rates.Length; i++)
        {
            output.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{FramerProperties.OfRandomCases[i].Name,-42} {rates[i] * Cases,10:N0}"));
        }
    }

    private static void HoldTo(FramerProperty property, FramerCase[] cases)
    {
        foreach (FramerCase input in cases)
        {
            property.Check(static options => new RealFramer(options), input);
        }
    }
}
