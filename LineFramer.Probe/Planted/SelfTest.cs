using System.Diagnostics;
using System.Globalization;

namespace LineFraming.Probe;

/// <summary>What the probe found in a planted server, and how long that took.</summary>
internal sealed record PlantedTrial(Planted Planted, IReadOnlyList<CaseResult> Results, TimeSpan Elapsed)
{
    /// <summary>Why no case was asked, if the server was not even recognised as the one described; else null.</summary>
    public string? Failure { get; init; }

    /// <summary>The cases with other results than for the correct server.</summary>
    public IReadOnlyList<string> Caught =>
    [
        .. Results
            .Where(result => result.Outcome.Verdict is Verdict.Failed or Verdict.Warned or Verdict.Inconclusive)
            .Select(result => result.Case.Id),
    ];

    /// <summary>Whether the case that must find the bug found it; of the correct server, whether nothing was found.</summary>
    public bool IsRight => Planted == PlantedGallery.Good
        ? Caught.Count == 0
        : Results.Any(result => result.Case.Id == Planted.Caught && result.Outcome.Verdict == Planted.Expected);

    /// <summary>One line for the terminal.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{(IsRight ? "✓" : "×")} {Planted.Name,-30} {Planted.Caught,-11} "
        + $"{string.Concat(Caught.Where(id => id != Planted.Caught).Select(id => $"{id} "))}({Elapsed.TotalSeconds:0.0} s)"
        + $"{(Failure is null ? "" : $" {Failure}")}");
}

/// <summary>Runs the probe over the planted servers.</summary>
internal static class SelfTest
{
    // Several run at once, because almost all of their time is waiting.
    private const int AtATime = 16;

    /// <summary>A run has more time than by default, because others run at the same time.</summary>
    public static Timing Timing { get; } = Timing.Default with { Run = TimeSpan.FromMinutes(2) };

    /// <summary>
    /// Probes every planted server and the correct one, several at a time; those that are measured run in processes of their
    /// own. Each is asked every case if <paramref name="asksAll"/> is true, else only the case that must find its bug.
    /// <paramref name="progress"/> is called by one thread at a time.
    /// </summary>
    /// <exception cref="OperationCanceledException">It was stopped; the processes that it started have ended.</exception>
    public static async Task<IReadOnlyList<PlantedTrial>> RunAsync(
        bool asksAll, Timing timing, Action<PlantedTrial> progress, CancellationToken stop)
    {
        List<PlantedTrial> trials = [];
        Planted[] measured = [.. PlantedGallery.All.Where(planted => planted.NeedsProcess && OperatingSystem.IsLinux())];
        Planted[] all = [PlantedGallery.Good, .. measured, .. PlantedGallery.All.Where(planted => !planted.NeedsProcess)];
        ParallelOptions options = new() { MaxDegreeOfParallelism = AtATime, CancellationToken = stop };
        await Parallel.ForEachAsync(all, options, async (planted, ending) =>
        {
            IReadOnlyList<ProbeCase> cases = asksAll || planted == PlantedGallery.Good ? CaseList.All : CaseList.Named(planted.Caught);
            Add(planted.NeedsProcess
                ? await TryInProcessAsync(planted, cases, timing, ending)
                : await TryAsync(planted, cases, timing, ending));
        });
        return trials;

        void Add(PlantedTrial trial)
        {
            lock (trials)
            {
                trials.Add(trial);
                progress(trial);
            }
        }
    }

    /// <summary>Probes one planted server within this process.</summary>
    public static async Task<PlantedTrial> TryAsync(
        Planted planted, IReadOnlyList<ProbeCase> cases, Timing timing, CancellationToken stop)
    {
        await using PlantedServer server = new(planted);
        return await ProbeAsync(planted, $"{server.EndPoint}", null, cases, timing, stop);
    }

    /// <summary>Probes one planted server that runs, and is measured, in a process of its own.</summary>
    public static async Task<PlantedTrial> TryInProcessAsync(
        Planted planted, IReadOnlyList<ProbeCase> cases, Timing timing, CancellationToken stop)
    {
        try
        {
            using PlantedProcess process = PlantedProcess.Start(planted.Name);

            // At once, because this process does not exist for long after a signal.
            using CancellationTokenRegistration killing = stop.Register(process.Kill);
            string address = await process.ListensAsync(stop);
            return await ProbeAsync(planted, address, new(process.Id), cases, timing, stop);
        }
        catch (ConversationException e)
        {
            return new(planted, [], TimeSpan.Zero) { Failure = e.Message };
        }
    }

    private static async Task<PlantedTrial> ProbeAsync(
        Planted planted, string address, ServerMeter? meter, IReadOnlyList<ProbeCase> cases, Timing timing, CancellationToken stop)
    {
        long start = Stopwatch.GetTimestamp();
        using Target target = new(
            await Address.ResolveAsync(address, stop),
            BuiltIn.Named(BuiltIn.Planted),
            new Dictionary<string, string>(),
            useTls: false);
        try
        {
            using ProbeRun run = new(target, new(IsThorough: false, meter, MayLoad: true) { Timing = timing });
            IReadOnlyList<CaseResult> results = await run.RunAsync(cases).WaitAsync(stop);
            return new(planted, results, Stopwatch.GetElapsedTime(start));
        }
        catch (ConversationException e)
        {
            return new(planted, [], Stopwatch.GetElapsedTime(start)) { Failure = e.Message };
        }
    }
}
