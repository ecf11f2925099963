using LineFraming.Testing;
using Xunit;

namespace LineFraming.Tests;

/// <summary>A case becomes as small as it gets, and not in so many tries that a report takes minutes.</summary>
public sealed class ShrinkerTests
{
    // 2,338 tries; from the front after each step it would be 29,166.
    private const int MaxTries = 5_000;

    [Fact]
    public void A_hundred_lines_that_all_matter_are_found_in_few_tries()
    {
        const int Lines = 129;
        byte[] stream = Bytes.Of(string.Concat(Enumerable.Range(0, Lines + 21).Select(i => new string('a', i % 7) + "\n")));
        int tries = 0;
        FramerCase smallest = Shrinker.Smallest(
            new(new(DelimiterChoice.Lf, 100, OversizedLineHandling.Throw), stream, [3], IsEnded: true),
            candidate =>
            {
                tries++;
                return candidate.Stream.Count(b => b == '\n') >= Lines;
            });
        Assert.Equal(new string('\n', Lines), Bytes.Text(smallest.Stream));
        Assert.Equal((0, false, 0), (smallest.ChunkSizes.Length, smallest.IsEnded, smallest.Options.MaxLineLength));
        Assert.InRange(tries, 1, MaxTries);
    }

    /// <summary>What was tried before a step is tried again after it: here the first bytes can go only once the last are gone.</summary>
    [Fact]
    public void A_part_that_could_not_be_left_out_is_tried_again_after_others_were()
    {
        FramerCase smallest = Shrinker.Smallest(
            new(new(DelimiterChoice.Lf, 0, OversizedLineHandling.Throw), Bytes.Of("aab"), [], IsEnded: false),
            candidate => Bytes.Text(candidate.Stream) is "aab" or "aa" or "a");
        Assert.Equal("a", Bytes.Text(smallest.Stream));
    }

    /// <summary>With one fixed limit, a case of a megabyte may have no smaller one, and a million candidates of a megabyte.</summary>
    [Fact]
    public void A_large_case_that_cannot_become_smaller_is_given_up()
    {
        ShrinkBudget budget = new(1L << 26);
        int tries = 0;
        FramerCase large = new(new(DelimiterChoice.Lf, 1 << 20, OversizedLineHandling.Throw), new byte[1 << 20], [], IsEnded: false);
        FramerCase smallest = Shrinker.Smallest(
            large,
            _ =>
            {
                tries++;
                return false;
            },
            budget);
        Assert.Same(large, smallest);
        Assert.True(budget.IsSpent);
        Assert.InRange(tries, 10, 200);
    }
}
