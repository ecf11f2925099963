namespace LineFraming.Probe;

/// <summary>What the command line allows a run.</summary>
/// <param name="IsThorough">Whether longer lines and more bytes are sent.</param>
/// <param name="Meter">What the server's process is measured with; null if it is not known.</param>
/// <param name="MayLoad">Whether it may load the server.</param>
internal sealed record RunSettings(bool IsThorough, ServerMeter? Meter, bool MayLoad)
{
    /// <summary>How long it may take.</summary>
    public Timing Timing { get; init; } = IsThorough ? Timing.Thorough : Timing.Default;
}
