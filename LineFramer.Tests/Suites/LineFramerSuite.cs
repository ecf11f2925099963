using LineFraming.Fuzz;
using LineFraming.Testing;

namespace LineFraming.Tests;

/// <summary>The suites over the library's framer.</summary>
public sealed class LineFramerSuite : FramerSuite
{
    protected override IFramer Create(FramerOptions options) => new RealFramer(options);
}
