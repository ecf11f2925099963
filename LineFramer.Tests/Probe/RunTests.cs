using LineFraming.Probe;
using Xunit;

namespace LineFraming.Tests.Probe;

/// <summary>How a run asks its cases: side by side, within its time, and twice after a failure.</summary>
public sealed class RunTests
{
    private const int AtATime = 8;

    [Fact]
    public async Task Eight_cases_are_asked_at_a_time()
    {
        Meeting all = new(AtATime);
        int now = 0;
        int max = 0;
        ProbeCase[] cases = [.. Cases(3 * AtATime, async _ =>
        {
            int here = Interlocked.Increment(ref now);
            await all.ArriveAsync();
            Interlocked.Decrement(ref now);
            lock (all)
            {
                max = Math.Max(max, here);
            }

            return Outcome.Passed("");
        })];
        IReadOnlyList<CaseResult> results = await Probed.RunAsync(
            Timing.Default with { Case = TimeSpan.FromMinutes(1), Run = TimeSpan.FromMinutes(2) }, cases);
        Assert.Equal("", Probed.Complaints(results));
        Assert.Equal(AtATime, max);
    }

    [Fact]
    public async Task A_case_that_measures_is_asked_alone_and_after_the_others()
    {
        int now = 0;
        int done = 0;
        async Task<Outcome> AskAsync(int before)
        {
            int here = Interlocked.Increment(ref now);
            await Task.Yield();
            Interlocked.Decrement(ref now);
            bool isAlone = before < 0 || (here == 1 && done == before);
            int after = Interlocked.Increment(ref done) - 1;
            return isAlone ? Outcome.Passed("") : Outcome.Failed($"It was asked with {here - 1} others, after {after}.");
        }

        ProbeCase first = Case("a/1", _ => AskAsync(AtATime)) with { IsAlone = true };
        ProbeCase second = Case("a/2", _ => AskAsync(AtATime + 1)) with { IsAlone = true };
        IReadOnlyList<CaseResult> results = await Probed.RunAsync(Probed.Quick, [first, .. Cases(AtATime, _ => AskAsync(-1)), second]);
        Assert.Equal("", Probed.Complaints(results));
        Assert.Equal(["a/1", "a/2"], [results[0].Case.Id, results[^1].Case.Id]);
    }

    [Fact]
    public async Task A_suspicion_is_asked_again_with_longer_pauses()
    {
        List<Pace> paces = [];
        ProbeCase suspicious = Case("a/1", probing =>
        {
            paces.Add(probing.Pace);
            return Task.FromResult(paces.Count == 1 ? Outcome.Failed("by chance") : Outcome.Passed("as it must be"));
        });
        CaseResult result = Assert.Single(await Probed.RunAsync(Probed.Quick, suspicious));
        Assert.Equal((Verdict.Passed, "as it must be"), (result.Outcome.Verdict, result.Outcome.Actual));
        Assert.Equal(2, paces.Count);
        Assert.Equal(paces[0].Pause * 3, paces[1].Pause);
        Assert.Equal(paces[0].Quiet * 3, paces[1].Quiet);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public async Task What_shows_again_is_believed(int verdict)
    {
        int asked = 0;
        ProbeCase known = Case("a/1", _ => Task.FromResult(new Outcome((Verdict)verdict, $"time {++asked}")));
        CaseResult result = Assert.Single(await Probed.RunAsync(Probed.Quick, known));
        Assert.Equal((Verdict)verdict, result.Outcome.Verdict);
        Assert.Equal((Verdict)verdict == Verdict.Information ? 1 : 2, asked);
    }

    [Fact]
    public async Task A_case_that_measures_memory_is_asked_once()
    {
        int asked = 0;
        ProbeCase known = Case("a/1", _ => Task.FromResult(Outcome.Failed($"time {++asked}"))) with { MeasuresMemory = true };
        Assert.Equal("time 1", Assert.Single(await Probed.RunAsync(Probed.Quick, known)).Outcome.Actual);
    }

    [Fact]
    public async Task What_is_not_done_in_time_is_inconclusive()
    {
        Timing timing = Probed.Quick with { Case = TimeSpan.FromMilliseconds(20) };
        ProbeCase endless = Case("a/1", _ => new TaskCompletionSource<Outcome>().Task);
        CaseResult result = Assert.Single(await Probed.RunAsync(timing, endless));
        Assert.Equal(Verdict.Inconclusive, result.Outcome.Verdict);
        Assert.StartsWith("it is not done after ", result.Outcome.Actual, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_case_begins_after_the_time_of_a_run()
    {
        ProbeCase[] cases = [.. Cases(3, _ => Task.FromResult(Outcome.Failed("It was asked.")))];
        IReadOnlyList<CaseResult> results = await Probed.RunAsync(Probed.Quick with { Run = TimeSpan.Zero }, cases);
        Assert.All(results, result => Assert.Equal(
            (Verdict.Skipped, "the run has taken its 0 s; --thorough takes more"), (result.Outcome.Verdict, result.Outcome.Actual)));
        Assert.EndsWith(
            "Left out: the run has taken its 0 s; --thorough takes more.",
            TerminalReport.Summary(new("here", "planted", results, TimeSpan.Zero)),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, 1, 8, 15)]
    [InlineData(false, 2, 4, 60)]
    [InlineData(false, 8, 1, 240)]
    [InlineData(true, 1, 8, 120)]
    [InlineData(true, 8, 1, 240)]
    public void A_run_has_15_seconds_or_more_in_proportion(bool isThorough, double factor, int places, int seconds)
    {
        RunSettings settings = new(isThorough, Meter: null, MayLoad: true);
        Assert.Equal(seconds, ProbeRun.RunTime(settings.Timing, factor, places).TotalSeconds);
    }

    [Theory]
    [InlineData(1, false, 150, 1)]
    [InlineData(15, false, 150, 3)]
    [InlineData(100, false, 400, 8)]
    [InlineData(1, true, 1300, 8)]
    public void Quiet_is_four_times_the_median_answer_or_a_throttled_second(int median, bool isThrottled, int quiet, double factor)
    {
        Pace pace = Pace.For(TimeSpan.FromMilliseconds(median), isThrottled, Timing.Default);
        Assert.Equal(quiet, pace.Quiet.TotalMilliseconds);
        Assert.Equal(factor, pace.Factor, precision: 6);
        Assert.InRange(
            pace.Patience,
            pace.Quiet * 2 < Timing.Default.Patience ? Timing.Default.Patience : pace.Quiet * 2,
            TimeSpan.MaxValue);
    }

    private static IEnumerable<ProbeCase> Cases(int count, Func<Probing, Task<Outcome>> ask) =>
        Enumerable.Range(1, count).Select(i => Case($"b/{i}", ask));

    private static ProbeCase Case(string id, Func<Probing, Task<Outcome>> ask) => new(id, "", "", "", "", ask);

    /// <summary>A barrier: all wait until so many have arrived.</summary>
    private sealed class Meeting(int of)
    {
        private readonly Lock _lock = new();
        private TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _here;

        public Task ArriveAsync()
        {
            lock (_lock)
            {
                TaskCompletionSource all = _all;
                if (++_here == of)
                {
                    (_here, _all) = (0, new(TaskCreationOptions.RunContinuationsAsynchronously));
                    all.SetResult();
                }

                return all.Task.WaitAsync(TimeSpan.FromSeconds(30));
            }
        }
    }
}
