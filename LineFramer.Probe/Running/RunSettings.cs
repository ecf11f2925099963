namespace LineFraming.Probe;

/// <summary>
/// What the command line allows a run: longer lines and more bytes, measuring the server's process (null if it is not known),
/// and loading the server.
/// </summary>
internal sealed record RunSettings(bool IsThorough, ServerMeter? Meter, bool MayLoad)
{
    /// <summary>How long it may take.</summary>
    public Timing Timing { get; init; } = IsThorough ? Timing.Thorough : Timing.Default;
}
