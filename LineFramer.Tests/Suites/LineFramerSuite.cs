using LineFraming.Fuzz;
using LineFraming.Testing;
using Xunit;

namespace LineFraming.Tests;

/// <summary>The suites over the library's framer.</summary>
public sealed class LineFramerSuite : OwnFramerSuite
{
    protected override FramerAdapter Adapter { get; } = FramerAdapter.Of(FramerCapabilities.Everything, options => new RealFramer(options));

    // An exception for every oversized line takes most of the time, so longer streams are tried without, below.
    protected override int ExhaustiveBytes => SmallScope.MaxBytes - 1;

    /// <summary>
    /// The longest short streams, with restarts. The framer is asked whether a line was oversized; that <c>TryRead</c> throws
    /// then is tested on shorter streams.
    /// </summary>
    [LongFact]
    public void Every_longest_stream_in_every_chunking()
    {
        FramerAdapter asking = FramerAdapter.Of(FramerCapabilities.Everything, options => new RealFramer(options, throws: false));
        PropertyResult result = FramerReport.Ask(
            asking, FramerProperty.Named(FramerProperties.Exhaustive), OptionsUpTo(SmallScope.MaxBytes));
        Assert.True(result.Verdict == PropertyVerdict.Held, $"{result}");
        Report(nameof(LineFramer), result);
    }
}
