using System.Globalization;
using LineFraming.Testing;
using LineFraming.Testing.Xunit;

namespace LineFraming.Tests;

/// <summary>The suites over the library's framer at full length, read in one of the ways that a caller may read it.</summary>
public abstract class OwnFramerSuite : FramerSuite
{
    protected override FramerReportOptions Options => OptionsUpTo(ExhaustiveBytes);

    /// <summary>The longest streams of the exhaustive suite.</summary>
    protected virtual int ExhaustiveBytes => SmallScope.MaxBytes;

    /// <summary>The options at full length.</summary>
    protected static FramerReportOptions OptionsUpTo(int exhaustiveBytes) => new()
    {
        Cases = CasesAttribute.Count,
        ExhaustiveBytes = exhaustiveBytes,

        // GrowthTests measures both, where no other test allocates meanwhile.
        MeasuresWork = false,

        // The pool has many threads for tests that wait (ThreadPoolMinThreads). If all of them computed, other tests would
        // starve: a server's peer would get a processor a tenth of a second late, each time.
        ExhaustiveThreads = Environment.ProcessorCount,
    };

    protected override void OnResult(PropertyResult result)
    {
        if (result.Property.Name == FramerProperties.Exhaustive && result.Verdict == PropertyVerdict.Held)
        {
            Report(GetType().Name, result);
        }
    }

    /// <summary>Adds what the exhaustive suite tried to the report at the end of <c>dotnet test</c>.</summary>
    protected static void Report(string name, PropertyResult result) => ProofReport.Write(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {result.Tried}, equal the reference framer; each property held on {CasesAttribute.Count:N0} random cases."),
        name);
}
