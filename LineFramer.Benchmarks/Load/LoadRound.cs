namespace LineFraming.Benchmarks;

/// <summary>
/// What one server did in one round: how many lines it answered in what time, its processor time, and that of asking and
/// comparing.
/// </summary>
internal sealed record LoadRound(long Lines, double Seconds, double ServerCpuSeconds, double GeneratorCpuSeconds)
{
    /// <summary>Lines a second.</summary>
    public double LinesASecond => Lines / Seconds;
}
