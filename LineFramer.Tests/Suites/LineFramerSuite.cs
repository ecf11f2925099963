using LineFraming.Fuzz;
using LineFraming.Testing;

namespace LineFraming.Tests;

/// <summary>The suites over the library's framer.</summary>
public sealed class LineFramerSuite : OwnFramerSuite
{
    protected override FramerAdapter Adapter { get; } = FramerAdapter.Of(FramerCapabilities.Everything, options => new RealFramer(options));
}
