namespace LineFraming.Benchmarks;

/// <summary>What one server did in one round.</summary>
/// <param name="Lines">How many lines it answered.</param>
/// <param name="Seconds">In what time.</param>
/// <param name="ServerCpuSeconds">The processor time that it used.</param>
/// <param name="GeneratorCpuSeconds">The processor time that asking and comparing used.</param>
internal sealed record LoadRound(long Lines, double Seconds, double ServerCpuSeconds, double GeneratorCpuSeconds)
{
    /// <summary>Lines a second.</summary>
    public double LinesASecond => Lines / Seconds;
}
