namespace LineFraming.Testing;

/// <summary>Makes a framer under test at the start of a stream.</summary>
/// <param name="options">What to make it with.</param>
/// <returns>A new framer.</returns>
public delegate IFramer FramerFactory(FramerOptions options);
