using LineFraming.Testing;

namespace LineFraming.Tests;

/// <summary>The suites over the library's framer with one reader a chunk, as callers read it: only such a reader scans ahead.</summary>
public sealed class OneReaderSuite : OwnFramerSuite
{
    protected override FramerAdapter Adapter { get; } = FramerAdapter.Of(
        new FramerCapabilities { HasCounts = true, ReadsAhead = true, CanEndWithLastChunk = true },
        options => new OneReaderFramer(options));

    // Shorter by two bytes, which takes a thirtieth of the time; LineFramerSuite tries the longer streams.
    protected override int ExhaustiveBytes => SmallScope.MaxBytes - 2;
}
