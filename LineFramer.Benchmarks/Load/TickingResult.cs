namespace LineFraming.Benchmarks;

/// <summary>
/// How connections fared that each send a line a second. The times of answers count from when their line was due; the peak
/// memory is null where the system does not report it.
/// </summary>
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
