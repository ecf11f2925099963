using Xunit;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer("LineFraming.Tests.QuickestFirst", "LineFramer.Tests")]

namespace LineFraming.Tests;

/// <summary>
/// In a quick run (<see cref="CasesAttribute.IsQuick"/>) the random cases come first, then the tests that go through many
/// lengths or inputs: a run for a mutant ends with the first test that fails, and nearly always a random case does. Any other
/// run goes on in parallel, where the longest tests must not come last, so its order stays as it is.
/// </summary>
public sealed class QuickestFirst : ITestCollectionOrderer
{
    private static readonly string[] Slow = ["BlockScannerTests", "PipeEndTests", "HardInputTests", "BoundaryTests"];

    /// <inheritdoc/>
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        CasesAttribute.IsQuick ? testCollections.OrderBy(Rank) : testCollections;

    private static int Rank(ITestCollection collection) =>
        collection.DisplayName.Contains(nameof(LineFramerSuite), StringComparison.Ordinal)
            ? -2
            : Array.FindIndex(Slow, name => collection.DisplayName.Contains(name, StringComparison.Ordinal));
}
