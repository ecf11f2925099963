using System.Globalization;
using LineFraming.Testing;
using LineFraming.Testing.Xunit;

namespace LineFraming.Tests;

/// <summary>The suites over the library's framer at full length, read in one of the ways that a caller may read it.</summary>
public abstract class OwnFramerSuite : FramerSuite
{
    protected override FramerReportOptions Options => new()
    {
        Cases = CasesAttribute.Count,
        ExhaustiveBytes = ExhaustiveBytes,

        // The pool has many threads for what waits (ThreadPoolMinThreads). All of them computing would starve the tests
        // that run beside: a peer of a server would get its processor a tenth of a second late, each time.
        ExhaustiveThreads = Environment.ProcessorCount,
    };

    /// <summary>The longest streams of the exhaustive suite.</summary>
    protected virtual int ExhaustiveBytes => SmallScope.MaxBytes;

    protected override void OnResult(PropertyResult result)
    {
        if (result.Property.Name == FramerProperties.Exhaustive && result.Verdict == PropertyVerdict.Held)
        {
            ProofReport.Write(
                string.Create(CultureInfo.InvariantCulture, $"{GetType().Name}: {result.Tried}, equal the reference framer; each property held on {CasesAttribute.Count:N0} random cases."),
                GetType().Name);
        }
    }
}
