using LineFraming.Testing;
using Xunit;

namespace LineFraming.Tests;

/// <summary>What the pages say of framers whose time and allocation are measured: these tests run alone.</summary>
[Collection(nameof(GrowthTests))]
public sealed class ReadmeMeasuredTests
{
    [Fact]
    public void A_reader_of_ones_own_is_judged_in_three_lines() => ReadmeSnippets.Judge();

    [Fact]
    public void The_framer_of_the_page_copies_again_and_violates_nothing_else()
    {
        FramerCapabilities declared = new() { Delimiters = [DelimiterChoice.Lf, DelimiterChoice.CrLf], Limits = null };
        Assert.Equal(
            FramerProperties.OfMeasurements.Select(property => property.Name),
            Judge.Of(FramerReport.Run(FramerAdapter.Of(declared, MyFramerTests.Make), Judge.Measured), PropertyVerdict.Violated));
    }
}
