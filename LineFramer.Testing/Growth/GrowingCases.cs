namespace LineFraming.Testing;

/// <summary>
/// Cases of growing size for an adapter's framers. What runs a framer over a case and returns its time is <paramref name="timeOf"/>.
/// </summary>
internal delegate IEnumerable<FramerCase> GrowingCases(FramerAdapter adapter, Func<FramerCase, TimeSpan> timeOf);
