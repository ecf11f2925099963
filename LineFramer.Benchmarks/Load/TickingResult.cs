namespace LineFraming.Benchmarks;

/// <summary>How connections fared that each say a line a second.</summary>
/// <param name="Connections">How many.</param>
/// <param name="Lines">How many lines were sent, all of which were answered.</param>
/// <param name="Seconds">In what time.</param>
/// <param name="P50Microseconds">The time, from when a line was due, that half of the answers took no longer than.</param>
/// <param name="P99Microseconds">The same of 99 %.</param>
/// <param name="P999Microseconds">The same of 99.9 %.</param>
/// <param name="ServerCpuSeconds">The processor time that the server used.</param>
/// <param name="GeneratorCpuSeconds">The processor time that asking and comparing used.</param>
/// <param name="PeakMemory">The most memory that the server had, in bytes; null where the system does not say.</param>
internal sealed record TickingResult(
    int Connections,
    long Lines,
    double Seconds,
    double P50Microseconds,
    double P99Microseconds,
    double P999Microseconds,
    double ServerCpuSeconds,
    double GeneratorCpuSeconds,
    long? PeakMemory);
