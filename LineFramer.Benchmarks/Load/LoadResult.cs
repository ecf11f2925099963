using System.Text.Json.Serialization;

namespace LineFraming.Benchmarks;

/// <summary>How one server fared under one shape: lines a second are the median round's, the rest is of all rounds.</summary>
internal sealed record LoadResult
{
    /// <summary>The server's name.</summary>
    public required string Server { get; init; }

    /// <summary>How many connections.</summary>
    public required int Connections { get; init; }

    /// <summary>How many lines of each waited for an answer at once.</summary>
    public required int Depth { get; init; }

    /// <summary>A line's bytes, its end not counted.</summary>
    public required int Length { get; init; }

    /// <summary>Lines a second in the median round.</summary>
    public required double LinesASecond { get; init; }

    /// <summary>The maximum time of the faster half of the answers, in microseconds.</summary>
    public required double P50Microseconds { get; init; }

    /// <summary>The same of 99 %.</summary>
    public required double P99Microseconds { get; init; }

    /// <summary>The same of 99.9 %.</summary>
    public required double P999Microseconds { get; init; }

    /// <summary>The processor time that the server used.</summary>
    public required double ServerCpuSeconds { get; init; }

    /// <summary>The processor time that the generator used.</summary>
    public required double GeneratorCpuSeconds { get; init; }

    /// <summary>The maximum of the server's memory, in bytes; null where the system does not report it.</summary>
    public long? PeakMemory { get; init; }

    /// <summary>How many times as fast this project's server was, of the median rounds; null for itself.</summary>
    public double? Ratio { get; init; }

    /// <summary>Every round, in order.</summary>
    public required IReadOnlyList<LoadRound> Rounds { get; init; }

    /// <summary>The shape.</summary>
    [JsonIgnore]
    public LoadShape Shape => new(Connections, Depth, Length);

    /// <summary>How many times as fast as another server it was under the same shape, by the median rounds.</summary>
    public double RatioTo(LoadResult other) => LinesASecond / other.LinesASecond;

    /// <summary>Makes a result of at least one round.</summary>
    public static LoadResult Of(
        string server, LoadShape shape, IReadOnlyList<LoadRound> rounds, Latencies latencies, long? peakMemory) =>
        new()
        {
            Server = server,
            Connections = shape.Connections,
            Depth = shape.Depth,
            Length = shape.Length,
            LinesASecond = Median(rounds.Select(round => round.LinesASecond)),
            P50Microseconds = latencies.Microseconds(50),
            P99Microseconds = latencies.Microseconds(99),
            P999Microseconds = latencies.Microseconds(99.9),
            ServerCpuSeconds = rounds.Sum(round => round.ServerCpuSeconds),
            GeneratorCpuSeconds = rounds.Sum(round => round.GeneratorCpuSeconds),
            PeakMemory = peakMemory,
            Rounds = rounds,
        };

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
