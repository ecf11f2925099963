using LineFraming.Benchmarks;
using Xunit;

namespace LineFraming.Tests;

/// <summary>What <c>ratios</c> prints, and what it measures long lines and large sets with.</summary>
public sealed class RatioTableTests
{
    [Fact]
    public void A_line_shows_whether_its_target_is_reached()
    {
        StringWriter output = new();
        RatioTable table = new(output);
        table.Add("it, against that", 1.0, 1.0);
        table.Add("it, against that", 0.994, 1.0);
        table.AddMax("bytes", "3", "0", isReached: false);
        table.Note($"{1.5:F2} GB/s");
        Assert.Equal(
            [
                $"{"it, against that",-52}   1.00 x at least 1.00 x reached",
                $"{"it, against that",-52}   0.99 x at least 1.00 x MISSED",
                $"{"bytes",-52}      3   at most 0     MISSED",
                "  1.50 GB/s",
            ],
            output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal("1 reached, 2 missed", table.Count);
    }

    [Fact]
    public void Passes_are_repeated_until_one_finds_other_lines()
    {
        LineInput input = new(meanLength: 8, totalBytes: 1000, chunkSize: 1000);
        int passes = 0;
        Assert.Equal(input.Tally, CachedLengths.Repeat(input, () => passes++ < 100 ? LineLoops.IndexOf(input.Chunks[0]) : default));
        Assert.InRange(passes, 2, 100);
        passes = 0;
        Assert.Equal(default, CachedLengths.Repeat(input, () => passes++ < 1 ? input.Tally : default));
        Assert.Equal(2, passes);
    }

    [Fact]
    public void Sets_have_as_many_delimiters_as_their_names_say()
    {
        LineFramer framer = new(AutomatonCosts.Set(1000), 10);
        LineReader reader = framer.Read("a<0000ab<0999ac<1000a"u8);
        Assert.True(reader.TryRead(out ReadOnlySpan<byte> line));
        Assert.Equal("a", Bytes.Text(line));
        Assert.True(reader.TryRead(out line));
        Assert.Equal("b", Bytes.Text(line));
        Assert.False(reader.TryRead(out _));
    }
}
