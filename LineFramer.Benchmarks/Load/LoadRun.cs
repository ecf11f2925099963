using System.Globalization;

namespace LineFraming.Benchmarks;

/// <summary>
/// Measures shapes, one after the other: a server of each kind anew for each, and with two kinds in turns, so that what
/// else the machine does meanwhile slows them alike.
/// </summary>
/// <param name="rounds">How many rounds each server runs.</param>
/// <param name="time">How long a round counts.</param>
/// <param name="go">The server to compare with; null for none.</param>
/// <param name="progress">What is told meanwhile.</param>
internal sealed class LoadRun(int rounds, TimeSpan time, GoServer? go, Progress progress)
{
    /// <summary>For how long no answer may come.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    // Methods that are called often are compiled anew in the background: until then speed means nothing.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan WarmUpAgain = TimeSpan.FromMilliseconds(300);

    // The connections of one round may not all be forgotten when those of the next come.
    private static readonly string MostAtOnce = (2 * LoadShape.MostConnections).ToString(CultureInfo.InvariantCulture);

    /// <summary>Measures a shape.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="stop">Ends it early.</param>
    /// <returns>A result for each server, ours first.</returns>
    /// <exception cref="LoadFailedException">A server answers wrongly or not at all.</exception>
    public IReadOnlyList<LoadResult> Measure(LoadShape shape, CancellationToken stop)
    {
        Descriptors.ThrowIfFewerThan(shape.Connections);
        using ServerUnderLoad ours = ServerUnderLoad.StartOurs("--max-connections", MostAtOnce);
        using ServerUnderLoad? theirs = go?.Start();
        List<Contender> contenders = [new(ours), .. theirs is null ? Array.Empty<Contender>() : [new(theirs)]];
        for (int i = 0; i < rounds; i++)
        {
            // Who begins changes, for the first of a round is the one behind a change.
            foreach (Contender contender in i % 2 == 0 ? contenders : contenders.AsEnumerable().Reverse())
            {
                progress.Tell(string.Create(
                    CultureInfo.InvariantCulture, $"{shape}: round {i + 1} of {rounds}, {contender.Server.Name}{contender.LastRound}"));
                using ClosedLoop loop = new(contender.Server.EndPoint, shape, Patience);
                contender.Rounds.Add(loop.Run(i == 0 ? WarmUp : WarmUpAgain, time, contender.Latencies, () => contender.Server.Cpu, stop));
            }
        }

        return
        [
            .. contenders.Select(contender => LoadResult.Of(
                contender.Server.Name, shape, contender.Rounds, contender.Latencies, contender.Server.PeakMemory)),
        ];
    }

    private sealed class Contender(ServerUnderLoad server)
    {
        public ServerUnderLoad Server => server;

        public List<LoadRound> Rounds { get; } = [];

        public Latencies Latencies { get; } = new();

        public string LastRound => Rounds.Count == 0
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $", {Rounds[^1].LinesASecond:N0} lines a second before");
    }
}
