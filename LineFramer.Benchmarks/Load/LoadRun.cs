using System.Globalization;

namespace LineFraming.Benchmarks;

/// <summary>
/// Measures shapes one after another. Every server is started anew for each shape, and the servers run in turns, so that
/// anything else the machine does slows them alike.
/// </summary>
internal sealed class LoadRun(int rounds, TimeSpan time, IReadOnlyList<LoadServer> servers, Progress progress)
{
    /// <summary>How long to wait for any answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    // The JIT recompiles methods that are called often, in the background: until then speed means nothing.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan WarmUpAgain = TimeSpan.FromMilliseconds(300);

    /// <summary>Measures a shape.</summary>
    /// <returns>A result for each server, ours first.</returns>
    /// <exception cref="LoadFailedException">A server answers wrongly or not at all.</exception>
    public IReadOnlyList<LoadResult> Measure(LoadShape shape, CancellationToken stop)
    {
        Descriptors.ThrowIfFewerThan(shape.Connections);
        List<Measured> all = [];
        try
        {
            foreach (LoadServer server in servers)
            {
                all.Add(new Measured(server.Start()));
            }

            for (int i = 0; i < rounds; i++)
            {
                // The first server of a round starts after a pause, so the order changes from round to round.
                foreach (Measured one in i % 2 == 0 ? all : all.AsEnumerable().Reverse())
                {
                    progress.Report(string.Create(
                        CultureInfo.InvariantCulture, $"{shape}: round {i + 1} of {rounds}, {one.Server.Name}{one.LastRound}"));
                    using ClosedLoop loop = new(one.Server.EndPoint, shape, Patience);
                    one.Rounds.Add(loop.Run(i == 0 ? WarmUp : WarmUpAgain, time, one.Latencies, () => one.Server.Cpu, stop));
                }
            }

            LoadResult[] results = [.. all.Select(one => one.Result(shape))];
            return [results[0], .. results[1..].Select(result => result with { Ratio = results[0].RatioTo(result) })];
        }
        finally
        {
            all.ForEach(one => one.Server.Dispose());
        }
    }

    private sealed class Measured(ServerUnderLoad server)
    {
        public ServerUnderLoad Server => server;

        public List<LoadRound> Rounds { get; } = [];

        public Latencies Latencies { get; } = new();

        public LoadResult Result(LoadShape shape) => LoadResult.Of(server.Name, shape, Rounds, Latencies, server.PeakMemory);

        public string LastRound => Rounds.Count == 0
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $", {Rounds[^1].LinesASecond:N0} lines a second before");
    }
}
