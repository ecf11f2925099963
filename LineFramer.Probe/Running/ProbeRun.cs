using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace LineFraming.Probe;

/// <summary>
/// Runs cases over one server: most side by side, those that measure or load one after another at the end.
/// <paramref name="progress"/> is called after each case, by one thread at a time.
/// </summary>
internal sealed class ProbeRun(Target target, RunSettings settings, Action<CaseResult>? progress = null) : IDisposable
{
    private const int CasesAtATime = 8;

    // How many times as long the pauses are when a failure is confirmed.
    private const int ConfirmationFactor = 3;

    private static readonly TimeSpan MaxRun = TimeSpan.FromMinutes(4);

    private readonly LimitSearch _limit = new();
    private readonly SemaphoreSlim _places = new(Places(target));
    private readonly Lock _lock = new();

    /// <summary>What the server is like; known once the run has begun.</summary>
    public Profile? Profile { get; private set; }

    private Timing Timing => settings.Timing;

    private double Factor => Profile!.Pace.Factor;

    /// <summary>Asks all the given cases.</summary>
    /// <returns>The results in the order of the cases.</returns>
    /// <exception cref="ConversationException">The server is not the one described, or not there.</exception>
    public async Task<IReadOnlyList<CaseResult>> RunAsync(IReadOnlyList<ProbeCase> cases)
    {
        Profile = await Profile.MeasureAsync(target, settings.Meter, Timing);
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

    /// <summary>How long a run has: more for a slow server and for few cases at a time, up to a maximum.</summary>
    public static TimeSpan RunTime(Timing timing, double factor, int places)
    {
        TimeSpan max = timing.Run > MaxRun ? timing.Run : MaxRun;
        TimeSpan time = timing.Run * factor * CasesAtATime / places;
        return time < max ? time : max;
    }

    // More cases at once would spend their own time waiting for a connection.
    private static int Places(Target target) => Math.Min(CasesAtATime, target.Connections);

    private async Task<CaseResult> RunAsync(ProbeCase known, long runStart)
    {
        long start = Stopwatch.GetTimestamp();
        if (WhySkipped(known, runStart) is { } reason)
        {
            return new(known, Outcome.Skipped(reason), TimeSpan.Zero);
        }

        TimeSpan time = known.MeasuresMemory ? Timing.Flood + Timing.Case : Timing.Case * Factor;
        TimeSpan longest = known.MeasuresMemory ? time : time * ConfirmationFactor;
        Outcome outcome = await AskAsync(known, Profile!.Pace, time, longest);
        if (outcome.IsSuspicion && !known.MeasuresMemory)
        {
            // The case is asked again on new connections with longer pauses: a real fault shows again.
            Outcome again = await AskAsync(known, Profile!.Pace.Slower, longest, longest);
            outcome = again.Verdict == Verdict.Inconclusive ? again with { Actual = $"{again.Actual}; before: {outcome.Actual}" } : again;
        }

        return new(known, outcome, Stopwatch.GetElapsedTime(start));
    }

    private string? WhySkipped(ProbeCase known, long runStart)
    {
        TimeSpan time = RunTime(Timing, Factor, Places(target));
        return known.LoadsServer && !settings.MayLoad ? "it loads the server, whose address is not loopback"
            : target.Description.Sink is not null && known.Group is ("close" or "handoff" or "peers") ? "what comes back comes in a file"
            : Stopwatch.GetElapsedTime(runStart) < time ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"the run has taken its {time.TotalSeconds:0} s{(settings.IsThorough ? "" : "; --thorough takes more")}");
    }

    // A case that is not done in its time is abandoned. Its conversations go on for some time, because the search for the limit,
    // which other cases wait for too, may be among them.
    private async Task<Outcome> AskAsync(ProbeCase known, Pace pace, TimeSpan time, TimeSpan life)
    {
        try
        {
            return await known.Ask(new(target, Profile!, pace, settings, _limit) { Life = life }).WaitAsync(time);
        }
        catch (TimeoutException)
        {
            return Outcome.Inconclusive(string.Create(CultureInfo.InvariantCulture, $"it is not done after {time.TotalSeconds:0.#} s"));
        }
        catch (OverdueException e)
        {
            return Outcome.Inconclusive(e.Message);
        }
        catch (EndlessAnswerException e)
        {
            return Outcome.Failed(e.Message);
        }
        catch (ConversationException e)
        {
            return Outcome.Failed($"no connection as at the start: {e.Message}");
        }
    }
}
