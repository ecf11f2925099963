using System.Collections.Concurrent;
using System.Diagnostics;

namespace LineFraming.Probe;

/// <summary>A run of cases over one server: most side by side, those that measure or load one after another in the end.</summary>
/// <param name="target">The server.</param>
/// <param name="settings">What the command line allows.</param>
/// <param name="progress">Called after each case, from one thread at a time.</param>
internal sealed class ProbeRun(Target target, RunSettings settings, Action<CaseResult>? progress = null) : IDisposable
{
    private const int CasesAtATime = 8;

    // A throttled server takes seconds for what others do in milliseconds.
    private const int ThrottledFactor = 6;

    private readonly LimitSearch _limit = new();
    private readonly SemaphoreSlim _places = new(CasesAtATime);
    private readonly Lock _lock = new();

    /// <summary>What the server is like; known once the run has begun.</summary>
    public Profile? Profile { get; private set; }

    private TimeSpan CaseTime => TimeSpan.FromSeconds(settings.IsThorough ? 60 : 30) * Factor;

    private TimeSpan TotalTime => TimeSpan.FromSeconds(settings.IsThorough ? 300 : 90) * Factor;

    private int Factor => target.Description.Rate is null ? 1 : ThrottledFactor;

    /// <summary>Asks all of some cases.</summary>
    /// <returns>The results in the order of the cases.</returns>
    /// <exception cref="ConversationException">The server is not the one described, or not there.</exception>
    public async Task<IReadOnlyList<CaseResult>> RunAsync(IReadOnlyList<ProbeCase> cases)
    {
        Profile = await Profile.MeasureAsync(target, settings.Meter);
        long start = Stopwatch.GetTimestamp();
        ConcurrentDictionary<string, CaseResult> results = new();
        async Task RunOneAsync(ProbeCase known)
        {
            CaseResult result = await RunAsync(known, start);
            results[known.Id] = result;
            lock (_lock)
            {
                progress?.Invoke(result);
            }
        }

        async Task RunInPlaceAsync(ProbeCase known)
        {
            await _places.WaitAsync();
            try
            {
                await RunOneAsync(known);
            }
            finally
            {
                _places.Release();
            }
        }

        await Task.WhenAll(cases.Where(known => !known.IsAlone).Select(RunInPlaceAsync));
        foreach (ProbeCase known in cases.Where(known => known.IsAlone))
        {
            await RunOneAsync(known);
        }

        return [.. cases.Select(known => results[known.Id])];
    }

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();

    private async Task<CaseResult> RunAsync(ProbeCase known, long runStart)
    {
        long start = Stopwatch.GetTimestamp();
        Outcome outcome = known.LoadsServer && !settings.MayLoad ? Outcome.Skipped("it loads the server, which is not on this machine")
            : target.Description.Sink is not null && known.Group is ("close" or "handoff" or "peers") ? Outcome.Skipped("what comes back comes in a file")
            : await AskAsync(known, Profile!.Pace, runStart);
        if (outcome.IsSuspicion && !known.IsAskedOnce)
        {
            // Alone with the server as far as it can be, and with longer pauses: what is a fault shows again.
            Outcome again = await AskAsync(known, Profile!.Pace.Slower, runStart);
            outcome = again.Verdict == Verdict.Inconclusive ? again with { Actual = $"{again.Actual}; before: {outcome.Actual}" } : again;
        }

        return new(known, outcome, Stopwatch.GetElapsedTime(start));
    }

    private async Task<Outcome> AskAsync(ProbeCase known, Pace pace, long runStart)
    {
        TimeSpan left = TotalTime - Stopwatch.GetElapsedTime(runStart);
        TimeSpan time = left < CaseTime ? left : CaseTime;
        if (time <= TimeSpan.Zero)
        {
            return Outcome.Inconclusive($"the run has taken its {TotalTime.TotalSeconds:0} s");
        }

        try
        {
            return await known.Ask(new(target, Profile!, pace, settings, _limit)).WaitAsync(time);
        }
        catch (TimeoutException)
        {
            return Outcome.Inconclusive($"it is not done after {time.TotalSeconds:0} s");
        }
        catch (ConversationException e)
        {
            return Outcome.Failed($"no connection as at the start: {e.Message}");
        }
    }
}
