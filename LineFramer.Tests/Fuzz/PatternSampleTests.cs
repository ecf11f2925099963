using Xunit;

namespace LineFraming.Tests;

/// <summary>Tests that the text made from a regular expression matches it.</summary>
public sealed class PatternSampleTests
{
    [Theory]
    [InlineData("abc")]
    [InlineData(@"^GET /[a-z]+\.html HTTP/1\.[01]$")]
    [InlineData("^(?:GET|POST|DELETE) .+$")]
    [InlineData(@"^(?<year>\d{4})-(?<month>\d{2})-\d{1,2}$")]
    [InlineData(@"^\s*#\s*(\w+)\s*=\s*""([^""]*)""\s*$")]
    [InlineData(@"^[\w.+-]+@[a-z-]+\.[a-z]{2,}$")]
    [InlineData(@"^[]x]{3}[^\d a]$")]
    [InlineData(@"^\x41\u0042\t(?i:c|d)*?e++$")]
    [InlineData(@"^(a|b(c|d)|(?>ef)){2}$")]
    [InlineData(@"\bword\b")]
    [InlineData("^a{,3}{$")]
    public void A_sample_matches_its_pattern(string pattern)
    {
        // .NET has no possessive quantifiers, so "++" is matched as "+".
        for (int seed = 0; seed < 50; seed++)
        {
            string? sample = new PatternSample(pattern, seed).Make();
            Assert.NotNull(sample);
            Assert.Matches(pattern.Replace("++", "+", StringComparison.Ordinal), sample);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("^$")]
    [InlineData("a)b")]
    public void A_pattern_without_text_gives_no_sample(string pattern) => Assert.Null(new PatternSample(pattern, 1).Make());

    /// <summary>For any pattern, making a sample ends and gives a short text or none.</summary>
    [Fact]
    public void Any_text_can_be_parsed()
    {
        Random random = new(7);
        const string Letters = @"ab(?<=!:>)[^-]{1,2}|*+?.\dxu4z$";
        for (int i = 0; i < 20_000; i++)
        {
            string pattern = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => Letters[random.Next(Letters.Length)]));
            string? sample = new PatternSample(pattern, i).Make();
            Assert.True(sample is null or { Length: > 0 and <= 64 }, pattern);
        }
    }
}
