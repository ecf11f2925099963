namespace LineFraming.Probe;

/// <summary>What the command line allows a run.</summary>
/// <param name="IsThorough">Whether it may take two minutes.</param>
/// <param name="Meter">What the server's process is measured with; null if it is not known.</param>
/// <param name="MayLoad">Whether it may load the server.</param>
internal sealed record RunSettings(bool IsThorough, ServerMeter? Meter, bool MayLoad);
