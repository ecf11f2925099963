using LineFraming.Fuzz;
using LineFraming.Testing;
using Xunit;

namespace LineFraming.Tests;

/// <summary>The suites over the library's framer.</summary>
public sealed class LineFramerSuite : OwnFramerSuite
{
    protected override FramerAdapter Adapter { get; } = FramerAdapter.Of(FramerCapabilities.Everything, options => new RealFramer(options));

    // An exception for every oversized line takes most of the time, so longer streams are tried without, below.
    protected override int ExhaustiveBytes => SmallScope.MaxBytes - 2;

    [Fact]
    public void Every_short_stream_of_a_byte_more_in_every_chunking() => AskEveryStreamUpTo(SmallScope.MaxBytes - 1);

    [LongFact]
    public void Every_longest_stream_in_every_chunking() => AskEveryStreamUpTo(SmallScope.MaxBytes);

    [LongFact]
    public void TryRead_throws_on_every_short_stream_of_a_byte_more() => AskEveryStreamUpTo(SmallScope.MaxBytes - 1, throws: true);

    // With restarts. By default the framer is asked whether a line was oversized: that TryRead throws is tested on shorter streams.
    private static void AskEveryStreamUpTo(int bytes, bool throws = false)
    {
        FramerAdapter adapter = FramerAdapter.Of(FramerCapabilities.Everything, options => new RealFramer(options, throws));
        PropertyResult result = FramerReport.Ask(
            adapter, FramerProperty.Named(FramerProperties.Exhaustive), OptionsUpTo(bytes));
        Assert.True(result.Verdict == PropertyVerdict.Held, $"{result}");
        Report(nameof(LineFramer), result);
    }
}
